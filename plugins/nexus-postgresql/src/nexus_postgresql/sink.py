"""Writes to PostgreSQL: COPY for inserts, COPY into a staging table and one statement for the rest."""

# ruff: noqa: S608 — identifiers come from the catalogue and are quoted; values are bound

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from nexus import Context, WriteTarget
from nexus_postgresql.catalogue import PostgreSQLCatalogue
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.connect import Connection, pool, quote
from nexus_postgresql.errors import classify
from nexus_sql.catalogue import Column, Table
from nexus_sql.errors import Fault
from nexus_sql.pool import Lease
from nexus_sql.rows import Row, Shape
from nexus_sql.sink import SqlSink
from nexus_sql.values import Convert, Unfit, Values
from nexus_sql.writer import Dialect

_FEW: Final = 10
"""Below this many rows, plain statements beat COPY and its staging table."""
_MOST_STAGED: Final = 32
"""Staging tables kept per connection; rows of yet more shapes go by plain statements."""
_LEDGER: Final = '"nexus_ledger"'


class PostgreSQLValues(Values):
    """PostgreSQL's own types: arrays are taken as lists."""

    def converter(self, column: Column, declared: str | None) -> Convert:
        """Return the converter of ``column``."""
        return self.array if column.native.endswith("[]") else super().converter(column, declared)

    def array(self, value: Any) -> Any:
        """A list as an array, a text as the database's own spelling of one."""
        if isinstance(value, list | str):
            return value
        raise Unfit(f"expected a list, got {type(value).__name__}")


class PostgreSQLDialect(Dialect):
    """How PostgreSQL writes."""

    catalogue = PostgreSQLCatalogue()
    values = PostgreSQLValues()

    def classify(self, error: Exception) -> Fault | None:
        """Say what ``error`` means."""
        return classify(error)

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Psycopg begins with the first statement."""

    def execute(self, connection: Connection, statement: str) -> None:
        """Run a statement without parameters."""
        connection.execute(statement.encode())

    def insert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """COPY, or INSERT where COPY does not pay or is not allowed."""
        if len(rows) < _FEW or not table.bulk:
            return _many(lease, _insert(table, shape), rows)
        names = ", ".join(map(quote, shape.names))
        return _copy(lease, f"COPY {_name(table)} ({names}) FROM STDIN", rows)

    def upsert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """INSERT … ON CONFLICT DO UPDATE, from the staging table."""
        staged = self._stage(lease, table, shape, rows)
        if staged is None:
            _many(lease, f"{_insert(table, shape)} {_bound(_on_conflict(shape))}", rows)
            return
        names = ", ".join(map(quote, shape.names))
        self.execute(
            lease.connection,
            f"INSERT INTO {_name(table)} ({names}) SELECT {names} FROM {staged} {_on_conflict(shape)}",
        )

    def update(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """UPDATE … FROM the staging table; where the key is not unique, one statement per row tells which is missing."""
        key, others = shape.split()
        unique = frozenset(key) in table.keys
        staged = self._stage(lease, table, shape, rows) if unique else None
        if staged is None:
            return _update_each(lease, table, shape, rows)
        sets = ", ".join(f"{quote(name)} = staged.{quote(name)}" for name in others)
        return lease.connection.execute(  # type: ignore[no-any-return]
            f"UPDATE {_name(table)} AS stored SET {sets} FROM {staged} AS staged WHERE {_joined(key)}".encode()
        ).rowcount

    def delete(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """DELETE … USING the staging table."""
        staged = self._stage(lease, table, shape, rows)
        key, _ = shape.split()
        if staged is None:
            match = _bound(" AND ".join(f"{quote(name)} = \0" for name in key)).replace("\0", "%s")
            with lease.connection.cursor() as cursor:
                cursor.executemany(
                    f"DELETE FROM {_bound(_name(table))} WHERE {match}".encode(), [row.key for row in rows]
                )
            return
        self.execute(
            lease.connection, f"DELETE FROM {_name(table)} AS stored USING {staged} AS staged WHERE {_joined(key)}"
        )

    def ledger_ddl(self, schema: str) -> str:
        """Return the ledger's DDL."""
        return (
            f"CREATE TABLE IF NOT EXISTS {quote(schema)}.{_LEDGER} (pipeline_id text NOT NULL, message_id text NOT NULL, "
            "applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (pipeline_id, message_id))"
        )

    def ledger_claim(self, connection: Connection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Insert what is new; a concurrent transaction that records the same id is waited for."""
        statement = (
            f"INSERT INTO {_bound(quote(schema))}.{_LEDGER} (pipeline_id, message_id) "
            "SELECT %s, id FROM unnest(%s::text[]) AS id ON CONFLICT DO NOTHING RETURNING message_id"
        )
        return {row[0] for row in connection.execute(statement.encode(), (pipeline_id, list(ids)))}

    def ledger_known(self, connection: Connection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Return what is recorded."""
        statement = (
            f"SELECT message_id FROM {_bound(quote(schema))}.{_LEDGER} WHERE pipeline_id = %s AND message_id = ANY(%s)"
        )
        return {row[0] for row in connection.execute(statement.encode(), (pipeline_id, list(ids)))}

    def ledger_prune(self, connection: Connection, schema: str, days: float, count: int) -> int:
        """Delete old entries."""
        ledger = f"{_bound(quote(schema))}.{_LEDGER}"
        statement = (
            f"DELETE FROM {ledger} WHERE ctid IN "
            f"(SELECT ctid FROM {ledger} WHERE applied_at < now() - make_interval(secs => %s) LIMIT %s)"
        )
        return connection.execute(statement.encode(), (days * 86400, count)).rowcount

    def _stage(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> str | None:
        """Copy rows into the staging table of this shape and return its name; None where plain statements serve better."""
        staged: set[str] = lease.notes.setdefault("staged", set())
        name = _staging_name(table, shape)
        if len(rows) < _FEW or (name not in staged and len(staged) >= _MOST_STAGED):
            return None
        columns = ", ".join(map(quote, shape.names))
        if name not in staged:
            # Of the table's own types, so that what does not fit is refused by COPY; emptied at commit.
            self.execute(lease.connection, f"DROP TABLE IF EXISTS {name}")
            self.execute(
                lease.connection,
                f"CREATE TEMPORARY TABLE {name.removeprefix('pg_temp.')} ON COMMIT DELETE ROWS AS "
                f"SELECT {columns} FROM {_name(table)} WITH NO DATA",
            )
            staged.add(name)
        _copy(lease, f"COPY {name} ({columns}) FROM STDIN", rows)
        return name


DIALECT: Final = PostgreSQLDialect()


def open_sink(config: PostgreSQLConfig, target: WriteTarget, context: Context) -> SqlSink:
    """Open a sink on one table."""
    return SqlSink(pool(config, context), DIALECT, target, context)


def _copy(lease: Lease, statement: str, rows: Sequence[Row]) -> int:
    with lease.connection.cursor() as cursor:
        with cursor.copy(statement.encode()) as copy:
            write = copy.write_row
            for row in rows:
                write(row.values)
        return cursor.rowcount  # type: ignore[no-any-return]


def _many(lease: Lease, statement: str, rows: Sequence[Row]) -> int:
    with lease.connection.cursor() as cursor:
        if len(rows) == 1:  # without the pipeline mode of executemany
            cursor.execute(statement.encode(), rows[0].values)
        else:
            cursor.executemany(statement.encode(), [row.values for row in rows])
        return cursor.rowcount  # type: ignore[no-any-return]


def _update_each(lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
    key, others = shape.split()
    sets = ", ".join(f"{_bound(quote(name))} = %s" for name in others)
    match = " AND ".join(f"{_bound(quote(name))} = %s" for name in key)
    statement = f"UPDATE {_bound(_name(table))} SET {sets} WHERE {match}".encode()
    execute = lease.connection.execute
    return sum(execute(statement, [*shape.others(row.values), *row.key]).rowcount > 0 for row in rows)


def _insert(table: Table, shape: Shape) -> str:
    names = ", ".join(_bound(quote(name)) for name in shape.names)
    return f"INSERT INTO {_bound(_name(table))} ({names}) VALUES ({', '.join(['%s'] * len(shape.columns))})"


def _on_conflict(shape: Shape) -> str:
    key, others = shape.split()
    target = f"ON CONFLICT ({', '.join(map(quote, key))})"
    if not others:
        return f"{target} DO NOTHING"
    return f"{target} DO UPDATE SET {', '.join(f'{quote(name)} = EXCLUDED.{quote(name)}' for name in others)}"


def _joined(key: Sequence[str]) -> str:
    return " AND ".join(f"stored.{quote(name)} = staged.{quote(name)}" for name in key)


def _name(table: Table) -> str:
    return f"{quote(table.schema)}.{quote(table.name)}"


def _bound(text: str) -> str:
    """Double the percent signs of a text that stands in a statement with parameters."""
    return text.replace("%", "%%")


def _staging_name(table: Table, shape: Shape) -> str:
    named = "\0".join((table.schema, table.name, *shape.names))
    return f"pg_temp.nexus_{hashlib.sha256(named.encode()).hexdigest()[:32]}"
