"""A sink that wants fuller batches waits for them, but not long and not at the end."""

import time

import pytest

from nexus.errors import GroupLost
from nexus.hookspecs import BatchPolicy
from nexus.testing import eventually


@pytest.fixture(params=[None, "id"], ids=["unordered", "ordered"])
def workflow(request, world):
    def define(**batching):
        world.batching = BatchPolicy(**batching)
        return world.fan_out("a", ordered_by=request.param)

    return define


async def test_without_a_wait_what_is_there_is_written_at_once(world, workflow):
    one = workflow(max_rows=3)
    async with world.worker():
        await world.send(one, "m0")
        await world.drained(one)
        await world.send(one, "m1")
        await world.drained(one)
    assert world.places["a"].batches == [["m0"], ["m1"]]


async def test_a_batch_that_is_not_full_waits_until_it_is(world, workflow):
    one = workflow(max_rows=3, max_wait_s=30.0)
    async with world.worker():
        for name in ("m0", "m1", "m2"):
            assert world.places["a"].tries == []
            await world.send(one, name)
            await eventually(lambda: is_read(world, one))
        await world.drained(one)
    assert world.places["a"].batches == [["m0", "m1", "m2"]]


async def is_read(world, workflow):
    try:
        return (await world.depth(workflow)).lag == 0
    except GroupLost:  # it has not begun
        return False


async def test_a_batch_that_does_not_get_full_is_written_when_it_has_waited_long_enough(world, workflow):
    one = workflow(max_rows=3, max_wait_s=0.4)
    async with world.worker():
        await world.send(one, "m0")
        await eventually(lambda: is_read(world, one))
        began = time.monotonic()
        await world.send(one, "m1")
        await world.drained(one)
        assert time.monotonic() - began > 0.2
    assert world.places["a"].batches == [["m0", "m1"]]


async def test_a_batch_is_full_too_when_it_has_its_bytes(world, workflow):
    one = workflow(max_rows=1000, max_bytes=100, max_wait_s=30.0)
    async with world.worker():
        await world.send(one, "m0", payload={"text": "x" * 200})
        await world.drained(one)


async def test_stopping_does_not_wait_for_more(world, workflow):
    one = workflow(max_rows=3, max_wait_s=30.0)
    await world.send(one, "m0")
    async with world.worker():
        await eventually(lambda: is_read(world, one))
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert (await world.depth(one)).pending == (0 if world.places["a"].ids else 1)
