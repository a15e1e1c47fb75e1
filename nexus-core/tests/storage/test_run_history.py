"""The history of runs, on each database."""

from collections.abc import Iterator

import pytest
from attrs import evolve

from nexus.errors import InvalidInput, NotFound
from nexus.model.run import RunFilter, RunRecord, RunStatus, StepRun
from nexus.storage.run_history import MOST_BYTES, SqlRunHistory

WORKFLOW = "0198d2a0-0000-7000-8000-00000000000f"


@pytest.fixture
def history(shared_url, database) -> Iterator[SqlRunHistory]:
    history = SqlRunHistory.open(shared_url)
    yield history
    history.forget(2**60, 10_000)
    history.close()


def run(name="m1", workspace="ws", **changes):
    one = RunRecord(
        id=name,
        workspace_id=workspace,
        workflow_id=WORKFLOW,
        version=3,
        source="app",
        entry="1-0",
        status=RunStatus.FINISHED,
        received_at=10,
        started_at=20,
        updated_at=30,
        payload=b'{"id": 1, "text": "\\u0000 \xc3\xa4"}',
        headers=b'{"a": 1}',
        steps=(
            StepRun("a", 20, 1.5, sent={"x": [1]}, output={"y": None}, current=True),
            StepRun("b", 22, 2.5, attempt=3, error="no", skipped=True, output={"error": "no"}),
        ),
        result=[1, 2.5, "x"],
        current={"y": None},
        has_current=True,
    )
    return evolve(one, **changes)


def test_a_run_is_read_as_it_was_written(history):
    history.append([run()])
    assert history.get("ws", "m1") == run()
    assert history.get("ws", "m1", WORKFLOW) == run()


def test_what_comes_later_replaces_what_was_known(history):
    history.append([run(status=RunStatus.WAITING, due_at=99, reason="waits"), run("m2")])
    history.append([run(status=RunStatus.WAITING), run(), run("m2", reason="end")])
    assert history.get("ws", "m1").status is RunStatus.FINISHED
    assert history.get("ws", "m2").reason == "end"


def test_what_is_announced_late_changes_nothing(history):
    history.append([run()])
    history.announce(run(status=RunStatus.ACCEPTED, steps=()))
    assert history.get("ws", "m1") == run()
    history.announce(run("m2", status=RunStatus.ACCEPTED))
    history.append([run("m2")])
    assert history.get("ws", "m2").status is RunStatus.FINISHED


def test_others_do_not_see_it(history):
    history.append([run()])
    with pytest.raises(NotFound):
        history.get("other", "m1")
    with pytest.raises(NotFound):
        history.get("ws", "m1", "another workflow")
    assert history.search("other", RunFilter(WORKFLOW)).items == []


def test_pages_go_from_the_newest_to_the_oldest(history):
    history.append([run(f"m{number}", started_at=100 + number // 2) for number in range(9)])
    seen, cursor = [], None
    while True:
        page = history.search("ws", RunFilter(WORKFLOW), cursor, 4)
        seen += [one.id for one in page.items]
        if page.cursor is None:
            break
        cursor = page.cursor
    assert seen == ["m8", "m7", "m6", "m5", "m4", "m3", "m2", "m1", "m0"]
    with pytest.raises(InvalidInput):
        history.search("ws", RunFilter(WORKFLOW), "nonsense")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (RunFilter(WORKFLOW, RunStatus.FAILED), ["m2"]),
        (RunFilter(WORKFLOW, text="DISK full%"), ["m2"]),
        (RunFilter(WORKFLOW, since=150), ["m2"]),
        (RunFilter(WORKFLOW, until=150), ["m1"]),
        (RunFilter(WORKFLOW, source="other"), []),
        (RunFilter("elsewhere"), []),
    ],
)
def test_runs_are_found_by_what_they_are(history, wanted, found):
    history.append([run(started_at=100), run("m2", started_at=200, status=RunStatus.FAILED, reason="disk full% of it")])
    assert [one.id for one in history.search("ws", wanted).items] == found


def test_old_runs_are_forgotten_but_not_those_that_wait(history):
    history.append([run(f"m{number}", updated_at=number) for number in range(5)])
    history.append([run("waits", updated_at=0, status=RunStatus.WAITING)])
    assert history.forget(4, 3) == 3
    assert history.forget(4, 3) == 1
    left = {one.id for one in history.search("ws", RunFilter(WORKFLOW)).items}
    assert left == {"m4", "waits"}
    history.append([run("waits")])


@pytest.mark.parametrize("payload", [b"{", b"\0\1kept encrypted\xff"])
def test_a_run_that_failed_since_its_message_is_no_json_can_be_read(history, payload):
    history.append([run(status=RunStatus.FAILED, reason="no JSON", payload=payload)])

    found = history.get("ws", "m1")
    assert (found.status, found.reason) == (RunStatus.FAILED, "no JSON")
    assert b"bytes that are no JSON" in found.payload


def test_what_is_too_large_is_left_out_where_it_is_large(history):
    large = StepRun("a", 1, 1.0, output="x" * (MOST_BYTES + 1), sent="small")
    history.append([run(steps=(large,), current="y" * 20_000)])
    kept = history.get("ws", "m1")
    assert kept.steps[0].output == {"left_out": f"{MOST_BYTES + 3} bytes"}
    assert kept.steps[0].sent == "small"
    assert kept.payload == run().payload
