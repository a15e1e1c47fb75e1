"""Reads from PostgreSQL through server-side cursors, in read-only transactions."""

# ruff: noqa: S608 — a query runs what a person saved, in a read-only transaction; values are bound

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import psycopg

from nexus import Context, Unavailable
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.connect import Connection, pool
from nexus_postgresql.errors import classify
from nexus_sql.errors import Meaning, StaleConnection, exception_for
from nexus_sql.pool import Pool
from nexus_sql.query import Reader, Rows, SqlQuery, refused
from nexus_sql.statement import Bound, syntax

_STATEMENT_AT_FAULT: Final = ("0A", "21", "22", "25", "34", "42")


class PostgreSQLReader(Reader):
    """How PostgreSQL reads."""

    syntax = syntax(
        r"[eE]'(?:[^'\\]|\\.|'')*'",
        r"\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?\$(?P=tag)\$",
        placeholder=lambda name: f"%({name})s",
        doubles_percent=True,
    )

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[Connection]:
        """Lend a connection; the rollback also takes back what ``set_config`` did to the session."""
        with self._pool.lease() as lease:
            connection: Connection = lease.connection
            try:
                try:
                    connection.execute("SET TRANSACTION READ ONLY")
                except psycopg.OperationalError as error:
                    lease.broken = True
                    raise (StaleConnection if lease.reused else Unavailable)(str(error)) from error
                connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{timeout_s * 1000:.0f}",))
                yield connection
            finally:
                with suppress(psycopg.Error):
                    connection.rollback()
                lease.after_rollback(broken=connection.closed)

    def page(self, connection: Connection, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
        """Skip on the server, fetch one page."""
        with connection.cursor(name="nexus_page") as cursor:
            cursor.execute(bound.sql.encode(), bound.params)
            columns = [column.name for column in cursor.description or ()]
            if offset:
                cursor.scroll(offset)
            return columns, cursor.fetchmany(count)

    def total(self, connection: Connection, bound: Bound) -> int:
        """Count the rows."""
        statement = f"SELECT count(*) FROM ({bound.sql}\n) AS counted"
        row = connection.execute(statement.encode(), bound.params).fetchone()
        assert row is not None
        return int(row[0])

    def chunks(self, connection: Connection, bound: Bound, size: int) -> Iterator[tuple[list[str], Rows]]:
        """Fetch chunk after chunk from the server's cursor."""
        with connection.cursor(name="nexus_stream") as cursor:
            cursor.execute(bound.sql.encode(), bound.params)
            columns = [column.name for column in cursor.description or ()]
            rows = cursor.fetchmany(size)
            yield columns, rows
            while len(rows) == size and (rows := cursor.fetchmany(size)):
                yield columns, rows

    def explain(self, error: Exception) -> Exception:
        """Blame the statement for what it got wrong."""
        fault = classify(error)
        if fault is None:
            return error
        state = error.sqlstate if isinstance(error, psycopg.Error) else None
        if state == "57014":
            return Unavailable(f"the query took too long: {fault.reason}")
        if state == "42501" or (state or "")[:2] not in _STATEMENT_AT_FAULT:
            return refused(fault.reason) if fault.meaning is Meaning.DATA else exception_for(fault)
        return refused(fault.reason)


def query(config: PostgreSQLConfig, context: Context) -> SqlQuery:
    """Open the connection for reading."""
    return SqlQuery(PostgreSQLReader(pool(config, context)))
