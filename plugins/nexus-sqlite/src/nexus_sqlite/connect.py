"""Opens the SQLite file, with the settings under which nothing that was committed is lost."""

import sqlite3
from pathlib import Path
from urllib.parse import quote as url_quote

from nexus import ConfigurationError, Context
from nexus_sql.errors import exception_for
from nexus_sql.pool import Pool
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.errors import classify


def pool(config: SQLiteConfig, context: Context) -> Pool:
    """Return the pool that all components of this connection share in this process."""
    return context.shared("pool", lambda: Pool(lambda: connect(config), config.pool_size), Pool.close)


def connect(config: SQLiteConfig, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file, which must exist.

    Raises:
        ConfigurationError: there is no such file, or it is no database.
        Retry: another process has locked it.
    """
    file = config.file
    if not file.is_file():
        raise ConfigurationError(
            f"there is no database file {str(file)!r}", path="path", remedy="create it with its tables, or name another"
        )
    try:
        connection = sqlite3.connect(
            _uri(file, "ro" if read_only else "rw"),
            uri=True,
            timeout=config.busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,  # the pool gives a connection to one thread at a time
        )
    except sqlite3.Error as error:
        raise _meaning(error) from error
    try:
        _settle(connection, config, read_only=read_only)
    except sqlite3.Error as error:
        connection.close()
        raise _meaning(error) from error
    return connection


def _settle(connection: sqlite3.Connection, config: SQLiteConfig, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # reliability 20: NORMAL loses the tail of the log at power loss
    connection.execute("PRAGMA trusted_schema = OFF")
    if config.wal and not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _uri(file: Path, mode: str) -> str:
    return f"file:{url_quote(str(file.absolute()))}?mode={mode}"


def _meaning(error: sqlite3.Error) -> Exception:
    fault = classify(error)
    assert fault is not None
    return exception_for(fault)


def quote(name: str) -> str:
    """Quote an identifier that the catalogue has."""
    return '"' + name.replace('"', '""') + '"'
