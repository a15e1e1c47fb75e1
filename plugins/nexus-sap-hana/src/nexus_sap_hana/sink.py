"""Writes to SAP HANA: one batch statement for the rows of a shape, whose errors the server tells by row."""

# ruff: noqa: S608 — identifiers come from the catalogue and are quoted; values are bound

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from hdbcli import dbapi

from nexus import Context, WriteTarget
from nexus_sap_hana.catalogue import HanaCatalogue, HanaTable
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.connect import HanaConnection, pool, quote
from nexus_sap_hana.errors import classify, fault_of
from nexus_sap_hana.values import HanaValues
from nexus_sql.catalogue import Table
from nexus_sql.errors import Fault, Meaning, RowFaults, exception_for
from nexus_sql.pool import Lease
from nexus_sql.rows import Row, Shape
from nexus_sql.sink import SqlSink
from nexus_sql.writer import Dialect

_LEDGER: Final = '"nexus_ledger"'
_CHUNK: Final = 1000
"""Most parameters of one IN (…)."""

T = TypeVar("T")


class HanaDialect(Dialect):
    """How SAP HANA writes."""

    catalogue = HanaCatalogue()
    values = HanaValues()

    def classify(self, error: Exception) -> Fault | None:
        """Say what ``error`` means."""
        return classify(error)

    def begin(self, connection: HanaConnection, *, write: bool) -> None:
        """Hdbcli begins with the first statement."""

    def execute(self, connection: HanaConnection, statement: str) -> None:
        """Run a statement without parameters."""
        connection.execute(statement)

    def insert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """INSERT as a batch."""
        return sum(_batch(lease.connection, _insert(table, shape), rows, [row.values for row in rows]))

    def upsert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """UPSERT … WITH PRIMARY KEY; by another unique key, UPSERT … WHERE."""
        assert isinstance(table, HanaTable)
        head = _insert(table, shape).replace("INSERT INTO", "UPSERT", 1)
        key, others = shape.split()
        if frozenset(key) == table.primary:
            _batch(lease.connection, f"{head} WITH PRIMARY KEY", rows, [row.values for row in rows])
        elif others:
            match = _match(key)
            _batch(lease.connection, f"{head} WHERE {match}", rows, [[*row.values, *row.key] for row in rows])
        else:
            self._insert_absent(lease, table, shape, rows)

    def update(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """UPDATE as a batch: the count of each row says whether it was found."""
        key, others = shape.split()
        sets = ", ".join(f"{quote(name)} = ?" for name in others)
        statement = f"UPDATE {_name(table)} SET {sets} WHERE {_match(key)}"
        values = [[*shape.others(row.values), *row.key] for row in rows]
        return sum(count != 0 for count in _batch(lease.connection, statement, rows, values))

    def delete(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """DELETE as a batch."""
        key, _ = shape.split()
        _batch(lease.connection, f"DELETE FROM {_name(table)} WHERE {_match(key)}", rows, [row.key for row in rows])

    def ledger_ddl(self, schema: str) -> str:
        """Return the ledger's DDL; not every SAP HANA knows IF NOT EXISTS, and that it is there already is no fault."""
        return (
            f'CREATE COLUMN TABLE {quote(schema)}.{_LEDGER} ("pipeline_id" NVARCHAR(64) NOT NULL, '
            '"message_id" NVARCHAR(128) NOT NULL, "applied_at" TIMESTAMP DEFAULT CURRENT_UTCTIMESTAMP NOT NULL, '
            'PRIMARY KEY ("pipeline_id", "message_id"))'
        )

    def ledger_claim(self, connection: HanaConnection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Record what is new; whoever records the same id at once is waited for, and makes this a duplicate key."""
        known = self.ledger_known(connection, schema, pipeline_id, ids)
        fresh = [id_ for id_ in ids if id_ not in known]
        if fresh:
            statement = f'INSERT INTO {quote(schema)}.{_LEDGER} ("pipeline_id", "message_id") VALUES (?, ?)'
            with connection.cursor() as cursor:
                cursor.executemany(statement, [(pipeline_id, id_) for id_ in fresh])
        return set(fresh)

    def ledger_known(self, connection: HanaConnection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Return what is recorded."""
        known: set[str] = set()
        for part in _parts(ids, _CHUNK):
            marks = ", ".join("?" * len(part))
            statement = (
                f'SELECT "message_id" FROM {quote(schema)}.{_LEDGER} '
                f'WHERE "pipeline_id" = ? AND "message_id" IN ({marks})'
            )
            known |= {row[0] for row in connection.rows(statement, (pipeline_id, *part))}
        return known

    def ledger_prune(self, connection: HanaConnection, schema: str, days: float, count: int) -> int:
        """Delete old entries."""
        ledger = f"{quote(schema)}.{_LEDGER}"
        return connection.execute(
            f'DELETE FROM {ledger} WHERE ("pipeline_id", "message_id") IN ('
            f'SELECT TOP {count:d} "pipeline_id", "message_id" FROM {ledger} '
            f'WHERE "applied_at" < ADD_SECONDS(CURRENT_UTCTIMESTAMP, ?))',
            (-round(days * 86400),),
        )

    def _insert_absent(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """Insert the rows whose key is not there; they have nothing else that could be set."""
        key, _ = shape.split()
        found = f"SELECT 1 FROM {_name(table)} WHERE {_match(key)}"
        absent = [row for row in rows if not lease.connection.rows(found, row.key)]
        if absent:
            self.insert(lease, table, shape, absent)


DIALECT: Final = HanaDialect()


def open_sink(config: HanaConfig, target: WriteTarget, context: Context) -> SqlSink:
    """Open a sink on one table."""
    return SqlSink(pool(config, context), DIALECT, target, context)


def _batch(
    connection: HanaConnection, statement: str, rows: Sequence[Row], values: Sequence[Sequence[Any]]
) -> Sequence[int]:
    """Run a statement for all rows; return how many rows of the table each of them changed.

    Raises:
        RowFaults: some do not fit; all of them are named.
    """
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, values[0])
            return [cursor.rowcount]
        try:
            cursor.executemany(statement, [tuple(row) for row in values], batcherrors=True)
        except dbapi.ExecuteManyError as error:
            raise _by_row(error, rows) from error
        return cursor.counts()


def _by_row(error: Any, rows: Sequence[Row]) -> Exception:
    """Return what is to be raised for the errors of a batch; the driver counts its rows from 1."""
    reasons: dict[int, str] = {}
    for one in error.errors:
        fault = fault_of(one.errorcode, one.errortext)
        if fault.meaning is not Meaning.DATA or one.rownumber is None:  # about the whole statement
            return exception_for(fault)
        reasons[rows[one.rownumber - 1].index] = fault.reason
    return RowFaults(reasons)


def _insert(table: Table, shape: Shape) -> str:
    names = ", ".join(map(quote, shape.names))
    return f"INSERT INTO {_name(table)} ({names}) VALUES ({', '.join('?' * len(shape.columns))})"


def _match(key: Sequence[str]) -> str:
    return " AND ".join(f"{quote(name)} = ?" for name in key)


def _name(table: Table) -> str:
    return f"{quote(table.schema)}.{quote(table.name)}"


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
