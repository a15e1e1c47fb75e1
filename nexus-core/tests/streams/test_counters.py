"""Counts and marks in the stream store, on one server and on a cluster."""

import asyncio

import pytest

from nexus.model.attempts import Bucket
from nexus.streams.counters import StoreCounters
from nexus.streams.store import connect

ONE, TWO = Bucket("one", 5, 60), Bucket("two", 5, 600)


@pytest.fixture(params=["fresh_valkey_url", "fresh_redis_url", "fresh_cluster_url"])
async def store(request):
    store = connect(request.getfixturevalue(request.param))
    yield store
    await store.close()


async def test_counts_go_up_and_down_and_never_below_nothing(store):
    counters = StoreCounters(store)

    assert [one.attempts for one in await counters.add([ONE, TWO])] == [1, 1]
    assert [one.attempts for one in await counters.add([ONE])] == [2]
    assert [one.attempts for one in await counters.add([ONE, TWO], -1)] == [1, 0]
    assert [one.attempts for one in await counters.add([ONE, TWO], -5)] == [0, 0]


async def test_a_count_ends_a_while_after_its_first_and_is_not_put_off(store):
    counters = StoreCounters(store)
    (first,) = await counters.add([Bucket("short", 5, 30)])
    (second,) = await counters.add([Bucket("short", 5, 3000)])

    assert 29 < first.seconds_left <= 30
    assert second.seconds_left <= first.seconds_left
    key = "nexus:attempts:{attempts}:short"
    assert 0 < await store.call(key, "TTL", key) <= 30


async def test_no_attempt_is_lost_when_many_come_at_once(store):
    counters = StoreCounters(store)

    counts = await asyncio.gather(*(counters.add([ONE]) for _ in range(100)))

    assert sorted(one.attempts for (one,) in counts) == list(range(1, 101))


async def test_a_mark_stays_for_its_time(store):
    counters = StoreCounters(store)

    assert not await counters.is_marked("known")
    await counters.mark("known", 100)

    assert await counters.is_marked("known")
    key = "nexus:attempts:{attempts}:known"
    assert 90 < await store.call(key, "TTL", key) <= 100
