"""How much a sender, and all senders together, may bring at once."""

import time
from collections.abc import Callable

from attrs import define


@define
class _Bucket:
    tokens: float
    at: float


class RateLimits:
    """Token buckets, one per application: ``rate`` messages per second, ``burst`` of them at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, max_applications: int = 100_000) -> None:
        self._clock = clock
        self._max = max_applications
        self._buckets: dict[str, _Bucket] = {}

    def take(self, application_id: str, count: int, rate: float, burst: int | None) -> float:
        """Take ``count`` messages; returns 0, or the seconds after which as many may come (then none was taken).

        A batch above the burst passes when the bucket is full, and is paid off afterwards: it could never pass otherwise.
        """
        size = float(burst if burst is not None else max(1.0, rate))
        now = self._clock()
        bucket = self._buckets.get(application_id)
        if bucket is None:
            bucket = self._add(application_id, _Bucket(size, now))
        tokens = min(size, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        bucket.tokens = tokens
        needed = min(float(count), size)
        if tokens < needed:
            return max((needed - tokens) / rate, 0.001) if rate > 0 else 3600.0
        bucket.tokens = tokens - count
        return 0.0

    def _add(self, application_id: str, bucket: _Bucket) -> _Bucket:
        if len(self._buckets) >= self._max:  # the oldest start again with a full bucket
            for key in list(self._buckets)[: self._max // 10]:
                del self._buckets[key]
        self._buckets[application_id] = bucket
        return bucket


class Budget:
    """Bytes of bodies that are held at once, over all senders: above it the process asks for patience, not for memory."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0

    def take(self, size: int) -> bool:
        """Take ``size`` bytes; False if they do not fit. One body always fits when nothing else is held."""
        if self.used and self.used + size > self.limit:
            return False
        self.used += size
        return True

    def give(self, size: int) -> None:
        """Give back what `take` took."""
        self.used -= size
