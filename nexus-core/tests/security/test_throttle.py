"""Attempts: guessing is stopped, the owner of the account is not."""

import asyncio

import pytest

from nexus.errors import StoreError, Throttled
from nexus.security.throttle import MemoryCounters, Throttle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Shared(MemoryCounters):
    """What `streams.counters` does, in memory and with a clock of our own; may be away."""

    def __init__(self, clock) -> None:
        super().__init__(clock)
        self.clock = clock
        self.marks: dict[str, float] = {}
        self.away = False
        self.names: set[str] = set()

    async def add(self, buckets, amount=1):
        if self.away:
            raise StoreError("away")
        self.names |= {one.name for one in buckets}
        return await super().add(buckets, amount)

    async def is_marked(self, name):
        if self.away:
            raise StoreError("away")
        return self.marks.get(name, 0) > self.clock()

    async def mark(self, name, seconds):
        if self.away:
            raise StoreError("away")
        self.marks[name] = self.clock() + seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counters(clock) -> Shared:
    return Shared(clock)


@pytest.fixture
def throttle(counters, clock) -> Throttle:
    return Throttle(counters, clock=clock)


async def refused_after(throttle, attempts) -> int:
    """Return how many attempts were let through before one was refused; none of them succeeds."""
    for number, attempt in enumerate(attempts):
        try:
            await throttle.admit(*attempt)
        except Throttled:
            return number
    return len(attempts)


async def test_guessing_from_one_address_is_stopped(throttle):
    assert await refused_after(throttle, [("ada", "192.0.2.1")] * 30) == 10


async def test_guessing_many_accounts_from_one_address_is_stopped(throttle):
    assert await refused_after(throttle, [(f"user{n}", "192.0.2.1") for n in range(80)]) == 50


async def test_guessing_one_account_from_many_addresses_is_stopped(throttle):
    assert await refused_after(throttle, [("ada", f"192.0.2.{n}") for n in range(200)]) == 100


async def test_many_attempts_at_once_do_not_get_past_the_limit(throttle):
    outcomes = await asyncio.gather(*(throttle.admit("ada", "192.0.2.1") for _ in range(60)), return_exceptions=True)

    assert sum(1 for one in outcomes if not isinstance(one, Throttled)) == 10


async def test_attempts_are_let_through_again_when_their_time_is_over(throttle, clock):
    await refused_after(throttle, [("ada", "192.0.2.1")] * 30)
    with pytest.raises(Throttled) as refused:
        await throttle.admit("ada", "192.0.2.1")

    clock.now += refused.value.retry_after

    await throttle.admit("ada", "192.0.2.1")


async def test_an_ipv6_sender_has_a_whole_network(throttle):
    assert await refused_after(throttle, [("ada", f"2001:db8::{n:x}") for n in range(40)]) == 10


async def test_a_mapped_ipv4_address_is_that_address(throttle):
    await refused_after(throttle, [("ada", "192.0.2.1")] * 10)

    with pytest.raises(Throttled):
        await throttle.admit("ada", "::ffff:192.0.2.1")


async def test_a_flood_on_the_account_does_not_lock_its_owner_out(throttle):
    await throttle.succeeded(await throttle.admit("ada", "198.51.100.7"))
    await refused_after(throttle, [("ada", f"192.0.2.{n}") for n in range(250)])

    with pytest.raises(Throttled):
        await throttle.admit("ada", "203.0.113.9")
    await throttle.admit("ada", "198.51.100.7")  # an address from which she has logged in
    await throttle.admit("ada", "203.0.113.9", "her-laptop")  # a device that shows its cookie


async def test_one_attacker_at_one_address_does_not_use_up_the_account(throttle):
    await refused_after(throttle, [("ada", "192.0.2.1")] * 30)
    for _ in range(300):
        with pytest.raises(Throttled):
            await throttle.admit("ada", "192.0.2.1")

    await throttle.admit("ada", "203.0.113.9")


async def test_a_known_device_cannot_guess_without_end_either(throttle):
    assert await refused_after(throttle, [("ada", f"192.0.2.{n}", "laptop") for n in range(30)]) == 10


async def test_attempts_that_succeed_do_not_count(throttle):
    for _ in range(200):
        await throttle.succeeded(await throttle.admit("ada", "192.0.2.1"))


async def test_names_are_compared_without_their_case_and_never_kept(throttle, counters):
    await refused_after(throttle, [("ada", "192.0.2.1")] * 5 + [("ADA", "192.0.2.1")] * 5)

    with pytest.raises(Throttled):
        await throttle.admit("Ada", "192.0.2.1")
    assert not [name for name in counters.names if "ada" in name.lower() or "192" in name]
    assert max(map(len, counters.names)) < 40


async def test_while_the_counters_are_away_strangers_wait_and_known_devices_may(throttle, counters):
    counters.away = True

    with pytest.raises(Throttled) as refused:
        await throttle.admit("ada", "192.0.2.1")
    assert refused.value.retry_after > 0
    assert await refused_after(throttle, [("ada", "192.0.2.1", "laptop")] * 30) == 10


async def test_a_success_that_cannot_be_written_down_is_a_success(throttle, counters):
    attempt = await throttle.admit("ada", "192.0.2.1")
    counters.away = True

    await throttle.succeeded(attempt)


async def test_the_first_refusal_is_told_from_those_after_it(throttle):
    await refused_after(throttle, [("ada", "192.0.2.1")] * 10)
    seen = []
    for _ in range(3):
        with pytest.raises(Throttled) as refused:
            await throttle.admit("ada", "192.0.2.1")
        seen.append(refused.value.first)

    assert seen == [True, False, False]


async def test_what_one_process_counts_stays_small(clock):
    from nexus.model.attempts import Bucket

    counters = MemoryCounters(clock)
    for number in range(10_050):
        await counters.add([Bucket(str(number), 1, 60)])

    assert len(counters._counts) == 10_000
