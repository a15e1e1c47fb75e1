"""On an ordered route nothing overtakes what came before, whatever fails."""

import asyncio

import pytest

from nexus.errors import Rejected, Retry, Unavailable
from nexus.hookspecs import BatchPolicy
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import Depth
from nexus.services.dead_letters import DeadLetterDesk, Person
from nexus.streams import keys
from nexus.streams.replay import StreamReplay
from nexus.testing import eventually
from nexus.worker.ordered import OrderedRunner


def names(count: int, first: int = 0) -> list[str]:
    return [f"m{number}" for number in range(first, first + count)]


def firsts(ids: list[str]) -> list[str]:
    """The order of arrival, without repetitions."""
    return list(dict.fromkeys(ids))


@pytest.fixture
def ordered(world):
    def define(**settings):
        return world.fan_out("a", ordered_by="id", **settings)

    return define


def failing(place, fails):
    """Fail the rows that ``fails`` says, store those before, as an ordered sink does."""

    def script(batch):
        for at, one in enumerate(batch.ids):
            if fails(one):
                if at:
                    place.store(*batch.ids[:at])
                raise Retry("busy", indexes=range(at, len(batch)))

    place.script = script


async def test_everything_arrives_in_order(world, ordered):
    workflow = ordered()
    sent = await world.send(workflow, *names(120))
    async with world.worker() as worker:
        sent += await world.send(workflow, *names(50, 120))
        await world.drained(workflow)
        assert [type(runner) for runner in worker.fleet.runners()] == [OrderedRunner]
    assert world.places["a"].ids == sent
    assert not await world.store.call("", "EXISTS", keys.lease(workflow, world.workflow().pipelines[0].id))


async def test_rows_that_fail_are_tried_again_in_their_place(world, ordered):
    workflow = ordered()
    place, tried = world.places["a"], dict.fromkeys(("m3", "m4", "m60"), 0)

    def fails(one):
        tried[one] = tried.get(one, 9) + 1
        return tried[one] <= 3

    failing(place, fails)
    sent = await world.send(workflow, *names(100))
    async with world.worker():
        await eventually(lambda: tried["m3"])
        assert (await world.depth(workflow)).scheduled == 0
        await world.drained(workflow)
    assert place.ids == sent
    assert world.letters() == {}


async def test_what_a_sink_stored_behind_a_failed_row_is_written_again_after_it(world, ordered):
    workflow = ordered()
    place, tried = world.places["a"], []

    def script(batch):
        if "m2" in batch.ids and "m2" not in tried:
            tried.append("m2")
            place.store(*(one for one in batch.ids if one != "m2"))
            raise Retry("busy", indexes=[batch.ids.index("m2")])

    place.script = script
    await world.send(workflow, *names(6))
    async with world.worker():
        await world.drained(workflow)
    assert place.ids == ["m0", "m1", "m3", "m4", "m5", "m2", "m3", "m4", "m5"]


async def test_a_message_that_fails_too_often_is_a_dead_letter_and_the_rest_goes_on_in_order(world, ordered):
    workflow = ordered(max_retries=2)
    place = world.places["a"]
    failing(place, lambda one: one == "m3")
    await world.send(workflow, *names(10))
    async with world.worker():
        await world.drained(workflow)
        await eventually(world.letters)
    assert world.letters() == {"m3": "busy (given up after 3 attempts)"}
    assert place.ids == [one for one in names(10) if one != "m3"]
    assert sum(batch[0] == "m3" for batch in place.tries) >= 2


async def test_a_rejected_row_is_a_dead_letter_and_the_others_keep_their_order(world, ordered):
    workflow = ordered()
    place = world.places["a"]

    def script(batch):
        if "m3" in batch.ids:
            place.store(*(one for one in batch.ids if one != "m3"))
            raise Rejected({batch.ids.index("m3"): "no"})

    place.script = script
    await world.send(workflow, *names(10))
    async with world.worker():
        await world.drained(workflow)
        await eventually(world.letters)
    assert world.letters() == {"m3": "no"}
    assert place.ids == [one for one in names(10) if one != "m3"]


async def test_a_fault_of_the_plugin_ends_the_guilty_alone(world, ordered):
    workflow = ordered(max_retries=0)
    place = world.places["a"]

    def script(batch):
        if "m7" in batch.ids:
            raise TypeError("a bug")

    place.script = script
    await world.send(workflow, *names(20))
    async with world.worker():
        await world.drained(workflow)
        await eventually(world.letters)
    assert world.letters() == {"m7": "TypeError: a bug (given up after 1 attempts)"}
    assert place.ids == [one for one in names(20) if one != "m7"]


async def test_an_outage_keeps_the_order_and_spends_nothing(world, ordered):
    workflow = ordered(max_retries=0)
    place = world.places["a"]

    def away(batch):
        raise Unavailable("gone")

    place.script = away
    sent = await world.send(workflow, *names(80))
    async with world.worker():
        await eventually(lambda: len(place.tries) >= 3)
        assert {batch[0] for batch in place.tries} == {"m0"}  # probes do not rotate
        place.script = lambda batch: None
        await world.drained(workflow)
    assert place.ids == sent
    assert world.letters() == {}


async def test_two_workers_keep_the_order_also_when_the_one_that_delivers_ends(world, ordered):
    workflow = ordered()
    place = world.places["a"]
    fails = iter(range(1000))
    failing(place, lambda one: one.endswith("7") and next(fails) % 3 < 2)
    sent = []
    async with world.worker("two"):
        async with world.worker("one"):
            for number in range(10):
                sent += await world.send(workflow, *names(10, number * 10))
            await eventually(lambda: place.ids)
        for number in range(10, 20):
            sent += await world.send(workflow, *names(10, number * 10))
        await world.drained(workflow)
    assert place.ids == sent


async def test_what_a_dead_worker_has_left_comes_before_anything_new(world, ordered):
    from nexus.streams.consumer import StreamConsumer

    workflow = ordered()
    [pipeline] = world.workflow().pipelines
    sent = await world.send(workflow, *names(10))
    for name, count in (("x", 3), ("worker", 2), ("y", 3)):
        dead = StreamConsumer(world.store, workflow, pipeline.id, name, family="database")
        await dead.ensure()
        assert len(await dead._read(">", count)) == count
    async with world.worker():
        await world.drained(workflow)
    assert world.places["a"].ids == sent


async def test_without_the_lease_nothing_is_read(world, ordered):
    workflow = ordered()
    [pipeline] = world.workflow().pipelines
    key = keys.lease(workflow, pipeline.id)
    await world.store.call(key, "SET", key, "somebody")
    sent = await world.send(workflow, *names(3))
    async with world.worker():
        await asyncio.sleep(1.2)  # two looks at the lease: nothing may happen
        assert world.places["a"].tries == []
        await world.store.call(key, "DEL", key)
        await world.drained(workflow)
    assert world.places["a"].ids == sent


async def test_a_lease_that_is_lost_stops_the_next_write(world, ordered, gate):
    workflow = ordered()
    world.batching = BatchPolicy(max_rows=1)
    place = world.places["a"]
    place.script = lambda batch: gate.wait(10) and None
    [pipeline] = world.workflow().pipelines
    key = keys.lease(workflow, pipeline.id)
    async with world.worker() as worker:
        await world.send(workflow, *names(3))
        await eventually(lambda: place.tries)
        [runner] = worker.fleet.runners()
        await world.store.call(key, "SET", key, "somebody")
        await eventually(lambda: runner._lease.seconds_left == 0)
        gate.set()
        await eventually(lambda: place.ids == ["m0"])
        await eventually(lambda: not runner.busy)
        assert place.tries == [["m0"]]
        await world.store.call(key, "DEL", key)
        await world.drained(workflow)
    assert place.ids == names(3)


async def test_a_lease_is_kept_while_a_message_waits_to_be_tried_again(world, ordered):
    workflow = ordered(retry_base=60.0, retry_cap=60.0)
    world.lease_s = 0.4
    place = world.places["a"]

    def script(batch):
        raise Retry("later", after=3.0)

    place.script = script
    await world.send(workflow, "m0")
    async with world.worker("one"), world.worker("two"):
        await eventually(lambda: place.tries)
        await asyncio.sleep(1.5)  # several lives of a lease: the other must not try too
        assert place.tries == [["m0"]]


async def test_a_replayed_letter_is_delivered_when_the_route_is_there(world, ordered):
    workflow = ordered()
    place = world.places["a"]

    def script(batch):
        raise Rejected(dict.fromkeys(range(len(batch)), "no"))

    place.script = script
    async with world.worker("one"), world.worker("two"):
        await world.send(workflow, "m0")
        await eventually(world.letters)
        place.script = lambda batch: None
        desk = DeadLetterDesk(
            world.metadata.dead_letters, world.metadata.repositories, world.catalogue, world.workspace
        )
        await desk.replay_all(DeadLetterFilter(), StreamReplay(world.store), Person("mara"))
        await eventually(lambda: place.ids == ["m0"], timeout_s=15)
        await world.drained(workflow)
    assert await world.depth(workflow) == Depth(0, 0, 0)
