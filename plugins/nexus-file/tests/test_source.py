"""Files are taken from a folder: each row once, whatever happens on the way, and what cannot be read holds up nothing."""

import asyncio
import json
from contextlib import asynccontextmanager

import openpyxl
import pytest
from attrs import evolve
from nexus_file.config import STATE, FileConfig, Pick
from nexus_file.source import FileSource, open_source, sample, subscriptions

from nexus import ConfigurationError, NotFound, Unavailable
from nexus.testing import LocalContext, LocalSourceContext, eventually

ORDERS = Pick(name="orders", pattern="orders-*.csv")
LINES = Pick(name="lines", pattern="*.jsonl", format="jsonl")
SHEETS = Pick(name="sheets", pattern="*.xlsx", format="xlsx")


class Taken:
    """An ``emit`` that records; after ``fail_after`` calls it refuses."""

    def __init__(self, fail_after=None):
        self.messages = []
        self.calls = 0
        self.fail_after = fail_after

    async def __call__(self, messages):
        if self.calls == self.fail_after:
            raise Unavailable("the store is away, for this test")
        self.calls += 1
        self.messages += messages

    @property
    def rows(self):
        return [json.loads(one.payload) for one in self.messages if not one.error]

    @property
    def errors(self):
        return [one.error for one in self.messages if one.error]


@pytest.fixture
def config(tmp_path):
    return FileConfig(folder=str(tmp_path), files=(ORDERS, LINES, SHEETS), settle_s=0.0, poll_s=0.02)


@asynccontextmanager
async def running(config, emit, wanted=("orders", "lines", "sheets")):
    source = FileSource(config, LocalSourceContext(wanted))
    task = asyncio.create_task(source.run(emit))
    yield task
    task.cancel()
    await asyncio.wait([task])


async def test_rows_become_messages_that_say_where_they_stood(config, tmp_path):
    (tmp_path / "orders-1.csv").write_text("id,name\n1,Ann\n2,Bob\n")
    emit = Taken()

    async with running(config, emit):
        await eventually((tmp_path / "done" / "orders-1.csv").exists)
        await eventually(lambda: not list((tmp_path / STATE).rglob("*.json")))  # the position of a file that is done

    assert emit.rows == [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob"}]
    assert [one.subscription for one in emit.messages] == ["orders", "orders"]
    first, second = [dict(one.metadata) for one in emit.messages]
    assert (first["file"], first["line"], second["line"]) == ("orders-1.csv", 2, 3)
    assert first["changed_at"].endswith("Z")


async def test_only_what_workflows_want_is_taken(config, tmp_path):
    (tmp_path / "orders-1.csv").write_text("id\n1\n")
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n')
    for name in (".hidden.jsonl", "b.jsonl.part", "c.jsonl.tmp", "notes.txt"):
        (tmp_path / name).write_text('{"no": 1}\n')
    emit = Taken()

    async with running(config, emit, ("lines",)):
        await eventually((tmp_path / "done" / "a.jsonl").exists)

    assert emit.rows == [{"a": 1}]
    assert (tmp_path / "orders-1.csv").exists()


async def test_the_same_name_and_content_again_is_another_file(config, tmp_path):
    emit = Taken()
    async with running(config, emit):
        for _ in range(2):
            (tmp_path / "new.tmp").write_text('{"a": 1}\n')
            (tmp_path / "new.tmp").rename(tmp_path / "a.jsonl")
            await eventually(lambda: not (tmp_path / "a.jsonl").exists())

    assert len({one.message_id for one in emit.messages}) == 2
    assert {one.name for one in (tmp_path / "done").iterdir()} == {"a.jsonl", "a-2.jsonl"}


async def test_what_was_refused_is_told_again_under_the_same_ids_and_nothing_else(config, tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(f'{{"n": {n}}}\n' for n in range(2500)))
    first, second = Taken(fail_after=2), Taken()

    async with running(config, first) as task:
        await asyncio.wait([task])
        with pytest.raises(Unavailable):
            task.result()
    async with running(config, second):
        await eventually(lambda: not (tmp_path / "a.jsonl").exists())

    assert [row["n"] for row in first.rows + second.rows] == list(range(2500))
    assert len({one.message_id for one in first.messages + second.messages}) == 2500


async def test_a_stop_while_a_batch_is_stored_waits_for_it_and_goes_on_behind_it(config, tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(f'{{"n": {n}}}\n' for n in range(1500)))
    emit, entered, go = Taken(), asyncio.Event(), asyncio.Event()

    async def slowly(messages):
        entered.set()
        await go.wait()
        await emit(messages)

    task = asyncio.create_task(FileSource(config, LocalSourceContext(["lines"])).run(slowly))
    await entered.wait()
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    await asyncio.wait([task])
    assert len(emit.messages) == 1000
    async with running(config, emit):
        await eventually(lambda: not (tmp_path / "a.jsonl").exists())

    assert [row["n"] for row in emit.rows] == list(range(1500))


async def test_a_file_that_grows_while_it_is_read_is_taken_whole(config, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"n": 0}\n')
    emit = Taken()

    async def growing(messages):
        await emit(messages)
        if emit.calls == 1:
            with path.open("a") as file:
                file.write('{"n": 1}\n')

    async with running(config, growing):
        await eventually(lambda: not path.exists())

    assert [row["n"] for row in emit.rows] == [0, 1]


async def test_a_file_that_was_replaced_is_read_from_its_beginning(config, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"old": {n}}}\n' for n in range(1200)))
    first, second = Taken(fail_after=1), Taken()
    async with running(config, first) as task:
        await asyncio.wait([task])
    path.write_text("".join(f'{{"new": {n}}}\n' for n in range(1200)))  # in place: the same file to the file system

    async with running(config, second):
        await eventually(lambda: not path.exists())

    assert [row["new"] for row in second.rows] == list(range(1200))


async def test_bad_rows_are_told_with_their_lines_and_hold_up_nothing(config, tmp_path):
    (tmp_path / "orders-1.csv").write_text("id,name\n1,a\n2\n3,c\n")
    emit = Taken()

    async with running(config, emit):
        await eventually(lambda: not (tmp_path / "orders-1.csv").exists())

    assert emit.rows == [{"id": "1", "name": "a"}, {"id": "3", "name": "c"}]
    assert emit.errors == ["line 3: has 1 values for 2 columns"]


async def test_a_file_that_cannot_be_read_is_put_aside_with_its_reason_and_the_next_is_taken(config, tmp_path):
    (tmp_path / "a.xlsx").write_text("no workbook")
    book = openpyxl.Workbook()
    book.active.append(("id",))
    book.active.append((7,))
    book.save(tmp_path / "b.xlsx")
    emit = Taken()

    async with running(config, emit):
        await eventually((tmp_path / "done" / "b.xlsx").exists)
        await eventually((tmp_path / "failed" / "a.xlsx.reason.txt").exists)

    assert emit.rows == [{"id": 7}]
    assert len(emit.errors) == 1
    assert emit.errors[0].startswith("a.xlsx is no Excel file")
    assert "no Excel file" in (tmp_path / "failed" / "a.xlsx.reason.txt").read_text()


async def test_a_file_is_left_alone_until_it_has_settled(config, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"n": 0}\n')
    emit = Taken()

    async with running(evolve(config, settle_s=0.5), emit):
        for _ in range(10):
            with path.open("a") as file:
                file.write('{"n": 0}\n')
            await asyncio.sleep(0.1)
            assert not emit.messages
        await eventually(lambda: not path.exists())

    assert len(emit.rows) == 11


async def test_files_can_be_deleted_when_they_are_done(config, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"n": 0}\n')

    async with running(evolve(config, when_done="delete"), Taken()):
        await eventually(lambda: not (tmp_path / "a.jsonl").exists())

    assert not (tmp_path / "done").exists()


async def test_a_folder_that_is_away_is_an_outage(config, tmp_path):
    source = FileSource(evolve(config, folder=str(tmp_path / "gone")), LocalSourceContext(["lines"]))

    with pytest.raises(Unavailable, match="cannot be looked into"):
        await source.run(Taken())


def test_a_connection_without_files_says_what_is_missing(tmp_path):
    with pytest.raises(ConfigurationError, match="names no files"):
        open_source(FileConfig(folder=str(tmp_path)), LocalSourceContext())


def test_each_entry_is_a_subscription(config):
    assert [one.name for one in subscriptions(config)] == ["orders", "lines", "sheets"]


def test_a_sample_takes_nothing(config, tmp_path):
    (tmp_path / "orders-1.csv").write_text("id,name\n1,a\n2\n3,c\n4,d\n")

    found = sample(config, LocalContext(), "orders", 2, 5.0)

    assert [json.loads(one.payload)["id"] for one in found] == ["1", "3"]
    assert (tmp_path / "orders-1.csv").exists()
    with pytest.raises(NotFound):
        sample(config, LocalContext(), "nothing", 2, 5.0)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"files": (ORDERS, ORDERS)}, "files"),
        ({"failed_folder": "done"}, "failed_folder"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(config, changes, place):
    with pytest.raises(ValueError, match=place):
        evolve(config, **changes)
