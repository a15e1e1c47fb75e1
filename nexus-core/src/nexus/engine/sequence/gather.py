"""Rows that many runs write at the same time go to the sink as one batch."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from nexus.engine.retry import judge
from nexus.errors import ConfigurationError, Rejected, Retry, Unavailable
from nexus.hookspecs import Batch

Waiting = list[tuple[Any, str, "asyncio.Future[None]"]]


class GatheredWriter:
    """Takes single rows, writes batches, and tells each caller what became of its own row.

    Args:
        write: the sink's ``write``, as a coroutine.
        max_rows: most rows in one batch.
    """

    def __init__(self, write: Callable[[Batch], Awaitable[None]], max_rows: int) -> None:
        self._write = write
        self._max_rows = max_rows
        self._waiting: Waiting = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, row: Any, message_id: str) -> None:
        """Write one row; raises what the sink said about this row."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, message_id, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                part, self._waiting = self._waiting[: self._max_rows], self._waiting[self._max_rows :]
                await self._batch(part)
        finally:
            self._task = None

    async def _batch(self, part: Waiting) -> None:
        batch = Batch([row for row, _, _ in part], [message_id for _, message_id, _ in part])
        errors: dict[int, Exception] = {}
        try:
            await self._write(batch)
        except Exception as error:  # noqa: BLE001 — handed to the callers, whose engine judges it
            if len(part) > 1 and _says_nothing_of_rows(error, len(part)):
                half = len(part) // 2
                await self._batch(part[:half])
                await self._batch(part[half:])
                return
            errors = _by_row(error, len(part))
        for index, (_, _, done) in enumerate(part):
            if done.done():
                continue
            if index in errors:
                done.set_exception(errors[index])
            else:
                done.set_result(None)


def _says_nothing_of_rows(error: Exception, size: int) -> bool:
    """Whether one row may have failed the whole batch: then halves are tried, lest one run end the others with it."""
    if isinstance(error, ConfigurationError | Unavailable):
        return False
    verdict = judge(error, size)
    return verdict.fault or (len(verdict.again) == size and verdict.after is None)


def _by_row(error: Exception, size: int) -> dict[int, Exception]:
    if isinstance(error, ConfigurationError | Unavailable):
        return dict.fromkeys(range(size), error)
    verdict = judge(error, size)
    if verdict.hold is not None:
        return dict.fromkeys(range(size), Unavailable(verdict.hold.reason, after=verdict.hold.after))
    rejected: dict[int, Exception] = {index: Rejected({0: why}) for index, why in verdict.rejected.items()}
    return rejected | {index: Retry(why, after=verdict.after) for index, why in verdict.again.items()}
