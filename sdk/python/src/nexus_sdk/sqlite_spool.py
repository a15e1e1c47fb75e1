"""A spool in a file of SQLite."""

import ctypes
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import WeakSet

from nexus_sdk.errors import ConfigurationError, SpoolFailed

_VERSION: Final = 1
_TABLE: Final = """
CREATE TABLE messages (sequence INTEGER PRIMARY KEY, batch TEXT NOT NULL, message BLOB NOT NULL);
CREATE INDEX messages_of_batch ON messages (batch, sequence);
PRAGMA user_version = 1;
"""
_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

_spools: Final[WeakSet["SqliteSpool"]] = WeakSet()


class SqliteSpool:
    """Keeps messages in ``spool.db`` in a folder of their own, synced to the disk before they count.

    One process uses a folder at a time: SQLite's lock on the file is held until `close`, or until the process ends in
    whatever way. A process that forks makes its clients afterwards.

    Args:
        folder: where; made if it is missing, readable for its owner alone.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._own: set[str] = set()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        _spools.add(self)

    def left(self) -> Sequence[str]:
        """Return the batches of an earlier process; takes the folder.

        Raises:
            ConfigurationError: another client or process uses the folder.
            SpoolFailed: the file cannot be read.
        """
        with self._using() as connection:
            rows = connection.execute("SELECT batch FROM messages GROUP BY batch ORDER BY min(sequence)").fetchall()
        return [batch for (batch,) in rows if batch not in self._own]

    def read(self, batch: str) -> Sequence[bytes]:
        """Return a batch's messages.

        Raises:
            SpoolFailed: the file cannot be read.
        """
        with self._using() as connection:
            rows = connection.execute("SELECT message FROM messages WHERE batch = ? ORDER BY sequence", (batch,))
            return [message for (message,) in rows]

    def append(self, batch: str, messages: Sequence[bytes]) -> None:
        """Add messages to a batch, with one sync.

        Raises:
            SpoolFailed: they could not be written; none of them is there.
        """
        with self._using() as connection, connection:
            connection.executemany(
                "INSERT INTO messages (batch, message) VALUES (?, ?)", [(batch, message) for message in messages]
            )
            self._own.add(batch)

    def remove(self, batch: str) -> None:
        """Forget a batch.

        Raises:
            SpoolFailed: it is still there.
        """
        with self._using() as connection, connection:
            connection.execute("DELETE FROM messages WHERE batch = ?", (batch,))
            self._own.discard(batch)

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def leave_to_parent(self) -> None:
        """Forget the connection without closing it: SQLite would tidy up the files under the hands of the parent process."""
        if self._connection is not None:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._connection))
        self._connection = None
        self._lock = threading.Lock()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._opened()
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise SpoolFailed(f"the spool {self._folder}: {error}") from error

    def _opened(self) -> sqlite3.Connection:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / "spool.db"
        file.touch(mode=0o600)
        connection = sqlite3.connect(file, timeout=0.2, check_same_thread=False)
        try:
            self._prepare(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode in _IN_USE:
                raise ConfigurationError(
                    f"another client or process uses the spool {self._folder}; give each its own folder"
                ) from None
            raise
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        # Exclusive, and taken by the first write: the lock is the kernel's, and free when the process is gone.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN EXCLUSIVE")
        [(version,)] = connection.execute("PRAGMA user_version").fetchall()
        connection.commit()
        if version == 0:
            connection.executescript(_TABLE)
        elif version != _VERSION:
            raise ConfigurationError(
                f"a newer version of nexus-sdk has made the spool {self._folder}: use that version"
            )


def _leave_all_to_parent() -> None:
    for spool in _spools:
        spool.leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_leave_all_to_parent)
