"""Forgets the delivery log beyond its age and size: one process at a time, a few rows at a time, never in a writer's way."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from attrs import frozen

from nexus.errors import StoreError
from nexus.hookspecs import LogStore
from nexus.ports import Lease

log = logging.getLogger(__name__)

AT_ONCE: Final = 1_000
"""Rows of one transaction: a few milliseconds, for which a writer may wait."""

EVERY_S: Final = 60.0

_DAY_MS: Final = 24 * 3600 * 1000


@frozen
class LogLimits:
    """How much of the log is kept; None does not restrict.

    Attributes:
        days: since the end of the attempt.
        rows: about so many of the newest.
        bytes: about so many, worked out from what rows take; files do not shrink.
    """

    days: float | None = None
    rows: int | None = None
    bytes: int | None = None


class LogRetention:
    """Keeps the log within its limits. Dead letters are none of its business.

    Args:
        store: the log.
        limits: what is kept.
        lease: lets one process at a time do it; renewed while it goes on.
        every_s: pause between two looks.
        now_ms: milliseconds since 1970 (UTC).
    """

    def __init__(
        self,
        store: LogStore,
        limits: LogLimits,
        lease: Lease,
        *,
        every_s: float = EVERY_S,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._store = store
        self._limits = limits
        self._lease = lease
        self._every_s = every_s
        self._now_ms = now_ms

    async def run(self) -> None:
        """Keep the log within its limits until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.once()
            except StoreError as error:
                log.debug("the delivery log is not looked after: %s", error)
            except Exception:
                log.warning("cannot forget old lines of the delivery log; trying again", exc_info=True)

    async def once(self) -> int:
        """Forget what is beyond the limits, if no other process does; return how many lines.

        Raises:
            StoreError: the stream store is away, so nobody knows who does it.
        """
        forgotten = 0
        if not await self._lease.take():
            return 0
        try:
            before = await asyncio.to_thread(self._before)
            while before is not None:
                started = time.monotonic()
                count = await asyncio.to_thread(self._store.forget, before, AT_ONCE)
                forgotten += count
                if count == 0 or not await self._lease.take():
                    break
                await asyncio.sleep(time.monotonic() - started)  # half of the time is the writers'
        finally:
            await self._lease.release()
        if forgotten:
            log.info("forgot %d lines of the delivery log", forgotten)
        return forgotten

    def _before(self) -> int | None:
        limits = self._limits
        bounds = [] if limits.days is None else [self._now_ms() - int(limits.days * _DAY_MS)]
        if limits.rows is not None or limits.bytes is not None:
            excess = self._store.excess(max_rows=limits.rows, max_bytes=limits.bytes)
            bounds += [] if excess is None else [excess]
        return max(bounds, default=None)
