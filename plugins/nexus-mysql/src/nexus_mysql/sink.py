"""Writes to MySQL and MariaDB: multi-row statements as long as the server takes them."""

# ruff: noqa: S608 — identifiers come from the catalogue and are quoted; values are bound or literals of known types

from collections.abc import Iterator, Sequence
from typing import Any, Final

from nexus import Context, WriteTarget
from nexus_mysql.catalogue import MySQLCatalogue
from nexus_mysql.config import MySQLConfig
from nexus_mysql.connect import MySQLConnection, Server, pool, quote
from nexus_mysql.errors import classify
from nexus_mysql.values import MySQLValues, literals
from nexus_sql.catalogue import Table
from nexus_sql.errors import DataFault, Fault
from nexus_sql.pool import Lease
from nexus_sql.rows import Row, Shape
from nexus_sql.sink import SqlSink
from nexus_sql.writer import Dialect

_LEDGER: Final = "`nexus_ledger`"
_MOST_BYTES: Final = 4 * 1024 * 1024
_LEAST_BYTES: Final = 512
_HEAD: Final = 4096
"""Bytes kept free in a packet for what stands around the rows."""


class MySQLDialect(Dialect):
    """How MySQL and MariaDB write."""

    catalogue = MySQLCatalogue()
    values = MySQLValues()

    def classify(self, error: Exception) -> Fault | None:
        """Say what ``error`` means."""
        return classify(error)

    def begin(self, connection: MySQLConnection, *, write: bool) -> None:  # noqa: ARG002 — both begin alike
        """Start a transaction."""
        connection.begin()

    def execute(self, connection: MySQLConnection, statement: str) -> None:
        """Run a statement without parameters."""
        connection.query(statement)

    def insert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """Multi-row INSERT."""
        return _multi_row(lease.connection, _insert(table, shape), [row.values for row in rows], "")

    def upsert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """INSERT … ON DUPLICATE KEY UPDATE, where no other unique key could take it to another row."""
        if len(table.keys) > 1:
            self._upsert_each(lease, table, shape, rows)
            return
        action = _on_duplicate(shape, lease.connection.server)
        _multi_row(lease.connection, _insert(table, shape), [row.values for row in rows], action)

    def update(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """UPDATE, row by row: the count of each says whether it was found."""
        statement = _update(table, shape)
        with lease.connection.cursor() as cursor:
            return sum(cursor.execute(statement, [*shape.others(row.values), *row.key]) > 0 for row in rows)

    def delete(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """DELETE … WHERE key IN (…)."""
        key, _ = shape.split()
        head = f"DELETE FROM {_name(table)} WHERE ({', '.join(map(quote, key))}) IN ("
        _multi_row(lease.connection, head, [row.key for row in rows], ")")

    def ledger_ddl(self, schema: str) -> str:
        """Return the ledger's DDL."""
        text = "CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
        return (
            f"CREATE TABLE IF NOT EXISTS {quote(schema)}.{_LEDGER} (pipeline_id VARCHAR(64) {text}, "
            f"message_id VARCHAR(128) {text}, applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, "
            "PRIMARY KEY (pipeline_id, message_id)) ENGINE=InnoDB"
        )

    def ledger_claim(self, connection: MySQLConnection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Record what is new; whoever records the same id at once is waited for, and makes this a duplicate key."""
        known = self.ledger_known(connection, schema, pipeline_id, ids)
        fresh = [id_ for id_ in ids if id_ not in known]
        if fresh:
            head = f"INSERT INTO {quote(schema)}.{_LEDGER} (pipeline_id, message_id) VALUES "
            _multi_row(connection, head, [(pipeline_id, id_) for id_ in fresh], "")
        return set(fresh)

    def ledger_known(self, connection: MySQLConnection, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Return what is recorded."""
        if not ids:
            return set()
        with connection.cursor() as cursor:
            ledger = f"{_bound(quote(schema))}.{_LEDGER}"
            cursor.execute(
                f"SELECT message_id FROM {ledger} WHERE pipeline_id = %s AND message_id IN %s", (pipeline_id, list(ids))
            )
            return {row[0] for row in cursor.fetchall()}

    def ledger_prune(self, connection: MySQLConnection, schema: str, days: float, count: int) -> int:
        """Delete old entries."""
        with connection.cursor() as cursor:
            return int(
                cursor.execute(
                    f"DELETE FROM {_bound(quote(schema))}.{_LEDGER} WHERE applied_at < NOW() - INTERVAL %s SECOND LIMIT %s",
                    (round(days * 86400), count),
                )
            )

    def _upsert_each(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """UPDATE, else INSERT: ON DUPLICATE KEY would also change a row that has another unique value in common."""
        update, insert = _update(table, shape), _insert(table, shape)
        with lease.connection.cursor() as cursor:
            for row in rows:
                if not cursor.execute(update, [*shape.others(row.values), *row.key]):
                    _multi_row(lease.connection, insert, [row.values], "")


DIALECT: Final = MySQLDialect()


def open_sink(config: MySQLConfig, target: WriteTarget, context: Context) -> SqlSink:
    """Open a sink on one table."""
    return SqlSink(pool(config, context), DIALECT, target, context)


def _multi_row(connection: MySQLConnection, head: str, values: Sequence[Sequence[Any]], tail: str) -> int:
    """Run ``head (row), (row) … tail`` in as few statements as the server's packet size allows; return affected rows."""
    limit = max(connection.server.max_packet - _HEAD, _LEAST_BYTES)
    count = 0
    for rows in _packets([literals(row) for row in values], min(limit, _MOST_BYTES)):
        text = f"{head}{','.join(rows)}{tail}"
        if len(rows) == 1 and len(text.encode("utf-8", "surrogateescape")) > limit:
            raise DataFault(
                f"the row is larger than the server's max_allowed_packet ({connection.server.max_packet} bytes)"
            )
        count += connection.query(text)
    return count


def _packets(rows: Sequence[str], limit: int) -> Iterator[Sequence[str]]:
    """Split rows so that each part stays below ``limit`` bytes, whatever its characters."""
    part: list[str] = []
    size = 0
    for row in rows:
        length = len(row) if row.isascii() else 4 * len(row)
        if part and size + length > limit:
            yield part
            part, size = [], 0
        part.append(row)
        size += length + 1
    if part:
        yield part


def _insert(table: Table, shape: Shape) -> str:
    return f"INSERT INTO {_name(table)} ({', '.join(map(quote, shape.names))}) VALUES "


def _on_duplicate(shape: Shape, server: Server) -> str:
    key, others = shape.split()
    changed = others or key[:1]  # something has to be set; the key to itself changes nothing
    if server.alias:
        return " AS incoming ON DUPLICATE KEY UPDATE " + ", ".join(
            f"{quote(name)} = incoming.{quote(name)}" for name in changed
        )
    return " ON DUPLICATE KEY UPDATE " + ", ".join(f"{quote(name)} = VALUES({quote(name)})" for name in changed)


def _update(table: Table, shape: Shape) -> str:
    key, others = shape.split()
    unchanged = f"{_bound(quote(key[0]))} = {_bound(quote(key[0]))}"  # only asks whether the row is there
    sets = ", ".join(f"{_bound(quote(name))} = %s" for name in others) or unchanged
    match = " AND ".join(f"{_bound(quote(name))} = %s" for name in key)
    return f"UPDATE {_bound(_name(table))} SET {sets} WHERE {match}"


def _name(table: Table) -> str:
    return f"{quote(table.schema)}.{quote(table.name)}"


def _bound(text: str) -> str:
    """Double the percent signs of a text that stands in a statement with parameters."""
    return text.replace("%", "%%")
