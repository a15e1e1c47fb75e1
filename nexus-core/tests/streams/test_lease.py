"""A lease is in one pair of hands at a time."""

import asyncio

from nexus.streams import keys
from nexus.streams.lease import StreamLease
from nexus.testing import eventually


async def test_one_worker_at_a_time_has_it(store, workflow):
    one, two = (StreamLease(store, keys.lease(workflow, "p"), name) for name in ("one", "two"))

    assert await one.take()
    assert not await two.take()
    assert (one.seconds_left > 7, two.seconds_left) == (True, 0.0)
    assert await one.take()
    assert (one.term, two.term) == (1, 0)


async def test_a_lease_that_is_given_back_is_free_at_once(store, workflow):
    one, two = (StreamLease(store, keys.lease(workflow, "p"), name) for name in ("one", "two"))
    await one.take()

    await two.release()  # not its own
    assert not await two.take()
    await one.release()
    assert await two.take()
    assert one.seconds_left == 0


async def test_a_lease_that_is_not_renewed_ends_for_its_holder_before_another_can_have_it(store, workflow):
    one, two = (StreamLease(store, keys.lease(workflow, "p"), name, ttl_s=0.3) for name in ("one", "two"))
    await one.take()
    left = []

    async def taken():
        left.append(one.seconds_left)
        return await two.take()

    await eventually(taken, every_s=0.005)
    assert left[0] > 0
    assert left[-1] == 0


async def test_taking_it_again_after_it_has_ended_is_another_term(store, workflow):
    lease = StreamLease(store, keys.lease(workflow, "p"), "one", ttl_s=0.1)
    await lease.take()

    async def ended():
        return not await store.call("", "EXISTS", keys.lease(workflow, "p"))

    await eventually(ended)
    await lease.take()
    assert lease.term == 2


async def test_a_restarted_worker_is_another_holder(store, workflow):
    assert await StreamLease(store, keys.lease(workflow, "p"), "one").take()
    assert not await StreamLease(store, keys.lease(workflow, "p"), "one").take()


async def test_a_store_that_is_away_lets_the_lease_end(proxy, proxied, workflow):
    from nexus.errors import StoreError

    lease = StreamLease(proxied, keys.lease(workflow, "p"), "one", ttl_s=0.5)
    assert await lease.take()
    proxy.refuse()
    try:
        await lease.take()
    except StoreError:
        pass
    else:
        raise AssertionError("the store was there")
    await eventually(lambda: lease.seconds_left == 0)
    await asyncio.wait_for(lease.release(), 10)
    proxy.heal()
