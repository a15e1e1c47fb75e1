"""Reads from SAP HANA in read-only transactions."""

# ruff: noqa: S608 — a query runs what a person saved, in a read-only transaction; values are bound

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from hdbcli import dbapi

from nexus import Context, Unavailable
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.connect import HanaConnection, pool
from nexus_sap_hana.errors import CANCELLED, STATEMENT_AT_FAULT, classify
from nexus_sql.errors import Meaning, StaleConnection, exception_for
from nexus_sql.pool import Pool
from nexus_sql.query import Reader, Rows, SqlQuery, refused
from nexus_sql.statement import Bound, syntax


class HanaReader(Reader):
    """How SAP HANA reads."""

    syntax = syntax(placeholder=lambda name: f":{name}")

    def __init__(self, pool: Pool, statement_timeout_s: float) -> None:
        self._pool = pool
        self._usual_timeout_s = statement_timeout_s

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[HanaConnection]:
        """Lend a connection that refuses to write; the setting outlives the transaction, so it is set back."""
        with self._pool.lease() as lease:
            connection: HanaConnection = lease.connection
            try:
                connection.statement_timeout_s = timeout_s
                try:
                    connection.execute("SET TRANSACTION READ ONLY")
                except dbapi.Error as error:
                    lease.broken = True
                    raise (StaleConnection if lease.reused else Unavailable)(str(error)) from error
                yield connection
            finally:
                lease.after_rollback(broken=not self._ended(connection))

    def page(self, connection: HanaConnection, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
        """Pass over the rows before the page: wrapped in another SELECT the statement could lose its order."""
        with connection.cursor() as cursor:
            cursor.execute(bound.sql, dict(bound.params))
            while offset:
                passed = len(cursor.fetchmany(min(offset, _PASSED_AT_ONCE)))
                if not passed:
                    return _columns(cursor), []
                offset -= passed
            return _columns(cursor), _read(cursor.fetchmany(count))

    def total(self, connection: HanaConnection, bound: Bound) -> int:
        """Count the rows; the columns must have different names for that."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({bound.sql}\n) AS counted", dict(bound.params))
            return int(cursor.fetchone()[0])

    def chunks(self, connection: HanaConnection, bound: Bound, size: int) -> Iterator[tuple[list[str], Rows]]:
        """Fetch chunk after chunk as the server sends them."""
        with connection.cursor() as cursor:
            cursor.execute(bound.sql, dict(bound.params))
            rows = cursor.fetchmany(size)
            yield _columns(cursor), _read(rows)
            while len(rows) == size and (rows := cursor.fetchmany(size)):
                yield _columns(cursor), _read(rows)

    def explain(self, error: Exception) -> Exception:
        """Blame the statement for what it got wrong."""
        fault = classify(error)
        if fault is None:
            return error
        number = getattr(error, "errorcode", 0)
        if number == CANCELLED:
            return Unavailable(f"the query took too long: {fault.reason}")
        at_fault = fault.meaning in {Meaning.DATA, Meaning.SCHEMA} or number in STATEMENT_AT_FAULT
        return refused(fault.reason) if at_fault else exception_for(fault)

    def _ended(self, connection: HanaConnection) -> bool:
        connection.statement_timeout_s = self._usual_timeout_s
        with suppress(dbapi.Error):
            connection.rollback()
            connection.execute("SET TRANSACTION READ WRITE")
            connection.commit()
            return True
        return False


_PASSED_AT_ONCE = 10_000


def query(config: HanaConfig, context: Context) -> SqlQuery:
    """Open the connection for reading."""
    return SqlQuery(HanaReader(pool(config, context), config.statement_timeout_s))


def _read(rows: Any) -> Rows:
    """Return rows with large binary values as bytes."""
    return [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in rows]


def _columns(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description or ()]
