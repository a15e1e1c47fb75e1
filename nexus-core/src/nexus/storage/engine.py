"""Opens SQLAlchemy engines that behave alike on every database: UTC, strict, durable, foreign keys on."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from nexus.errors import ConfigurationError

WRITES = "nexus_writes"
"""Execution option of connections that are about to write: SQLite takes its lock at once instead of failing midway."""

_DRIVERS = {"sqlite": "pysqlite", "mysql": "pymysql", "mariadb": "pymysql", "postgresql": "psycopg"}
_BUSY_MS = 30_000
_MYSQL_START = (
    "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION'"
)


def open_engine(url: str, *, synchronous: str = "FULL", pool_size: int = 10) -> Engine:
    """Open the database at ``url``; nothing is connected yet.

    Args:
        url: ``sqlite:///path``, ``mysql+pymysql://…`` or ``postgresql+psycopg://…``; the driver may be left out.
        synchronous: SQLite's setting; FULL keeps every commit through a power loss.
        pool_size: connections kept open, of which twice as many may be in use at once.

    Raises:
        ConfigurationError: the URL is malformed, or its database is not supported, or its driver is not installed.
    """
    parsed = _with_driver(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed, synchronous)
        return create_engine(
            parsed,
            hide_parameters=True,  # an error in the log shows the statement, not what was in it
            pool_pre_ping=True,
            pool_recycle=1800,
            pool_size=pool_size,
            max_overflow=pool_size,
            isolation_level="READ COMMITTED",  # MySQL's own level locks gaps that two writers then deadlock on
            connect_args=_connect_args(parsed),
        )
    except ModuleNotFoundError as error:
        extra = "postgresql" if parsed.get_backend_name() == "postgresql" else "mysql"
        raise _unusable(f"the driver {error.name} is missing", f"pip install 'nexus-core[{extra}]'") from error


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise _unusable("is not a database URL") from None  # the text may hold a password
    driver = _DRIVERS.get(backend)
    if driver is None:
        raise _unusable(f"{backend} is not supported")
    if parsed.drivername.partition("+")[2] not in ("", driver):
        raise _unusable(f"the driver of {parsed.drivername} is not supported")
    # One dialect name for MySQL and MariaDB: they share types, upserts and this driver.
    return parsed.set(drivername=f"{'mysql' if backend == 'mariadb' else backend}+{driver}")


def _unusable(message: str, remedy: str = "") -> ConfigurationError:
    wanted = (
        "use sqlite:///PATH, mysql+pymysql://USER:PASSWORD@HOST/NAME or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    )
    return ConfigurationError(message, path="NEXUS_DATABASE_URL", remedy=remedy or wanted)


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "mysql":
        return {"charset": "utf8mb4", "init_command": _MYSQL_START, "connect_timeout": 10}
    return {"options": "-c timezone=UTC", "connect_timeout": 10, "application_name": "nexus"}


def _open_sqlite(url: URL, synchronous: str) -> Engine:
    arguments: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {"check_same_thread": False, "timeout": _BUSY_MS / 1000},
    }
    if url.database in (None, "", ":memory:"):
        arguments["poolclass"] = StaticPool
    else:
        Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **arguments)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transaction handling begins too late and hides failures: `begin` below does it.
        connection.isolation_level = None
        for setting in (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
