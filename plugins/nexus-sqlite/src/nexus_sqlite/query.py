"""Reads from SQLite through connections that cannot write."""

# ruff: noqa: S608 — a query runs what a person saved, in a read-only transaction; values are bound

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice

from nexus import Context, Unavailable
from nexus_sql.errors import Meaning, exception_for
from nexus_sql.query import Reader, Rows, SqlQuery, refused
from nexus_sql.statement import Bound, syntax
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.connect import connect
from nexus_sqlite.errors import classify

_STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock."""


class SQLiteReader(Reader):
    """How SQLite reads."""

    syntax = syntax(r"`(?:[^`]|``)*`", r"\[[^\]]*\]", placeholder=lambda name: f":{name}")

    def __init__(self, config: SQLiteConfig) -> None:
        self._config = config

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[sqlite3.Connection]:
        """Open the file for reading only; a query that takes too long is interrupted."""
        deadline = time.monotonic() + min(timeout_s, self._config.statement_timeout_s)
        with closing(connect(self._config, read_only=True)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            connection.execute("BEGIN")
            yield connection

    def page(self, connection: sqlite3.Connection, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
        """Step over the first rows: SQLite makes them one by one anyway."""
        cursor = connection.execute(bound.sql, bound.params)
        return _columns(cursor), list(islice(cursor, offset, offset + count))

    def total(self, connection: sqlite3.Connection, bound: Bound) -> int:
        """Count the rows."""
        return int(connection.execute(f"SELECT count(*) FROM ({bound.sql}\n)", bound.params).fetchone()[0])

    def chunks(self, connection: sqlite3.Connection, bound: Bound, size: int) -> Iterator[tuple[list[str], Rows]]:
        """Step through the rows."""
        cursor = connection.execute(bound.sql, bound.params)
        rows = cursor.fetchmany(size)
        yield _columns(cursor), rows
        while len(rows) == size and (rows := cursor.fetchmany(size)):
            yield _columns(cursor), rows

    def explain(self, error: Exception) -> Exception:
        """Blame the statement for what it got wrong."""
        fault = classify(error)
        if fault is None:
            return error
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return Unavailable("the query took too long")
        at_fault = fault.meaning in {Meaning.DATA, Meaning.SCHEMA} or isinstance(error, sqlite3.ProgrammingError)
        if at_fault or "readonly" in fault.reason:
            return refused(fault.reason)
        return exception_for(fault)


def query(config: SQLiteConfig, context: Context) -> SqlQuery:  # noqa: ARG001 — the contract's signature
    """Open the file for reading."""
    return SqlQuery(SQLiteReader(config))


def _columns(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description]
