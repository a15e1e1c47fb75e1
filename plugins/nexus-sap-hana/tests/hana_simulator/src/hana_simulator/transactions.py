"""One session's transaction on SQLite: the write lock from the first change on, snapshots for the higher levels."""

import sqlite3
from typing import Final

from hana_simulator import errors
from hana_simulator.errors import ServerError

READ_COMMITTED: Final = "READ COMMITTED"

_CONSTRAINTS: Final = {
    "SQLITE_CONSTRAINT_UNIQUE": errors.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": errors.UNIQUE,
    "SQLITE_CONSTRAINT_NOTNULL": errors.NOT_NULL,
    "SQLITE_CONSTRAINT_CHECK": errors.CHECK,
    "SQLITE_CONSTRAINT_FOREIGNKEY": errors.FOREIGN_KEY,
    "SQLITE_CONSTRAINT_TRIGGER": errors.FOREIGN_KEY,
    "SQLITE_BUSY": errors.LOCK_WAIT_TIMEOUT,
    "SQLITE_LOCKED": errors.LOCK_WAIT_TIMEOUT,
    "SQLITE_BUSY_SNAPSHOT": errors.SERIALIZATION,
    "SQLITE_INTERRUPT": errors.CANCELLED,
}


class Transaction:
    """Begins when it is needed; sessions of READ COMMITTED read without one until they write.

    Attributes:
        isolation: the level, as HANA calls it.
        has_written: whether there is something to commit.
        read_only: whether changes are refused.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.isolation = READ_COMMITTED
        self.has_written = False
        self.read_only = False

    def set_lock_timeout(self, milliseconds: int) -> None:
        """Set how long a change waits for another session's."""
        self._connection.execute(f"PRAGMA busy_timeout = {milliseconds:d}")

    def begin(self, *, write: bool, autocommit: bool) -> None:
        """Begin, where there is a need to.

        Raises:
            ServerError: the write lock is not to be had in time, or nothing may be changed.
        """
        if write and self.read_only:
            raise ServerError(errors.NOT_SUPPORTED, "a read only transaction changes nothing")
        if self._connection.in_transaction:
            self.has_written = self.has_written or write
            return
        try:
            if write:
                self._connection.execute("BEGIN IMMEDIATE")
                self.has_written = True
            elif self.isolation != READ_COMMITTED and not autocommit:
                self._connection.execute("BEGIN")
        except sqlite3.OperationalError as error:
            raise server_error(error) from None

    def commit(self) -> None:
        """Commit what is open."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self.has_written = False

    def rollback(self) -> None:
        """Take back what is open."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self.has_written = False


def server_error(error: sqlite3.Error) -> ServerError:
    """Return what the client is told of an error of SQLite's."""
    name = getattr(error, "sqlite_errorname", "")
    if name in _CONSTRAINTS:
        about = str(error).partition(": ")[2].replace("~", "")
        return ServerError(_CONSTRAINTS[name], about)
    text = str(error)
    if text.startswith("no such function"):
        return ServerError(errors.NO_FUNCTION, text.partition(": ")[2])
    if text.startswith("no such savepoint"):
        return ServerError(errors.INVALID_OBJECT, text.partition(": ")[2])
    return ServerError(errors.NOT_SUPPORTED, text)
