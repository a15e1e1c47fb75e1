"""Reads from MySQL and MariaDB in read-only transactions."""

# ruff: noqa: S608 — a query runs what a person saved, in a read-only transaction; values are bound

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import pymysql
from pymysql.cursors import SSCursor

from nexus import Context, Unavailable
from nexus_mysql.config import MySQLConfig
from nexus_mysql.connect import MySQLConnection, pool, set_time_limit
from nexus_mysql.errors import classify
from nexus_sql.errors import Meaning, StaleConnection, exception_for
from nexus_sql.pool import Pool
from nexus_sql.query import Reader, Rows, SqlQuery, refused
from nexus_sql.statement import Bound, syntax

_TOO_LONG: Final = frozenset({1317, 1969, 3024})
_READ_ONLY: Final = 1792
_STATEMENT_AT_FAULT: Final = frozenset(
    {1052, 1055, 1056, 1060, 1064, 1109, 1111, 1149, 1222, 1241, 1242, 1248, 1305, 1582}
)


class MySQLReader(Reader):
    """How MySQL and MariaDB read. Their literals have backslash escapes, in single and in double quotes."""

    syntax = syntax(
        r"'(?:[^'\\]|\\.|'')*'",
        r'"(?:[^"\\]|\\.|"")*"',
        r"`(?:[^`]|``)*`",
        r"#[^\n]*",
        placeholder=lambda name: f"%({name})s",
        doubles_percent=True,
    )

    def __init__(self, pool: Pool, statement_timeout_s: float) -> None:
        self._pool = pool
        self._usual_timeout_s = statement_timeout_s

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[MySQLConnection]:
        """Lend a connection in a read-only transaction."""
        with self._pool.lease() as lease:
            connection: MySQLConnection = lease.connection
            try:
                try:
                    self._begin(connection, timeout_s)
                except pymysql.MySQLError as error:
                    lease.broken = True
                    raise (StaleConnection if lease.reused else Unavailable)(str(error)) from error
                yield connection
            finally:
                lease.broken = lease.broken or not self._ended(connection)

    def page(self, connection: MySQLConnection, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
        """Put the page's limit behind the statement in parentheses, which keeps its order."""
        if bound.verb == "WITH":
            return _limited(connection, bound, offset, count)
        with connection.cursor() as cursor:
            cursor.execute(f"({bound.sql}\n) LIMIT {count:d} OFFSET {offset:d}", bound.params)
            return _columns(cursor), cursor.fetchall()

    def total(self, connection: MySQLConnection, bound: Bound) -> int:
        """Count the rows; the columns must have different names for that."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({bound.sql}\n) AS counted", bound.params)
            row = cursor.fetchone()
            assert row is not None
            return int(row[0])

    def chunks(self, connection: MySQLConnection, bound: Bound, size: int) -> Iterator[tuple[list[str], Rows]]:
        """Read the result as the server sends it."""
        with connection.cursor(SSCursor) as cursor:
            cursor.execute(bound.sql, bound.params)
            rows = cursor.fetchmany(size)
            yield _columns(cursor), rows
            while len(rows) == size and (rows := cursor.fetchmany(size)):
                yield _columns(cursor), rows

    def explain(self, error: Exception) -> Exception:
        """Blame the statement for what it got wrong."""
        fault = classify(error)
        if fault is None:
            return error
        number = error.args[0] if error.args else 0
        if number in _TOO_LONG:
            return Unavailable(f"the query took too long: {fault.reason}")
        at_fault = fault.meaning in {Meaning.DATA, Meaning.SCHEMA} or number in _STATEMENT_AT_FAULT
        return refused(fault.reason) if at_fault or number == _READ_ONLY else exception_for(fault)

    def _begin(self, connection: MySQLConnection, timeout_s: float) -> None:
        with connection.cursor() as cursor:
            set_time_limit(cursor, connection.server, timeout_s)
            cursor.execute("START TRANSACTION READ ONLY")

    def _ended(self, connection: MySQLConnection) -> bool:
        with suppress(pymysql.MySQLError):
            connection.rollback()
            with connection.cursor() as cursor:
                set_time_limit(cursor, connection.server, self._usual_timeout_s)
            return True
        return False


def _limited(connection: MySQLConnection, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
    """Let the session limit the rows: MariaDB takes no WITH in parentheses, and forgets the order of a derived table."""
    with connection.cursor() as cursor:
        cursor.execute("SET sql_select_limit = %s", (offset + count,))
        try:
            cursor.execute(bound.sql, bound.params)
            return _columns(cursor), cursor.fetchall()[offset : offset + count]
        finally:
            cursor.execute("SET sql_select_limit = DEFAULT")


def query(config: MySQLConfig, context: Context) -> SqlQuery:
    """Open the connection for reading."""
    return SqlQuery(MySQLReader(pool(config, context), config.statement_timeout_s))


def _columns(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description or ()]
