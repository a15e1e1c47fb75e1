"""Schedules in any number of workers: each time comes once, whoever is there."""

import asyncio
import json

import pytest
from attrs import evolve

from nexus.model.workflow import MissedRuns, Workflow
from nexus.streams import keys
from nexus.streams.producer import StreamProducer
from nexus.streams.ticks import StreamTicks
from nexus.testing import eventually
from nexus.worker.scheduler import LOOK_EVERY_S, Scheduler

NOON = 1_767_268_800_000  # 2026-01-01T12:00Z
MINUTE = 60_000


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def follow(world, clock):
    """A scheduler as one process has it."""

    def follow(*workflows):
        return Scheduler(StreamTicks(world.store, StreamProducer(world.store)), lambda: workflows, clock)

    return follow


def workflow(**changes):
    return evolve(Workflow("w", "ws", "flow", schedule="* * * * *"), **changes)


async def payloads(world):
    found = await world.store.call(keys.stream("w"), "XRANGE", keys.stream("w"), "-", "+")
    return [json.loads(fields[7])["scheduled_at"][11:16] for _, fields in found]


async def test_a_new_schedule_begins_with_its_next_time(world, clock, follow):
    one = follow(workflow())
    assert await one.look() == pytest.approx(LOOK_EVERY_S)  # the next is a minute away
    assert await payloads(world) == []
    clock.now += 45_000
    assert await one.look() == pytest.approx(15.0)
    clock.now += 15_000
    await one.look()
    assert await payloads(world) == ["12:01"]
    await one.look()
    assert await payloads(world) == ["12:01"]


async def test_of_many_processes_one_makes_the_message(world, clock, follow):
    several = [follow(workflow()) for _ in range(5)]
    for one in several:
        await one.look()
    for _ in range(3):
        clock.now += MINUTE
        await asyncio.gather(*(one.look() for one in several))
    assert await payloads(world) == ["12:01", "12:02", "12:03"]


async def test_one_that_dies_after_the_message_and_before_the_note_makes_none_twice(world, clock, follow):
    await follow(workflow()).look()
    clock.now += MINUTE
    ticks = StreamTicks(world.store, StreamProducer(world.store))
    assert await ticks.begin("w", [NOON + MINUTE]) == 1  # and dead
    await follow(workflow()).look()
    assert await payloads(world) == ["12:01"]


@pytest.mark.parametrize(
    ("missed", "made"),
    [(MissedRuns.SKIP, ["12:05"]), (MissedRuns.ONCE, ["12:05"]), (MissedRuns.ALL, [f"12:0{n}" for n in range(1, 6)])],
)
async def test_what_passed_while_nobody_was_there(world, clock, follow, missed, made):
    await follow(workflow(missed_runs=missed)).look()
    clock.now += 5 * MINUTE + 100
    await follow(workflow(missed_runs=missed)).look()
    assert await payloads(world) == made


async def test_what_was_missed_for_long_is_skipped_where_it_is_said(world, clock, follow):
    hourly = workflow(schedule="0 * * * *")
    await follow(hourly).look()
    clock.now += 90 * MINUTE
    await follow(hourly).look()
    assert await payloads(world) == []
    once = evolve(hourly, missed_runs=MissedRuns.ONCE)
    clock.now += 120 * MINUTE
    await follow(once).look()
    assert await payloads(world) == ["15:00"]


async def test_a_schedule_that_was_changed_owes_nothing_of_the_past(world, clock, follow):
    missed = MissedRuns.ALL
    await follow(workflow(schedule="0 0 * * *", missed_runs=missed)).look()
    clock.now += 10 * MINUTE
    await follow(workflow(missed_runs=missed)).look()
    assert await payloads(world) == []


async def test_one_workflow_that_cannot_be_followed_holds_up_no_other(world, clock, follow):
    broken = evolve(workflow(timezone="Nowhere"), id="broken")
    one = follow(broken, workflow())
    await one.look()
    clock.now += MINUTE
    await one.look()
    assert await payloads(world) == ["12:01"]


async def test_a_worker_runs_what_its_schedule_brings(world):
    """The whole way, with a clock that runs: a workflow whose last time was a minute ago and whose missed runs count."""
    world.apply(
        connections=[{"name": "a", "connector": "scripted", "config": {"place": "a"}}],
        workflows=[
            {
                "name": "w",
                "mode": "sequential",
                "schedule": "* * * * *",
                "missed_runs": "once",
                "steps": [{"name": "s", "type": "db_query", "connection": "a", "operation": "insert", "target": "t"}],
            }
        ],
    )
    flow = world.workflow()
    ticks = StreamTicks(world.store, StreamProducer(world.store))
    await ticks.remember(flow.id, "* * * * * UTC", 1)
    async with world.worker():
        await eventually(lambda: world.places["a"].ids, timeout_s=20)
    assert len(world.places["a"].ids) >= 1
