"""What runs tell of themselves: written to their history in batches, and to those who wait for a result at once."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Protocol

import msgspec

from nexus.engine.outcome import now_ms
from nexus.errors import StoreError
from nexus.mapping.masked_runs import masked_runs
from nexus.mapping.masks import MaskBook
from nexus.model.run import REPLY, RunAnswer, RunRecord, RunStatus
from nexus.ports import RunStore
from nexus.worker.log_buffer import LogBuffer

log = logging.getLogger(__name__)

FORGOTTEN_AT_ONCE = 1_000

_REPLY = REPLY.encode()
_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode


class RunHistory(Protocol):
    """Keeps what runs tell of themselves. Synchronous."""

    def append(self, records: Sequence[RunRecord], /) -> None:
        """Store what is known of runs; what was known of the same runs before is replaced."""
        ...

    def forget(self, before: int, most: int) -> int:
        """Delete up to ``most`` runs that had ended by a time (ms since 1970, UTC); return how many."""
        ...


class _MaskedHistory:
    """Masks what is to be masked, in the thread that writes."""

    def __init__(self, history: RunHistory, masks: MaskBook) -> None:
        self._history = history
        self._masks = masks

    def append(self, records: Sequence[RunRecord]) -> None:
        self._history.append(masked_runs(records, self._masks))


class RunReports:
    """Takes what a batch of runs tells, once that is settled; never in the way of the runs.

    Args:
        history: None to keep none.
        stores: gives what tells those who wait in other processes.
    """

    def __init__(
        self, history: RunHistory | None, masks: MaskBook, executor: Executor, stores: Callable[[str], RunStore]
    ) -> None:
        self._buffer = LogBuffer(_MaskedHistory(history, masks), executor) if history is not None else None
        self._history = history
        self._executor = executor
        self._stores = stores
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to write."""
        if self._buffer is not None:
            self._buffer.start()

    def add(self, records: Sequence[RunRecord]) -> None:
        """Take what runs tell; cheap, never blocks."""
        if not records:
            return
        if self._buffer is not None:
            self._buffer.add(records)
        awaited = [one for one in records if _REPLY in one.headers and one.status.ended]
        cancelled = [one for one in records if one.status is RunStatus.CANCELLED]
        if awaited or cancelled:
            task = asyncio.create_task(self._tell(awaited, cancelled))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def forget(self, days: float | None) -> None:
        """Forget runs that ended so many days ago, some at a time; None keeps all."""
        if self._history is None or days is None:
            return
        before = now_ms() - int(days * 86_400_000)
        try:
            forgotten = FORGOTTEN_AT_ONCE
            while forgotten == FORGOTTEN_AT_ONCE:
                forgotten = await asyncio.get_running_loop().run_in_executor(
                    self._executor, self._history.forget, before, FORGOTTEN_AT_ONCE
                )
        except Exception:  # the history is away: the next round comes soon
            log.warning("cannot forget old runs", exc_info=True)

    async def close(self) -> None:
        """Write what is left and stop."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)
        if self._buffer is not None:
            await self._buffer.close()

    async def _tell(self, awaited: Sequence[RunRecord], cancelled: Sequence[RunRecord]) -> None:
        try:
            for one in awaited:
                answer = RunAnswer(one.status.value, one.result, one.reason)
                await self._stores(one.workflow_id).answer(one.id, _encode(answer), one.key)
            for one in cancelled:
                await self._stores(one.workflow_id).forget_cancelled([one.id])
        except StoreError as error:  # who waits finds the run in the history
            log.warning("nobody could be told how a run ended: %s", error)
