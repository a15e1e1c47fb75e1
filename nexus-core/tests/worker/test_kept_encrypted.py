"""Payloads of an application that keeps them encrypted: in clear in the worker alone, wherever a message goes."""

import json
from pathlib import Path

import pytest

from nexus.errors import Rejected, Retry
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import Depth
from nexus.model.message import KeptMessage, NewMessage
from nexus.model.replay import Pace, Span
from nexus.security.keyring import KeyRing, generate_key
from nexus.security.vault import Keeper, PayloadVault
from nexus.services.dead_letters import DeadLetterDesk
from nexus.services.person import Person
from nexus.storage.repositories import PayloadKeys
from nexus.storage.rotation import rotate
from nexus.streams import keys
from nexus.streams.past import StreamPast
from nexus.streams.producer import StreamProducer
from nexus.streams.replay import StreamReplay
from nexus.streams.runs import StreamRuns
from nexus.streams.whereabouts import Whereabouts
from nexus.testing import eventually
from nexus.worker.batches import POISON_DELIVERIES

CANARY = "DE02-canary-7391"
PLAIN = "plain-4418"
"""In messages of the same workflow that are not kept encrypted: that it is found shows that the search can find."""


class Exchangeable:
    """Where payload keys come from, which may become another place."""

    def __init__(self, now):
        self.now, self.asked = now, 0

    def get(self, ids):
        self.asked += 1
        return self.now.get(ids)


class Empty:
    """A metadata database without payload keys."""

    def get(self, ids):
        return {}


@pytest.fixture
async def sealed(world):
    """A world whose store writes down all that it is given, and whose keys are at hand."""
    await world.store.call("", "CONFIG", "SET", "appendonly", "yes")
    world.store.vault = world.metadata.vault
    yield world
    await world.store.call("", "CONFIG", "SET", "appendonly", "no")


async def in_the_store(world, text) -> bool:
    """Whether ``text`` stands anywhere in what the server writes to its disk."""
    [_, folder] = await world.store.call("", "CONFIG", "GET", "dir")
    return any(text.encode() in one for one in written(Path(folder.decode())))


def written(folder: Path) -> list[bytes]:
    return [one.read_bytes() for one in folder.rglob("*.aof")]


async def test_retries_dead_letters_and_replays_leave_nothing_in_clear_in_the_store(sealed):
    workflow = sealed.fan_out("a", max_retries=5)
    place, rows = sealed.places["a"], []

    def script(batch):
        rows.extend(dict(row) for row in batch.rows)
        if "dies" in batch.ids and "healed" not in batch.ids:
            raise Rejected({batch.ids.index("dies"): f"{CANARY} is no account"})
        if "waits" in batch.ids and place.tries.count(["waits"]) < 2:
            raise Retry(f"{CANARY} is locked", indexes=[batch.ids.index("waits")])

    sealed.batching = type(sealed.batching)(max_rows=1)
    place.script = script
    await sealed.send(workflow, "m-plain", payload={"iban": PLAIN})
    await sealed.send_kept(workflow, "fine", "waits", "dies", payload={"iban": CANARY})
    async with sealed.worker():
        await eventually(lambda: "waits" in place.ids and "fine" in place.ids)
        await eventually(sealed.letters)
        assert sealed.letters() == {"dies": f"{CANARY} is no account"}

        place.script = lambda batch: rows.extend(dict(row) for row in batch.rows)
        desk = DeadLetterDesk(
            sealed.metadata.dead_letters, sealed.metadata.repositories, sealed.catalogue, sealed.workspace
        )
        [found] = sealed.metadata.dead_letters.search(sealed.workspace, DeadLetterFilter()).items
        done = await desk.replay([found.id], StreamReplay(sealed.store), Person("mara"))
        assert (done.ids, done.refused) == ((found.id,), {})
        await eventually(lambda: "dies" in place.ids)

        [pipeline] = sealed.workflow().pipelines
        past = StreamPast(sealed.store)
        piece = await past.replay(
            workflow, pipeline.id, "database", Span("0-0", f"{2**63}-0", {"fine"}), Pace(1, 100.0, 10)
        )
        assert piece.scheduled == 1
        await eventually(lambda: place.ids.count("fine") == 2)
        await sealed.drained(workflow)
    assert {row["iban"] for row in rows} == {PLAIN, CANARY}
    assert await in_the_store(sealed, PLAIN)
    assert not await in_the_store(sealed, CANARY)


async def test_a_run_that_waits_keeps_what_it_has_worked_out_to_itself(sealed):
    insert = {"type": "db_query", "connection": "a", "operation": "insert", "target": "t"}
    steps = [
        {"name": "shape", "type": "transform", "mappings": [{"source": "iban", "target": "account", "type": "string"}]},
        {"name": "wait", "type": "delay", "seconds": 0.3},
        {"name": "store", **insert},
    ]
    sealed.apply(
        connections=[{"name": "a", "connector": "scripted", "config": {"place": "a"}}],
        workflows=[{"name": "w", "mode": "sequential", "steps": steps}],
    )
    workflow, rows = sealed.workflow().id, []
    sealed.places["a"].script = lambda batch: rows.extend(batch.rows)
    await sealed.send(workflow, "m-plain", payload={"iban": PLAIN})
    await sealed.send_kept(workflow, "m", payload={"id": "m", "iban": CANARY})
    async with sealed.worker():  # ends while they wait
        await eventually(lambda: _scheduled(sealed, workflow, 2))
    async with sealed.worker():
        await eventually(lambda: len(rows) == 2)
    assert {row["account"] for row in rows} == {PLAIN, CANARY}
    assert await in_the_store(sealed, PLAIN)
    assert not await in_the_store(sealed, CANARY)


async def _scheduled(world, workflow, count):
    queue = keys.retry_queue(workflow, "database")
    return await world.store.call(queue, "ZCARD", queue) == count


async def test_the_answer_to_whoever_waits_for_a_run_is_sealed_too(sealed):
    vault, key = sealed.metadata.vault, PayloadKeys(sealed.metadata.database, sealed.metadata.key_ring)
    runs = StreamRuns(sealed.store, "w")
    await runs.answer("m1", CANARY.encode(), vault.current(sealed.workspace, "app"))
    await runs.answer("m2", PLAIN.encode())
    sealed.store.vault = PayloadVault(key)  # of another process

    assert [await runs.answered("m1"), await runs.answered("m2")] == [CANARY.encode(), PLAIN.encode()]
    assert await in_the_store(sealed, PLAIN)
    assert not await in_the_store(sealed, CANARY)


async def test_without_the_key_messages_wait_and_none_of_it_counts(sealed):
    """security: a missing key parks and drops nothing."""
    workflow, database = sealed.fan_out("a"), sealed.metadata.database
    await sealed.send_kept(workflow, "m1", "m2")
    source = Exchangeable(PayloadKeys(database, KeyRing.parse(generate_key("other"))))
    sealed.vault = PayloadVault(source)
    async with sealed.worker():
        await eventually(lambda: source.asked > POISON_DELIVERIES)
        assert await sealed.depth(workflow) == Depth(0, 2, 0)
        assert sealed.places["a"].tries == []
        source.now = PayloadKeys(database, sealed.metadata.key_ring)
        await sealed.drained(workflow)
    assert sorted(sealed.places["a"].ids) == ["m1", "m2"]
    assert sealed.letters() == {}


async def test_what_does_not_open_is_a_dead_letter_that_opens_once_its_key_is_back(sealed):
    workflow = sealed.fan_out("a")
    keys_of = PayloadKeys(sealed.metadata.database, sealed.metadata.key_ring)
    payload = Keeper(keys_of.current(sealed.workspace, "app")).seal(b'{"id": "lost"}', "lost")
    made = [NewMessage("moved", "app", payload), NewMessage("lost", "app", payload)]
    await StreamProducer(sealed.store).accept(workflow, made)
    sealed.vault = PayloadVault(Exchangeable(Empty()))
    async with sealed.worker():
        await eventually(lambda: len(sealed.letters()) == 2)
    assert all("kept encrypted and does not open" in reason for reason in sealed.letters().values())

    letters = sealed.metadata.dead_letters
    found = [one.id for one in letters.search(sealed.workspace, DeadLetterFilter()).items]
    messages = {one.letter.message.id: one.letter.message for one in letters.get_many(sealed.workspace, found)}
    assert isinstance(messages["lost"], KeptMessage)
    assert messages["lost"].payload == b'{"id": "lost"}'
    assert messages["moved"].payload == payload  # of another message: it opens nowhere


async def test_a_trace_finds_the_message_in_clear_in_the_stream_and_in_the_schedule(sealed):
    workflow = sealed.fan_out("a", max_retries=3, retry_base=60, retry_cap=60)
    sealed.places["a"].script = lambda batch: (_ for _ in ()).throw(Retry("later"))
    await sealed.send_kept(workflow, "m", payload={"id": "m", "iban": CANARY})
    [entry] = await sealed.store.call(keys.stream(workflow), "XRANGE", keys.stream(workflow), "-", "+")
    places, [pipeline] = Whereabouts(sealed.store), sealed.workflow().pipelines
    found = await places.at(workflow, entry[0].decode())
    assert json.loads(found.payload) == {"id": "m", "iban": CANARY}
    async with sealed.worker():
        await eventually(lambda: _scheduled(sealed, workflow, 1))
    standing = await places.standings(workflow, found.entry, {pipeline.id: "database"}, retained=True)
    assert json.loads(standing[pipeline.id].message.payload) == {"id": "m", "iban": CANARY}
    assert standing[pipeline.id].reason == "later"


async def test_after_a_rotation_of_the_ring_its_former_key_may_go_whatever_the_streams_retain(sealed):
    workflow, database = sealed.fan_out("a"), sealed.metadata.database
    await sealed.send_kept(workflow, "m", payload={"id": "m", "iban": CANARY})
    former, newer = sealed.settings.encryption_keys.reveal(), generate_key("newer")
    rotate(database, KeyRing.parse(f"{newer},{former}"))
    sealed.vault = PayloadVault(PayloadKeys(database, KeyRing.parse(newer)))
    async with sealed.worker():
        await sealed.drained(workflow)
    assert sealed.places["a"].ids == ["m"]
