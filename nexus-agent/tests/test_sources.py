"""Sources beside the agent run as the centre wants, into the queue, and tell how they are."""

import asyncio
import base64
import gzip
import json

import pytest

from nexus.edge import NewMessage, SourceState
from nexus.security.agent_seals import seal
from nexus.testing import eventually
from nexus_agent.assignment import Directory, read_assignment
from nexus_agent.forwarding.batches import packed
from nexus_agent.home import Home
from nexus_agent.plugins import Plugins
from nexus_agent.queue.entries import Entry
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.routes import of_source
from nexus_agent.queue.sealing import Plain
from nexus_agent.settings import Settings
from nexus_agent.sources.keeper import Sources

pytest.importorskip("nexus_file", reason="a source to receive from")

ROUTE = of_source("c1")


class World:
    """An agent's sources on a queue of its own, and a centre that says what is to be received."""

    def __init__(self, folder, queue, **settings):
        self.inbox = folder / "inbox"
        self.inbox.mkdir(exist_ok=True)
        self.queue = queue
        settings = Settings(data_dir=folder / "agent", **settings)
        self.home = Home(settings)
        self._key = self.home.make_key().public_key().public_bytes_raw()
        self.directory = Directory()
        self.sources = Sources(Plugins(settings), self.home, self.directory, queue)
        self._running = asyncio.create_task(self.sources.run())

    def wants(self, *names, version=1, connector="file", key=None, **config):
        """The centre wants these subscriptions received; none of the connection if no name is given."""
        files = [{"name": one, "pattern": f"{one}-*.jsonl", "format": "jsonl"} for one in ("a", "b")]
        about = {"folder": str(self.inbox), "settle_s": 0, "poll_s": 0.05, "files": files, **config}
        sealed = seal("agent-1", key or self._key, json.dumps(about).encode())
        connection = {
            "id": "c1",
            "name": "inbox",
            "connector": connector,
            "version": version,
            "sealed": base64.b64encode(sealed).decode(),
            "subscriptions": list(names) or None,
        }
        told = {"id": "agent-1", "name": "plant-7", "connections": [connection]}
        self.directory.replace(read_assignment(json.dumps(told).encode()))
        self.sources.changed()

    def drop(self, name, *lines):
        """Put a file there, whole."""
        unfinished = self.inbox / f"{name}.tmp"
        unfinished.write_text("".join(f"{one}\n" for one in lines))
        unfinished.rename(self.inbox / f"{name}.jsonl")

    async def queued(self):
        return [one.message for one in await self.queue.read(ROUTE, -1, 1000, 1 << 30)]

    def states(self):
        return [(one.state, one.reason) for one in self.sources.reports()]

    async def close(self):
        self._running.cancel()
        await asyncio.wait([self._running])
        await self.sources.stop()


@pytest.fixture
async def world(tmp_path, queue):
    made = World(tmp_path, queue)
    yield made
    await made.close()


async def running(world):
    await eventually(lambda: [state for state, _ in world.states()] == [SourceState.RUNNING])


async def test_what_a_source_brings_stands_in_the_queue_with_all_that_belongs_to_it(world):
    world.wants("a")
    await running(world)
    world.drop("a-1", '{"id": 1}', "no JSON")
    await eventually(lambda: world.queue.count == 2)

    good, bad = await world.queued()
    assert (good.payload, json.loads(good.headers)["subscription"]) == (b'{"id": 1}', "a")
    assert json.loads(good.headers)["metadata"]["file"] == "a-1.jsonl"
    assert bad.payload == b"no JSON"
    assert json.loads(bad.headers)["error"]
    (report,) = world.sources.reports()
    assert report.messages == 2


async def test_a_change_of_what_is_wanted_is_followed(world):
    world.wants("a")
    await running(world)
    world.drop("b-1", '{"id": 1}')
    world.wants("a", "b")
    await eventually(lambda: world.queue.count == 1)
    world.wants()
    await eventually(lambda: not world.states())
    world.drop("a-2", '{"id": 2}')
    world.wants("a", version=2, done_folder="finished")
    await eventually(lambda: world.queue.count == 2)
    await eventually((world.inbox / "finished" / "a-2.jsonl").exists)


async def test_what_the_upstream_tells_again_is_taken_once(world):
    """Its file was taken, and the agent was killed before it could say so."""
    world.wants("a")
    await running(world)
    world.drop("a-1", '{"id": 1}', '{"id": 2}')
    await eventually((world.inbox / "done" / "a-1.jsonl").exists)
    first, second = await world.queued()
    assert {first.digest, second.digest} & {None} == set()
    again = [NewMessage("other", one.source, one.payload, one.headers, one.digest) for one in (first, second)]

    receipts = await world.queue.accept("", again)

    assert [one.duplicate for one in receipts] == [True, True]


async def test_while_the_queue_is_full_the_source_waits_and_takes_nothing(tmp_path, place):
    queue = Queue(place, Plain(), Limits(most_bytes=3000, reserve_bytes=0))
    await queue.start()
    world = World(tmp_path, queue)
    try:
        world.wants("a")
        await running(world)
        await queue.accept("", [NewMessage("m1", "shop", b"x" * 2999, b"")])
        world.drop("a-1", '{"id": 1}')
        await eventually(lambda: [state for state, _ in world.states()] == [SourceState.WAITING])
        assert (world.inbox / "a-1.jsonl").exists()
        await queue.settle(await queue.read("shop", -1, 10, 1 << 30), {})
        await eventually((world.inbox / "done" / "a-1.jsonl").exists)
        assert [one.payload for one in await world.queued()] == [b'{"id": 1}']
    finally:
        await world.close()
        await queue.close()


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"connector": "carrier-pigeon"}, "install the plugin that brings carrier-pigeon beside the agent"),
        ({"folder": ""}, "connections.inbox"),
        ({"key": bytes(31) + b"\x09"}, "register the agent again"),
    ],
    ids=["not installed", "a wrong setting", "sealed for another"],
)
async def test_a_source_that_cannot_run_says_what_to_do_and_runs_when_it_is_done(world, wanted, told):
    world.wants("a", **wanted)
    await eventually(world.states)
    ((state, reason),) = world.states()
    assert state is SourceState.ERROR
    assert told in reason

    world.wants("a", version=2)
    await running(world)


@pytest.mark.parametrize("payload", [b'{"id": 1}', b'{\n  "id": 1.50\n}', b'"a"', b"no JSON", b"\xff\n"])
def test_a_message_of_a_source_goes_in_one_line_whatever_it_is(payload):
    beside = b'{"subscription":"a","message_id":"m","metadata":{"topic":"t"}}'
    one = NewMessage("m1", ROUTE, payload, beside)

    text = gzip.decompress(packed([Entry(1, 0, 0, one), Entry(2, 0, 0, one)]))

    first, second = text.split(b"\n")
    said = json.loads(first)
    assert first == second
    assert (said["id"], said["subscription"], said["message_id"]) == ("m1", "a", "m")
    if "payload" in said:
        assert said["payload"] == json.loads(payload)
        assert b"1.50" in first or b"1.5" not in payload  # a number keeps its spelling
    else:
        assert base64.b64decode(said["bytes"]) == payload


def test_a_payload_with_line_ends_goes_in_one_line_too():
    one = NewMessage("m1", "shop", b'{\r\n  "total": 12.50\r\n}', b"")
    text = gzip.decompress(packed([Entry(1, 0, 0, one)]))
    assert b"\n" not in text
    assert b'"total":12.50' in text
