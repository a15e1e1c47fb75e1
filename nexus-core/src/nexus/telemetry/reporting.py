"""Hands what a process counted to the stream store, every second."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from nexus.ports import FiguresStore
from nexus.telemetry.counts import Counts

log = logging.getLogger(__name__)

Sample = Callable[[], Awaitable[None]]


class Reporter:
    """Turns the counts over at every full second.

    Args:
        sample: called before each turn, to take note of gauges.
    """

    def __init__(self, counts: Counts, store: FiguresStore, sample: Sample | None = None) -> None:
        self._counts = counts
        self._store = store
        self._sample = sample

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            now = time.time()
            await asyncio.sleep(1.0 - now % 1.0)
            try:
                await self.report(int(now))
            except Exception:  # figures are no reason for a process to end
                log.exception("figures cannot be reported")

    async def report(self, at: int) -> None:
        """Report what was counted until now as counted in the second ``at`` (since 1970, UTC)."""
        if self._sample is not None:
            await self._sample()
        await self._store.write(at, self._counts.tick())

    async def close(self) -> None:
        """Report the last counts."""
        await self._store.write(int(time.time()), self._counts.tick())
        await self._store.close()
