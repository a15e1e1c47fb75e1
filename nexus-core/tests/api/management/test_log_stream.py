"""The delivery log as it is written: from any API process, with the log's filters, resumed from the log."""

import asyncio
import contextlib
import json

import pytest

from nexus.api.management.logs import streaming
from nexus.model.delivery import Status
from nexus.model.log import LogFilter
from nexus.streams import tail
from nexus.streams.tail import LogTap
from nexus.testing import eventually

from .conftest import running
from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(api):
    return make(api)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(tail, "ASKED_EVERY_S", 0.05)


class Reader:
    """Reads a stream in the background: events as (name, id, data)."""

    def __init__(self):
        self.events, self.comments, self.ended = [], [], False

    @property
    def ids(self):
        return [data["message_id"] for name, _, data in self.events if name == "delivery"]

    async def read(self, lines):
        fields = {}
        async for text in lines:
            if text.startswith(":"):
                self.comments.append(text)
            elif text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif "data" in fields:
                self.events.append((fields.get("event"), fields.get("id"), json.loads(fields["data"])))
                fields = {}
        self.ended = True


@contextlib.asynccontextmanager
async def listening(api, name="uwe", headers=None, **parameters):
    await api.call(name, "GET", "/api/auth/me")
    sent = {"Authorization": f"Bearer {api.tokens[name]}", **(headers or {})}
    reader = Reader()
    async with api.client.stream("GET", "/api/logs/stream", params=parameters, headers=sent) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        reading = asyncio.create_task(reader.read(answer.aiter_lines()))
        await eventually(lambda: reader.comments)
        yield reader
        reading.cancel()
        await asyncio.wait([reading])


async def write(api, tap, *events):
    """What a worker does: into the log first, then to whoever listens."""
    await asyncio.to_thread(api.log.append, events)
    await tap.tell(events)


async def test_lines_come_as_they_are_written_with_the_filters_of_the_log(api, world):
    tap = LogTap(api.store)
    async with (
        listening(api) as all_of_it,
        listening(api, status="dead", text="LONG") as dead,
        listening(api, "otto") as foreign,
    ):
        await write(api, tap, world.event("m1"), world.event("m2", Status.DEAD), world.event("m3", Status.RETRYING))
        await eventually(lambda: set(all_of_it.ids) == {"m1", "m2", "m3"})
        await eventually(lambda: dead.ids == ["m2"])
        name, position, data = all_of_it.events[0]
        assert (name, data["workflow"], data["application"]) == ("delivery", "orders", "shop")
        assert int(position) > 0
        assert foreign.events == []
    assert len(all_of_it.ids) == 3, "none came twice"


async def test_another_api_process_serves_what_this_ones_workers_tell(api, world, settings, catalogue):
    async with running(settings, catalogue) as other, listening(other) as reader:
        await write(api, LogTap(api.store), world.event("m1"))
        await eventually(lambda: reader.ids == ["m1"])


async def test_a_reader_resumes_from_the_log_where_it_was_cut_off(api, world):
    at = 1_700_000_000_000
    api.log.append([world.event(f"m{n}", at=at + n * 10_000) for n in range(5)])
    async with listening(api, headers={"Last-Event-ID": str(at + 20_000)}) as reader:
        await eventually(lambda: reader.ids == ["m2", "m3", "m4"])
        assert reader.events[-1][1] == str(at + 40_000)
    async with listening(api) as fresh:
        await write(api, LogTap(api.store), world.event("m9"))
        await eventually(lambda: fresh.ids == ["m9"])


async def test_who_comes_back_to_more_than_can_be_read_is_told_so(api, world, monkeypatch):
    monkeypatch.setattr(streaming, "RESUMED", 3)
    at = 1_700_000_000_000
    api.log.append([world.event(f"m{n}", at=at + n) for n in range(5)])
    async with listening(api, headers={"Last-Event-ID": str(at)}) as reader:
        await eventually(lambda: reader.ids == ["m2", "m3", "m4"])
        assert reader.events[0] == ("missed", None, {"count": None})


async def test_heart_beats_come_and_the_stream_ends_with_the_session(api, world, monkeypatch):
    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.05)
    async with listening(api) as reader:
        await eventually(lambda: any("still here" in one for one in reader.comments))
        await asyncio.to_thread(api.metadata.sessions.end_all, api.metadata.users.by_name("uwe").id)
        await eventually(lambda: reader.ended)


async def test_a_bound_number_listens_to_one_process(api, world, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_LISTENERS", 1)
    async with listening(api):
        answer = await api.call("uwe", "GET", "/api/logs/stream")
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("position", ["-1", "x", "1.5", "9" * 17])
async def test_a_position_of_someone_else_is_refused(api, world, position):
    answer = await api.call("uwe", "GET", "/api/logs/stream", headers={"Last-Event-ID": position})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "Last-Event-ID")


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        ({}, True),
        ({"statuses": (Status.DEAD,)}, True),
        ({"statuses": (Status.DELIVERED,)}, False),
        ({"workflow_id": "other"}, False),
        ({"pipeline_id": "other"}, False),
        ({"source": "other"}, False),
        ({"message_id": "m1", "text": "too"}, True),
        ({"text": "short"}, False),
        ({"since": 1000, "until": 1001}, True),
        ({"until": 1000}, False),
        ({"since": 1001}, False),
    ],
)
def test_the_tail_takes_what_the_log_would_find(api, world, wanted, accepted):
    event = world.event("m1", Status.DEAD, at=1000)
    api.log.append([event])
    assert streaming.accepts(LogFilter(**wanted), event) is accepted
    assert bool(api.log.search(world.workspace_id, LogFilter(**wanted)).items) is accepted


async def test_a_process_that_stops_does_not_wait_for_those_who_listen(
    api, world, settings, catalogue, monkeypatch, caplog
):
    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.05)
    stack = contextlib.AsyncExitStack()
    other = await stack.enter_async_context(running(settings, catalogue))
    async with listening(other) as reader:
        other.app.state.stopping.set()  # what the server does first when it is to end
        await eventually(lambda: reader.ended)
    await stack.aclose()
    assert "timeout graceful shutdown exceeded" not in caplog.text
