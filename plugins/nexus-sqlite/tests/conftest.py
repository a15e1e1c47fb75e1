import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ClassVar

import attrs
import pytest

from nexus_sql.testing.bench import Bench
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.connect import quote
from nexus_sqlite.plugin import nexus_sinks


class SQLiteBench(Bench):
    types: ClassVar = {
        "string": "TEXT",
        "integer": "BIGINT",
        "decimal": "TEXT",
        "float": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "time": "TIME",
        "timestamp": "TIMESTAMP",
        "wall_clock": "DATETIME",
        "json": "JSON",
        "uuid": "UUID",
        "bytes": "BLOB",
    }
    reported: ClassVar = {"decimal": "string"}
    strict: ClassVar = {"decimal": "DECIMAL(38, 12)"}
    serial = "INTEGER PRIMARY KEY"
    schema = "main"
    sink_type = nexus_sinks()[0]

    def __init__(self, file: Path) -> None:
        self.file = file
        sqlite3.connect(file).close()
        super().__init__(SQLiteConfig(path=str(file), busy_timeout_s=0.3))

    def run(self, statement):
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(statement)

    def fetch(self, statement):
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(statement).fetchall()

    def quote(self, name):
        return quote(name)

    def reconfigure(self, **changes):
        self.config = attrs.evolve(self.config, **changes)
        self.context.close()

    @contextmanager
    def locked(self, table, row_id):
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SQLiteBench]:
    bench = SQLiteBench(tmp_path / "shop.db")
    yield bench
    bench.close()
