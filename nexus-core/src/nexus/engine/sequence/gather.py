"""What many runs do at the same time goes out as one: rows to a sink, checkpoints to the store."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from nexus.engine.retry import judge
from nexus.errors import ConfigurationError, Rejected, Retry, Unavailable
from nexus.hookspecs import Batch
from nexus.model.message import Message
from nexus.model.run import Kept

T = TypeVar("T")
R = TypeVar("R")


class Gathering(ABC, Generic[T, R]):
    """Takes things one by one, sends what has come meanwhile together, and tells each caller what became of its own.

    Args:
        most: at once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def _sent(self, item: T) -> R:
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                part, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._send(part)
        finally:
            self._task = None

    @abstractmethod
    async def _send(self, part: "list[tuple[T, asyncio.Future[R]]]") -> None:
        """Send all of ``part`` and answer each."""


class GatheredCheckpoints(Gathering[Message, Kept]):
    """Group commit of checkpoints: those that come while others are being written share one script, and one fsync.

    Args:
        write: keeps the states of runs, and says what became of each.
    """

    def __init__(self, write: Callable[[Sequence[Message]], Awaitable[Sequence[Kept]]], most: int = 500) -> None:
        super().__init__(most)
        self._write = write

    async def __call__(self, message: Message) -> Kept:
        """Return once the run's state is durable; raises StoreError."""
        return await self._sent(message)

    async def _send(self, part: "list[tuple[Message, asyncio.Future[Kept]]]") -> None:
        try:
            answers = await self._write([message for message, _ in part])
        except Exception as error:  # noqa: BLE001 — handed to the callers
            for _, done in part:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), answer in zip(part, answers, strict=True):
            if not done.done():
                done.set_result(answer)


Waiting = list[tuple[tuple[Any, str], "asyncio.Future[None]"]]


class GatheredWriter(Gathering[tuple[Any, str], None]):
    """Takes single rows, writes batches, and tells each caller what became of its own row.

    Args:
        write: the sink's ``write``, as a coroutine.
        max_rows: most rows in one batch.
    """

    def __init__(self, write: Callable[[Batch], Awaitable[None]], max_rows: int) -> None:
        super().__init__(max_rows)
        self._write = write

    async def __call__(self, row: Any, message_id: str) -> None:
        """Write one row; raises what the sink said about this row."""
        await self._sent((row, message_id))

    async def _send(self, part: Waiting) -> None:
        batch = Batch([row for (row, _), _ in part], [message_id for (_, message_id), _ in part])
        errors: dict[int, Exception] = {}
        try:
            await self._write(batch)
        except Exception as error:  # noqa: BLE001 — handed to the callers, whose engine judges it
            if len(part) > 1 and _says_nothing_of_rows(error, len(part)):
                half = len(part) // 2
                await self._send(part[:half])
                await self._send(part[half:])
                return
            errors = _by_row(error, len(part))
        for index, (_, done) in enumerate(part):
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
