"""Gathers delivery events and writes them to the log in batches, beside the deliveries and never in their way."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

log = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.25
FLUSH_ROWS = 5_000
KEPT_ROWS = 200_000
"""How many events wait while the log's database is away; beyond it the oldest are dropped and counted, deliveries go on."""


class Log(Protocol[T_contra]):
    """What events are appended to."""

    def append(self, events: Sequence[T_contra], /) -> None:
        """Store a batch of events."""
        ...


class LogBuffer(Generic[T]):
    """Collects events on the event loop and appends them to a log in a thread of its own.

    The log tells what happened; the store knows what is to be done. So a log that is away delays no delivery.

    Args:
        store: the log.
        executor: threads to write in.
        tap: told of events once they are written; raises nothing.
    """

    def __init__(
        self, store: Log[T], executor: Executor, tap: Callable[[Sequence[T]], Awaitable[None]] | None = None
    ) -> None:
        self._store = store
        self._executor = executor
        self._tap = tap
        self._events: list[T] = []
        self._full = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self.dropped = 0

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="delivery log")

    def add(self, events: Sequence[T]) -> None:
        """Take events; cheap, never blocks."""
        self._events.extend(events)
        if len(self._events) >= FLUSH_ROWS:
            self._full.set()

    async def close(self) -> None:
        """Write what is left and stop."""
        self._closing = True
        self._full.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._closing or self._events:
            if not self._closing:
                await self._wait()
            failed = not await self._flush()
            if failed and self._closing:
                log.error("the delivery log is away: %d events are not in it", len(self._events))
                return
            if failed:
                await asyncio.sleep(1.0)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_EVERY_S):
                await self._full.wait()
        self._full.clear()

    async def _flush(self) -> bool:
        events, self._events = self._events, []
        if not events:
            return True
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._executor, self._store.append, events)
        except Exception:
            log.warning("cannot write the delivery log", exc_info=True)
            self._keep(events)
            return False
        if self._tap is not None:
            await self._tap(events)  # after: whoever misses it finds it in the log
        return True

    def _keep(self, events: list[T]) -> None:
        kept = [*events, *self._events]
        lost = max(0, len(kept) - KEPT_ROWS)
        if lost:
            self.dropped += lost
            log.error("the delivery log is away for long: %d events dropped from it (no message is lost)", lost)
        self._events = kept[lost:]
