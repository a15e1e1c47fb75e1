"""Writes to SQLite: prepared statements, one for each shape of rows."""

# ruff: noqa: S608, ARG002 — identifiers come from the catalogue and are quoted; values are bound; there is one schema

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from nexus import Context, WriteTarget
from nexus_sql.catalogue import Table
from nexus_sql.errors import Fault
from nexus_sql.pool import Lease
from nexus_sql.rows import Row, Shape
from nexus_sql.sink import SqlSink
from nexus_sql.writer import Dialect
from nexus_sqlite.catalogue import SQLiteCatalogue
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.connect import pool, quote
from nexus_sqlite.errors import classify
from nexus_sqlite.values import SQLiteValues

_LEDGER: Final = "nexus_ledger"


class SQLiteDialect(Dialect):
    """How SQLite writes."""

    catalogue = SQLiteCatalogue()
    values = SQLiteValues()

    def classify(self, error: Exception) -> Fault | None:
        """Say what ``error`` means."""
        return classify(error)

    def begin(self, connection: sqlite3.Connection, *, write: bool) -> None:
        """Take the write lock at once: taking it later fails whenever another process wrote in between."""
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def execute(self, connection: sqlite3.Connection, statement: str) -> None:
        """Run a statement without parameters."""
        connection.execute(statement)

    def insert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """INSERT."""
        return _many(lease, _insert(table, shape), [row.values for row in rows])

    def upsert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """INSERT … ON CONFLICT DO UPDATE."""
        key, others = shape.split()
        sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in others)
        action = f"UPDATE SET {sets}" if others else "NOTHING"
        conflict = f"ON CONFLICT ({', '.join(map(quote, key))}) DO {action}"
        _many(lease, f"{_insert(table, shape)} {conflict}", [row.values for row in rows])

    def update(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """UPDATE, one row at a time, for only so does SQLite say which was found."""
        key, others = shape.split()
        sets = ", ".join(f"{quote(name)} = ?" for name in others)
        statement = f"UPDATE {quote(table.name)} SET {sets} WHERE {_match(key)}"
        execute = lease.connection.execute
        return sum(execute(statement, [*shape.others(row.values), *row.key]).rowcount > 0 for row in rows)

    def delete(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """DELETE."""
        key, _ = shape.split()
        _many(lease, f"DELETE FROM {quote(table.name)} WHERE {_match(key)}", [row.key for row in rows])

    def ledger_ddl(self, schema: str) -> str:
        """Return the ledger's DDL."""
        return (
            f"CREATE TABLE IF NOT EXISTS {_LEDGER} (pipeline_id TEXT NOT NULL, message_id TEXT NOT NULL, "
            "applied_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')), "
            "PRIMARY KEY (pipeline_id, message_id)) WITHOUT ROWID"
        )

    def ledger_claim(
        self, connection: sqlite3.Connection, schema: str, pipeline_id: str, ids: Sequence[str]
    ) -> set[str]:
        """Record what is new; the write lock keeps others away meanwhile."""
        fresh = set(ids) - self.ledger_known(connection, schema, pipeline_id, ids)
        connection.executemany(
            f"INSERT INTO {_LEDGER} (pipeline_id, message_id) VALUES (?, ?)", [(pipeline_id, id_) for id_ in fresh]
        )
        return fresh

    def ledger_known(
        self, connection: sqlite3.Connection, schema: str, pipeline_id: str, ids: Sequence[str]
    ) -> set[str]:
        """Return what is recorded."""
        statement = f"SELECT 1 FROM {_LEDGER} WHERE pipeline_id = ? AND message_id = ?"
        return {id_ for id_ in ids if connection.execute(statement, (pipeline_id, id_)).fetchone()}

    def ledger_prune(self, connection: sqlite3.Connection, schema: str, days: float, count: int) -> int:
        """Delete old entries."""
        return connection.execute(
            f"DELETE FROM {_LEDGER} WHERE (pipeline_id, message_id) IN (SELECT pipeline_id, message_id FROM {_LEDGER} "
            "WHERE applied_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?) LIMIT ?)",
            (f"-{days * 86400:.0f} seconds", count),
        ).rowcount


DIALECT: Final = SQLiteDialect()


def open_sink(config: SQLiteConfig, target: WriteTarget, context: Context) -> SqlSink:
    """Open a sink on one table."""
    return SqlSink(pool(config, context), DIALECT, target, context)


def _many(lease: Lease, statement: str, values: Sequence[Sequence[Any]]) -> int:
    return lease.connection.executemany(statement, values).rowcount  # type: ignore[no-any-return]


def _insert(table: Table, shape: Shape) -> str:
    names = ", ".join(map(quote, shape.names))
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join('?' * len(shape.columns))})"


def _match(key: Sequence[str]) -> str:
    return " AND ".join(f"{quote(name)} = ?" for name in key)
