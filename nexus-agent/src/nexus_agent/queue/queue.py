"""The queue as the rest of the agent has it: one thread writes, another one reads.

The `nexus.ports.Producer` of the agent's ingress. What is acknowledged is on the disk (reliability 20).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from nexus.edge import Done, NewMessage, Receipt
from nexus_agent.queue.entries import Entry, Size
from nexus_agent.queue.file import QueueFile, now_ms
from nexus_agent.queue.room import Limits, Room
from nexus_agent.queue.salvage import Salvage
from nexus_agent.queue.sealing import Sealing
from nexus_agent.queue.writer import Writer, is_damage, told

T = TypeVar("T")

_Counted: TypeAlias = tuple[dict[str, Size], int]
"""Sizes by application, and how many messages are refused."""


class Queue:
    """Call `start` before anything else, and `close` at the end; belongs to one event loop.

    Attributes:
        sizes: application id -> what of it stands in the queue.
        refused: how many messages are refused.

    Args:
        path: of the file; its folder is made if need be.
        sealing: how payloads and headers are stored.
        limits: how full it may get.
    """

    def __init__(self, path: Path, sealing: Sealing, limits: Limits | None = None) -> None:
        self.sizes: dict[str, Size] = {}
        self.refused = 0
        self._path = path
        self._sealing = sealing
        self._room = Room(path.parent, limits or Limits())
        self._writer = Writer(path, sealing, self._counted)
        self._put: Callable[[str], None] = lambda _: None
        self._reader: QueueFile | None = None
        self._generation = 0
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="queue-reader")

    async def start(self, put: Callable[[str], None] = lambda _: None) -> None:
        """Open the file; one that is damaged is set aside and read over.

        Args:
            put: told of applications that have something new.

        Raises:
            OSError, sqlite3.Error: it can be neither opened nor made.
        """
        self._put = put
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        await self._writer.start()
        await asyncio.sleep(0)  # it is counted by now

    async def close(self) -> None:
        """Finish what was submitted, and close the file."""
        await self._writer.end()
        await asyncio.get_running_loop().run_in_executor(self._reading, self._close_reader)
        self._reading.shutdown()

    @property
    def salvages(self) -> Sequence[Salvage]:
        """Damaged files that were set aside."""
        return self._writer.salvages

    @property
    def count(self) -> int:
        """How many messages are in the queue."""
        return sum(one.count for one in self.sizes.values())

    @property
    def bytes(self) -> int:
        """How many bytes of messages are in the queue."""
        return sum(one.bytes for one in self.sizes.values())

    def submit(self, workflow_id: str, messages: Sequence[NewMessage], done: Done) -> None:  # noqa: ARG002 — as ports have it
        """Put messages at the end; ``done`` is called when they are on the disk, or cannot be put."""
        full = self._room.refusal(self.bytes, sum([len(one.payload) for one in messages]))
        if full is not None:
            done(full)
            return
        self._writer.do(lambda file: file.put(messages, now_ms()), partial(self._was_put, done))

    async def accept(self, workflow_id: str, messages: Sequence[NewMessage]) -> Sequence[Receipt]:
        """Return once the messages are on the disk; raises QueueFull and StoreError."""
        asked: asyncio.Future[Sequence[Receipt]] = asyncio.get_running_loop().create_future()
        self.submit(workflow_id, messages, partial(_answer, asked))
        return await asked

    async def read(self, application: str | None, after: int, count: int, most_bytes: int) -> list[Entry]:
        """Return the next entries, as `QueueFile.read`; raises StoreError."""
        return await self._look(lambda file: file.read(application, after, count, most_bytes))

    async def settle(self, entries: Sequence[Entry], refused: dict[int, str]) -> None:
        """Take out what the centre has, and set apart what it refuses; durable when it returns.

        Args:
            entries: of one application, that the centre has answered about.
            refused: place of those that it refuses -> reason.

        Raises:
            StoreError: they are still in the queue.
        """
        taken = [one for one in entries if one.seq not in refused]

        def work(file: QueueFile) -> _Counted | None:
            gone = file.remove(taken)
            if refused:
                gone += file.refuse([one for one in entries if one.seq in refused], refused, now_ms())
            return None if gone == len(entries) else (file.sizes(), file.refused_count())

        def settled(anew: _Counted | None) -> None:
            if anew is not None:  # a damaged file was set aside meanwhile, and some of them with it
                self._counted(*anew)
                return
            if entries:
                gone = sum(one.size for one in entries)
                self.sizes.setdefault(entries[0].message.source, Size()).add(-len(entries), -gone)
            self.refused += len(refused)

        await self._do(work, settled)

    async def look_again(self) -> bool:
        """Count anew if another process has changed the file: a person who put back what was refused.

        Returns:
            Whether it was changed: something may stand before what was read already.

        Raises:
            StoreError: it cannot be told.
        """
        changed = False

        def work(file: QueueFile) -> _Counted | None:
            return (file.sizes(), file.refused_count()) if file.was_changed_elsewhere() else None

        def looked(found: _Counted | None) -> None:
            nonlocal changed
            if found is not None:
                changed = True
                self._counted(*found)

        await self._do(work, looked)
        return changed

    async def oldest_at(self) -> int | None:
        """Return when the oldest message was taken, milliseconds since 1970; None if there is none; raises StoreError."""
        return await self._look(QueueFile.oldest_at)

    def _was_put(self, done: Done, outcome: Any) -> None:
        if isinstance(outcome, Exception):
            done(outcome)
            return
        receipts, put = outcome
        for application, size in put:
            self.sizes.setdefault(application, Size()).add(1, size)
        done(receipts)
        for application in {one for one, _ in put}:
            self._put(application)

    def _counted(self, sizes: dict[str, Size], refused: int) -> None:
        self.sizes, self.refused = sizes, refused
        for application in sizes:
            self._put(application)

    async def _do(self, work: Callable[[QueueFile], T], counted: Callable[[T], None]) -> None:
        """Do something in a transaction; ``counted`` is called with what it returns, in the order of what was done."""
        asked: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def done(outcome: Any) -> None:
            if not isinstance(outcome, Exception):
                counted(outcome)
                outcome = None
            _answer(asked, outcome)

        self._writer.do(work, done)
        await asked

    # -- the reader ------------------------------------------------------------------------------------------------------

    async def _look(self, look: Callable[[QueueFile], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, self._looked, look)
        except sqlite3.Error as error:
            if is_damage(error):  # the writer sets it aside
                await self._do(partial(_raise, error), lambda _: None)
            raise told(error) from None

    def _looked(self, look: Callable[[QueueFile], T]) -> T:
        if self._reader is None or self._generation != self._writer.generation:
            self._close_reader()
            self._generation = self._writer.generation
            self._reader = QueueFile(self._path, self._sealing, read_only=True)
        return look(self._reader)

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _answer(asked: "asyncio.Future[Any]", outcome: Any) -> None:
    if asked.done():  # nobody waits any more
        return
    if isinstance(outcome, Exception):
        asked.set_exception(outcome)
    else:
        asked.set_result(outcome)


def _raise(error: Exception, _: QueueFile) -> None:
    raise error
