"""A workflow ends in the store as a whole, and never with what waits."""

import time

import pytest

from nexus.errors import StoreError
from nexus.model.delivery import ScheduledRetry, Settlement
from nexus.streams import keys
from nexus.streams.removal import SCHEDULED, remove_workflow

FAMILIES = ["database", "rest"]


async def names(store, workflow):
    stream = keys.stream(workflow)
    kinds = [await store.call(stream, "TYPE", stream)]
    rest = (keys.jobs(workflow), *(keys.retry_queue(workflow, family) for family in FAMILIES))
    return kinds + [await store.call(key, "EXISTS", key) for key in rest]


async def test_what_is_delivered_everywhere_is_removed_with_its_stream(
    store, workflow, consumer, producer, new_message
):
    await producer.accept(workflow, [new_message("a"), new_message("b")])
    await consumer.settle(Settlement(done=await consumer.read(10)))

    assert await remove_workflow(store, workflow, ["pipeline"], FAMILIES) == {}
    assert await names(store, workflow) == [b"string", 0, 0, 0]


async def test_what_is_sent_to_it_afterwards_is_refused_and_not_put_where_nobody_reads(
    store, workflow, producer, new_message
):
    await remove_workflow(store, workflow, [], FAMILIES)

    with pytest.raises(StoreError):
        await producer.accept(workflow, [new_message("late")])
    stream = keys.stream(workflow)
    assert 0 < await store.call(stream, "TTL", stream) <= 120
    assert await remove_workflow(store, workflow, [], FAMILIES) == {}, "doing it again is harmless"


async def test_what_waits_is_counted_and_stays(store, workflow, consumer, producer, new_message):
    await producer.accept(workflow, [new_message(name) for name in "abcd"])
    first, second = await consumer.read(2)
    retry = ScheduledRetry(first, int(time.time() * 1000) + 60_000, "later")
    await consumer.settle(Settlement(retries=[retry]))

    waiting = await remove_workflow(store, workflow, ["pipeline", "never-ran"], FAMILIES)

    assert waiting == {"pipeline": 3, "never-ran": 4, SCHEDULED: 1}
    assert (await names(store, workflow))[0] == b"stream"
    assert [one.id for one in await consumer.read(10)] == ["c", "d"]
    assert second.id == "b"


async def test_what_waits_is_removed_only_where_that_is_wanted(store, workflow, consumer, producer, new_message):
    await producer.accept(workflow, [new_message("a")])

    assert await remove_workflow(store, workflow, ["pipeline"], FAMILIES, discard=True) == {"pipeline": 1}
    assert await names(store, workflow) == [b"string", 0, 0, 0]
