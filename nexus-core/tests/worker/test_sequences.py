"""Sequential workflows in a whole worker: waits, retries and outages go on at the step where the run stands."""

import pytest

from nexus.errors import Rejected, Retry, Unavailable
from nexus.model.delivery import Depth
from nexus.testing import eventually


@pytest.fixture
def define(world):
    """Define a sequential workflow with connections ``a`` and ``b``, and return its id."""

    def make(*steps, **settings):
        world.apply(
            connections=[{"name": p, "connector": "scripted", "config": {"place": p}} for p in "ab"],
            workflows=[
                {"name": "w", "mode": "sequential", "retry_base": 0.02, "retry_cap": 0.1, "steps": steps, **settings}
            ],
        )
        return world.workflow().id

    return make


def insert(name, place, **settings):
    return {"name": name, "type": "db_query", "connection": place, "operation": "insert", "target": "t", **settings}


async def drained(world, workflow, timeout_s=20):
    from nexus.errors import GroupLost
    from nexus.streams.consumer import StreamConsumer

    async def empty():
        try:
            found = await StreamConsumer(world.store, workflow, "sequence", "test", family="database").depth()
        except GroupLost:
            return False
        return found == Depth(0, 0, 0)

    await eventually(empty, timeout_s=timeout_s)


async def test_rows_of_many_runs_are_written_together_by_every_step(world, define):
    workflow = define(insert("first", "a"), insert("second", "b"))
    sent = await world.send(workflow, *(f"m{number}" for number in range(80)))
    async with world.worker():
        await drained(world, workflow)
    assert sorted(world.places["a"].ids) == sorted(world.places["b"].ids) == sorted(sent)
    assert len(world.places["a"].batches) < 20


async def test_a_delay_goes_on_afterwards_without_repeating_what_came_before(world, define):
    workflow = define(insert("first", "a"), {"name": "wait", "type": "delay", "seconds": 0.3}, insert("second", "b"))
    await world.send(workflow, "m")
    async with world.worker():
        await eventually(lambda: world.places["a"].ids)
    assert world.places["b"].ids == []
    async with world.worker():  # the wait is in the store: a restart forgets nothing
        await drained(world, workflow)
    assert (world.places["a"].ids, world.places["b"].ids) == (["m"], ["m"])


async def test_an_outage_at_a_later_step_spends_nothing_and_repeats_nothing(world, define):
    workflow = define(insert("first", "a"), insert("second", "b"), max_retries=0)

    def away(batch):
        raise Unavailable("away")

    world.places["b"].script = away
    sent = await world.send(workflow, *(f"m{number}" for number in range(10)))
    async with world.worker():
        await eventually(lambda: len(world.places["b"].tries) >= 3)
        world.places["b"].script = lambda batch: None
        await drained(world, workflow)
    assert sorted(world.places["a"].ids) == sorted(sent)
    assert sorted(world.places["b"].ids) == sorted(sent)
    assert world.letters() == {}


async def test_failed_steps_are_tried_again_and_what_is_rejected_dies(world, define):
    workflow = define(insert("first", "a"), insert("second", "b", on_error="retry"))
    asked = []

    def script(batch):
        asked.extend(batch.ids)
        bad = {index: "no" for index, one in enumerate(batch.ids) if one == "bad"}
        again = [index for index, one in enumerate(batch.ids) if one == "busy" and asked.count("busy") == 1]
        world.places["b"].store(*(one for i, one in enumerate(batch.ids) if i not in bad and i not in again))
        if again:
            raise Retry("busy", indexes=again, rejected=bad)
        if bad:
            raise Rejected(bad)
        world.places["b"].batches.pop()

    world.places["b"].script = script
    await world.send(workflow, "fine", "bad", "busy")
    async with world.worker():
        await drained(world, workflow)
        await eventually(world.letters)
    assert world.letters() == {"bad": "step 'second': no"}
    assert sorted(world.places["b"].ids) == ["busy", "fine"]
    assert sorted(world.places["a"].ids) == ["bad", "busy", "fine"]


async def test_a_run_that_alone_finds_its_system_away_does_not_hold_the_others(world, define):
    workflow = define(insert("first", "a"), max_retries=1)
    place = world.places["a"]

    def script(batch):
        if "poison" in batch.ids:
            raise Unavailable("500")

    place.script = script
    await world.send(workflow, "poison", "m0")
    async with world.worker():
        sent = 1
        while not world.letters():
            assert sent < 40
            tries = sum("poison" in batch for batch in place.tries)
            await world.send(workflow, f"m{sent}")
            sent += 1
            await eventually(lambda sent=sent: len(set(place.ids)) == sent, timeout_s=20)
            await eventually(
                lambda tries=tries: world.letters() or sum("poison" in batch for batch in place.tries) > tries,
                timeout_s=20,
            )
        await drained(world, workflow)
    assert list(world.letters()) == ["poison"]


async def test_a_replayed_letter_is_delivered_at_once(world):
    from nexus.services.dead_letters import DeadLetterDesk, Person
    from nexus.streams.replay import StreamReplay
    from nexus.worker.worker import WorkerSettings

    workflow = world.fan_out("a", max_retries=0)

    def script(batch):
        raise Rejected(dict.fromkeys(range(len(batch)), "no"))

    world.places["a"].script = script
    await world.send(workflow, "m")
    rarely = WorkerSettings(sweep_s=60.0)
    async with world.worker(settings=rarely):
        await eventually(world.letters)
        world.places["a"].script = lambda batch: None
        desk = DeadLetterDesk(
            world.metadata.dead_letters, world.metadata.repositories, world.catalogue, world.workspace
        )
        from nexus.model.dead_letter import DeadLetterFilter

        await desk.replay_all(DeadLetterFilter(), StreamReplay(world.store), Person("mara"))
        await eventually(lambda: world.places["a"].ids == ["m"], timeout_s=5)
        await world.drained(workflow)
    assert world.letters() == {}


def test_the_name_of_a_step_fits_into_every_ledger():
    from nexus.engine.sequence.access import identity_of

    workflow = "0198d2a0-0000-7000-8000-000000000000"
    assert identity_of(workflow, "store") == f"{workflow}/store"
    long = [identity_of(workflow, f"{'very_' * 20}long_{number}") for number in range(2)]
    assert len(set(long)) == 2
    assert {len(name) for name in long} == {64}
