"""The oracle: knows what was sent and what was acknowledged, whatever happens to anything else."""

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self


class Oracle:
    """Writes down each message's number before it is sent and after it is acknowledged, both synced to disk.

    Safe to use from many threads: syncs of threads that come together are one.

    Args:
        folder: for its two files.
    """

    def __init__(self, folder: Path) -> None:
        self._intents = _Ledger(folder / "intents")
        self._acknowledgements = _Ledger(folder / "acknowledgements")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._intents.close()
        self._acknowledgements.close()

    def intend(self, numbers: Iterable[int]) -> None:
        """Write down what is about to be sent."""
        self._intents.write(numbers)

    def acknowledge(self, numbers: Iterable[int]) -> None:
        """Write down what was acknowledged."""
        self._acknowledgements.write(numbers)

    @property
    def intended(self) -> set[int]:
        """What may have been sent."""
        return set(self.intents())

    @property
    def acknowledged(self) -> set[int]:
        """What was acknowledged."""
        return set(self.acknowledgements())

    def intents(self) -> Iterator[int]:
        """What may have been sent, one after the other: there may be millions."""
        return self._intents.each()

    def acknowledgements(self) -> Iterator[int]:
        """What was acknowledged, one after the other."""
        return self._acknowledgements.each()

    @property
    def count(self) -> int:
        """How many messages were acknowledged so far."""
        return self._acknowledgements.count


class _Ledger:
    """Numbers in a file, one a line, each on disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab", buffering=0)
        self._lock = threading.Lock()
        self._sync_lock = threading.Lock()
        self._written = 0
        self._synced = 0
        self.count = 0

    def write(self, numbers: Iterable[int]) -> None:
        lines = [b"%d\n" % number for number in numbers]
        with self._lock:
            self._file.write(b"".join(lines))
            self._written += 1
            mine = self._written
            self.count += len(lines)
        with self._sync_lock:
            if self._synced < mine:  # another thread's sync, begun after our write, has taken it along
                reached = self._written
                os.fsync(self._file.fileno())
                self._synced = reached

    def close(self) -> None:
        self._file.close()

    def each(self) -> Iterator[int]:
        with self._path.open("rb") as lines:
            yield from map(int, lines)
