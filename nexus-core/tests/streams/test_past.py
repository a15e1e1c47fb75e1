import time

import pytest

from nexus.errors import GroupLost, InvalidInput
from nexus.model.delivery import Depth, Settlement
from nexus.streams.past import replay_past
from nexus.streams.schedule import StreamSchedule


@pytest.fixture
def now():
    return int(time.time() * 1000)


@pytest.fixture
async def delivered(consumer, producer, workflow, new_message):
    """Five messages that the pipeline has, and two that it has not read."""
    await producer.accept(workflow, [new_message(f"m{i}") for i in range(5)])
    messages = await consumer.read(5)
    await consumer.settle(Settlement(done=messages))
    await producer.accept(workflow, [new_message(f"new{i}") for i in range(2)])
    return messages


async def test_the_past_is_delivered_again_and_the_cursor_stays(delivered, consumer, store, workflow, now):
    count = await replay_past(
        store, workflow, "pipeline", "database", since_ms=now - 60_000, until_ms=now + 60_000, now_ms=now
    )

    taken = await StreamSchedule(store, workflow, "database").take(100, 1000)
    assert count == 5
    assert sorted(retry.message.id for _, retry in taken) == ["m0", "m1", "m2", "m3", "m4"]
    assert {retry.message.attempt for _, retry in taken} == {1}
    assert [m.id for m in await consumer.read(10)] == ["new0", "new1"]
    await consumer.settle(Settlement(done=[retry.message for _, retry in taken]))
    assert await consumer.depth() == Depth(lag=0, pending=2, scheduled=0)


async def test_replaying_twice_schedules_once(delivered, store, workflow, now):
    span = {"since_ms": now - 60_000, "until_ms": now + 60_000, "now_ms": now}

    assert await replay_past(store, workflow, "pipeline", "database", **span) == 5
    assert await replay_past(store, workflow, "pipeline", "database", **span) == 0


async def test_a_span_and_a_limit_are_kept(delivered, store, workflow, now):
    first = int(delivered[0].entry.partition("-")[0])
    before = {"since_ms": first - 10, "until_ms": first, "now_ms": now}
    some = {"since_ms": first, "until_ms": now + 60_000, "now_ms": now}

    assert await replay_past(store, workflow, "pipeline", "database", **before) == 0
    assert await replay_past(store, workflow, "pipeline", "database", **some, limit=3) == 3


async def test_an_empty_span_is_refused(store, workflow):
    with pytest.raises(InvalidInput, match="later than since"):
        await replay_past(store, workflow, "pipeline", "rest", since_ms=5, until_ms=5, now_ms=5)


async def test_a_pipeline_that_never_ran_has_no_past(delivered, store, workflow):
    with pytest.raises(GroupLost, match="stranger"):
        await replay_past(store, workflow, "stranger", "rest", since_ms=0, until_ms=5, now_ms=5)
