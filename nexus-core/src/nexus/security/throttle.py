"""Log-in attempts are counted by account and address, in a place that all replicas share; an account is never locked.

Who guesses from one address is stopped by that address; who guesses one account from many is stopped by the account's own
count, which does not hold for whom the account knows: a device with our cookie (a "device cookie", OWASP), or an address
from which a log-in succeeded. These have a count of their own, so that a flood does not lock the owner out.
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Callable, Sequence
from typing import Final

from attrs import frozen

from nexus.errors import StoreError, Throttled
from nexus.model.attempts import Bucket, Count
from nexus.ports import Counters

KNOWN_SECONDS: Final = 30 * 24 * 3600
"""How long an address is known after a log-in."""


@frozen
class Attempt:
    """An attempt that was let through, counted as failed until `Throttle.succeeded`.

    Attributes:
        place: account and address, as they are known after a success.
    """

    buckets: tuple[Bucket, ...]
    place: str


class Throttle:
    """Lets attempts through, or says when to come again.

    Args:
        counters: shared by all processes.
        clock: seconds, for counting known devices while the counters are away.
    """

    def __init__(self, counters: Counters, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._counters = counters
        self._own = MemoryCounters(clock)

    async def admit(self, account: str, address: str, device: str | None = None) -> Attempt:
        """Count an attempt before the password is looked at, so that no number of attempts at once gets past the limit.

        Args:
            account: the name that was typed, whether there is such a user or not.
            address: where the attempt comes from.
            device: id of the device, if its cookie shows that this account has logged in from it.

        Raises:
            Throttled: too many attempts.
        """
        place = f"place:{_digest(account, _network(address))}"
        if device is not None:
            attempt = Attempt((Bucket(f"device:{_digest(account, device)}", 10, 900),), place)
            return await self._admit_device(attempt)
        near = (Bucket(place, 10, 900), Bucket(f"address:{_digest(_network(address))}", 50, 900))
        whole = Bucket(f"account:{_digest(account)}", 100, 3600)
        try:
            # The account's count comes second: who is refused at one address must not use it up for all others.
            await self._admit(near, place)
            await self._admit((whole,), place)
        except StoreError as error:  # security: fail closed, a check that cannot be made refuses
            message = "attempts cannot be counted while the stream store is away"
            raise Throttled(message, retry_after=5) from error
        return Attempt((*near, whole), place)

    async def succeeded(self, attempt: Attempt) -> None:
        """Take the attempt back, and know the address from now on; no error if the counters are away."""
        try:
            await self._counters.add(attempt.buckets, -1)
            await self._counters.mark(f"known:{attempt.place}", KNOWN_SECONDS)
        except StoreError:
            return  # then it counts as one that failed: the stricter of the two

    async def _admit_device(self, attempt: Attempt) -> Attempt:
        try:
            counts = await self._counters.add(attempt.buckets)
        except StoreError:  # the cookie is proof enough to let its owner in, as often as one process allows
            counts = await self._own.add(attempt.buckets)
        over = _over(attempt.buckets, counts)
        if over:
            raise _refusal(over)
        return attempt

    async def _admit(self, buckets: Sequence[Bucket], place: str) -> None:
        counts = await self._counters.add(buckets)
        over = _over(buckets, counts)
        own = buckets[0].name == place and counts[0].attempts > buckets[0].limit
        if over and (own or not await self._counters.is_marked(f"known:{place}")):
            raise _refusal(over)


class MemoryCounters:
    """Counts of one process, at most 10,000; the oldest go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}

    async def add(self, buckets: Sequence[Bucket], amount: int = 1) -> Sequence[Count]:
        """Add to all buckets, and return their counts."""
        return [self._add(bucket, amount) for bucket in buckets]

    def _add(self, bucket: Bucket, amount: int) -> Count:
        now = self._clock()
        attempts, until = self._counts.pop(bucket.name, (0, 0.0))
        if until <= now:
            attempts, until = 0, now + bucket.seconds
        attempts = max(0, attempts + amount)
        self._counts[bucket.name] = (attempts, until)
        while len(self._counts) > 10_000:
            del self._counts[next(iter(self._counts))]
        return Count(attempts, until - now)


def _over(buckets: Sequence[Bucket], counts: Sequence[Count]) -> Sequence[tuple[Bucket, Count]]:
    return [(bucket, count) for bucket, count in zip(buckets, counts, strict=True) if count.attempts > bucket.limit]


def _refusal(over: Sequence[tuple[Bucket, Count]]) -> Throttled:
    seconds = max(1, math.ceil(max(count.seconds_left for _, count in over)))
    first = any(count.attempts == bucket.limit + 1 for bucket, count in over)
    return Throttled(f"too many attempts: try again in {seconds} seconds", retry_after=seconds, first=first)


def _network(address: str) -> str:
    """Return what one sender is likely to have: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).casefold().encode(), digest_size=12).hexdigest()
