"""Readers of what arrived in databases, by their own drivers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, Self

import psycopg
import pymysql
import pymysql.cursors

from nexus.testing import MariaDBServer, PostgresServer


class Warehouse(Protocol):
    """A database that can be asked."""

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        ...

    def each(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a SELECT, one after the other: there may be millions."""
        ...


class PostgresWarehouse:
    """A database on a PostgreSQL server of the tests."""

    def __init__(self, server: PostgresServer, database: str) -> None:
        self._dsn = server.url(database, driver="")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with psycopg.connect(self._dsn) as connection:
            return connection.execute(statement).fetchall()

    def each(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a SELECT, one after the other."""
        with psycopg.connect(self._dsn) as connection, connection.cursor("each") as cursor:
            cursor.itersize = 10_000
            yield from cursor.execute(statement)


class MariaDBWarehouse:
    """A database on a MariaDB server of the tests."""

    def __init__(self, server: MariaDBServer, database: str) -> None:
        self._server = server
        self._database = database

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def each(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a SELECT, one after the other."""
        with self._connect() as connection, connection.cursor(pymysql.cursors.SSCursor) as cursor:
            cursor.execute(statement)
            yield from cursor

    def _connect(self) -> Any:
        return pymysql.connect(
            host=self._server.host,
            port=self._server.port,
            user=self._server.username,
            password=self._server.password,
            database=self._database,
        )


class SqliteWarehouse:
    """A SQLite file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def create(self, table: str) -> Self:
        """Create a table, and the file if it is new."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute(table)
        return self

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def each(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a SELECT, one after the other."""
        return iter(self.ask(statement))


def orders_in(warehouse: Warehouse, table: str = "orders") -> list[tuple[int, str, Decimal]]:
    """Return id, e-mail and total of every row."""
    return [(int(i), str(e), Decimal(t)) for i, e, t in warehouse.ask(f"SELECT id, email, total FROM {table}")]


def count_of(warehouse: Warehouse, table: str = "orders") -> int:
    """Return how many rows a table has."""
    return int(warehouse.ask(f"SELECT count(*) FROM {table}")[0][0])
