"""Receivers share the sources among themselves; where one goes, others take over."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from nexus.receiver import fleet
from nexus.testing import eventually

NAMES = "abcdef"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(fleet, "LEASE_S", 1.0)
    monkeypatch.setattr("nexus.receiver.receiver.LOOK_S", 0.1)


@pytest.fixture
async def six(world):
    await world.apply(connections=[world.feed(name) for name in NAMES], workflows=[world.taking("one", *NAMES)])
    return world


def running(world) -> list[str]:
    return [name for name in NAMES if world.upstreams[name].running]


def counts(*receivers) -> list[int]:
    return sorted(len(one.fleet.held) for one in receivers)


async def test_sources_are_spread_evenly_and_each_runs_once(six):
    async with six.receiver("r1") as one, six.receiver("r2") as two, six.receiver("r3") as three:
        await eventually(lambda: counts(one, two, three) == [2, 2, 2])
        await eventually(lambda: running(six) == list(NAMES))
        assert not one.fleet.held.keys() & two.fleet.held.keys()


async def test_a_receiver_that_comes_gets_its_share_and_one_that_goes_leaves_it_to_the_others_at_once(six):
    async with six.receiver("r1") as one:
        await eventually(lambda: counts(one) == [6])
        async with six.receiver("r2") as two:
            await eventually(lambda: counts(one, two) == [3, 3])
        await eventually(lambda: counts(one) == [6], timeout_s=3)
        await eventually(lambda: running(six) == list(NAMES))


async def test_what_a_receiver_had_that_died_is_taken_over_within_seconds(six):
    async with six.crashing_receiver("r1") as crash, six.receiver("r2") as two:
        await eventually(lambda: counts(two) == [3])
        await crash()
        started = asyncio.get_running_loop().time()
        await eventually(lambda: counts(two) == [6])
        assert asyncio.get_running_loop().time() - started < 4


async def test_a_source_that_allows_several_instances_runs_on_several_receivers_under_stable_names(world):
    await world.apply(connections=[world.feed("a", instances=3)], workflows=[world.taking("one", "a")])
    expected = {f"{world.connection_id('a')}-{number}" for number in range(3)}

    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(world.receiver(f"r{n}")) for n in range(3)]
        await eventually(lambda: counts(*receivers) == [1, 1, 1])
        await eventually(lambda: world.upstreams["a"].running == expected)
        found = await world.becomes("a", "running")
        assert len((await world.instances())["a"]) == 3
        assert found.receiver in {"r0", "r1", "r2"}


async def test_leases_and_receivers_end_with_the_last_receiver(six):
    async with six.receiver("r1") as one:
        await eventually(lambda: counts(one) == [6])

    assert await six.store.call("nexus:receivers", "ZCARD", "nexus:receivers") == 0

    async def nobody_tells():
        return await six.board.read() == []

    await eventually(nobody_tells)
    assert all(one.state == "waiting" for each in (await six.instances()).values() for one in each)
