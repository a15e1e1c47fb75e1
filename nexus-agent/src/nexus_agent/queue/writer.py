"""The one thread that writes into the queue: all that came during one commit shares the next one."""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from nexus.edge import QueueFull, StoreError
from nexus_agent.queue.entries import Size
from nexus_agent.queue.file import KNOWN_MS, QueueFile, now_ms
from nexus_agent.queue.room import AGAIN_SECONDS
from nexus_agent.queue.salvage import Salvage, salvage
from nexus_agent.queue.sealing import Sealing

logger = logging.getLogger(__name__)

_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_KIND: Final = 0xFF
"""The part of SQLite's error codes that says the kind."""

_FORGET_SECONDS: Final = 10.0
_GROUP: Final = 256
"""Jobs of one commit at most."""

Counted = Callable[[dict[str, Size], int], None]
"""Told how much stands in the queue, by application, and how many messages are refused."""


@frozen
class _Job:
    """Something to be done in a transaction.

    Attributes:
        done: called on the event loop with what ``work`` returns, or an exception.
    """

    work: Callable[[QueueFile], Any]
    done: Callable[[Any], None]


class Writer:
    """Has the file; a damaged one is set aside and read over (reliability 20).

    Args:
        path: of the file.
        sealing: how payloads and headers are stored.
        counted: called on the event loop, at the start and after damage, before whatever is done later is told.
    """

    def __init__(self, path: Path, sealing: Sealing, counted: Counted) -> None:
        self.salvages: list[Salvage] = []
        self.generation = 0
        self._path = path
        self._sealing = sealing
        self._counted = counted
        self._loop: asyncio.AbstractEventLoop | None = None
        self._file: QueueFile | None = None
        self._jobs: list[_Job] = []
        self._wake = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="queue-writer", daemon=True)

    async def start(self) -> None:
        """Open the file, and begin; raises OSError and sqlite3.Error if it can be neither opened nor made."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._opened)
        self._thread.start()

    async def end(self) -> None:
        """Finish what was submitted, and close the file."""
        with self._wake:
            self._ending = True
            self._wake.notify()
        if self._thread.ident is not None:
            await asyncio.to_thread(self._thread.join)

    def do(self, work: Callable[[QueueFile], Any], done: Callable[[Any], None]) -> None:
        """Do something in a transaction; ``done`` is called on the event loop with what it returns, or an exception."""
        with self._wake:
            if not self._ending:
                self._jobs.append(_Job(work, done))
                self._wake.notify()
                return
        done(StoreError("the agent is stopping"))

    def _run(self) -> None:
        forget_at = time.monotonic() + _FORGET_SECONDS
        while True:
            with self._wake:
                if not self._jobs and not self._ending:
                    self._wake.wait(_FORGET_SECONDS)
                jobs, self._jobs = self._jobs[:_GROUP], self._jobs[_GROUP:]
                if not jobs and self._ending:
                    break
            if jobs:
                self._tell(self._commit(jobs))
            if time.monotonic() >= forget_at:
                more = self._forget()
                forget_at = time.monotonic() + (0 if more else _FORGET_SECONDS)
        self._close()

    def _commit(self, jobs: Sequence[_Job]) -> list[tuple[_Job, Any]]:
        """Do jobs in one transaction, or, where that fails, each by itself."""
        try:
            file = self._opened()
            with file.transaction():
                outcomes = [job.work(file) for job in jobs]
            return list(zip(jobs, outcomes, strict=True))
        except Exception as error:  # noqa: BLE001 — whoever waits is told
            self._repair(error)
            if len(jobs) > 1:
                return [pair for job in jobs for pair in self._commit([job])]
            return [(jobs[0], self._again(jobs[0], error) if is_damage(error) else told(error))]

    def _again(self, job: _Job, error: Exception) -> Any:
        """Do a job once more in the new file; return what it returns, or the error that its caller is told."""
        try:
            file = self._opened()
            with file.transaction():
                return job.work(file)
        except Exception as second:  # noqa: BLE001 — as above
            return told(second if not is_damage(second) else error)

    def _tell(self, outcomes: Sequence[tuple[_Job, Any]]) -> None:
        def tell() -> None:
            for job, outcome in outcomes:
                try:
                    job.done(outcome)
                except Exception:
                    logger.exception("whoever waited for the queue could not be told")

        self._soon(tell)

    def _soon(self, tell: Callable[[], None]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the loop has ended: nobody waits any more
            logger.debug("nobody is left to be told")

    def _forget(self) -> bool:
        """Forget digests that are too old; return whether there are more."""
        try:
            file = self._opened()
            with file.transaction():
                return file.forget_known(now_ms() - KNOWN_MS) > 0
        except (sqlite3.Error, OSError) as error:
            self._repair(error)
            return False

    # -- the file --------------------------------------------------------------------------------------------------------

    def _opened(self) -> QueueFile:
        if self._file is None:
            try:
                self._file = self._looked_at(QueueFile(self._path, self._sealing))
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._file = self._read_over(error)
        return self._file

    def _looked_at(self, file: QueueFile) -> QueueFile:
        sizes, refused = file.sizes(), file.refused_count()
        self._soon(lambda: self._counted(sizes, refused))
        return file

    def _read_over(self, error: Exception) -> QueueFile:
        self._close()
        self.salvages.append(salvage(self._path, self._sealing, str(error)))
        self.generation += 1
        return self._looked_at(QueueFile(self._path, self._sealing))

    def _repair(self, error: Exception) -> None:
        """After an error: a damaged file is set aside; else it is opened again before it is next used."""
        if is_damage(error):
            try:
                self._file = self._read_over(error)
            except (sqlite3.Error, OSError) as second:
                logger.warning("no new file for the queue can be made: %s", second)
        elif isinstance(error, sqlite3.Error | OSError) and not is_full(error):
            logger.warning("the queue cannot be written: %s", error)
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged, or no database."""
    return _code(error) in _DAMAGED


def is_full(error: Exception) -> bool:
    """Whether there is no room on the disk."""
    return _code(error) == sqlite3.SQLITE_FULL


def told(error: Exception) -> Exception:
    """Return the error that callers are told."""
    if is_full(error):
        return QueueFull("the disk of the queue is full", retry_after=AGAIN_SECONDS)
    if isinstance(error, sqlite3.Error | OSError):
        return StoreError(f"the queue cannot be used: {error}")
    return error


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _KIND
