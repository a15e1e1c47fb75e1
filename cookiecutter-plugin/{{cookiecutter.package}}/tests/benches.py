"""The store past the connector: what the checks put there and look into."""

import json
import sqlite3
from contextlib import closing
from itertools import count

import attrs

from nexus import Secret, WriteTarget
from nexus.testing import BrowseBench, QueryBench, SinkBench, SourceBench
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE documents (number INTEGER PRIMARY KEY, collection TEXT, id TEXT, document TEXT);
CREATE INDEX document ON documents (collection, id);
CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB);
INSERT INTO settings VALUES ('token', 'the-token-of-the-bench');
"""
NATIVE = {"string": "TEXT", "integer": "INTEGER", "float": "REAL", "bytes": "BLOB"}


class StoreBench(SinkBench, SourceBench, QueryBench, BrowseBench):
    """A store of its own for each check."""

    def __init__(self, folder):
        self.config = {{ cookiecutter.prefix }}Config(file=str(folder / "store.db"), token=Secret("the-token-of-the-bench"))
        self.numbers = count(1)
        with closing(sqlite3.connect(self.config.file)) as connection:
            connection.executescript(TABLES)

    def run(self, statement, *values):
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def wrong_credentials(self):
        return attrs.evolve(self.config, token=Secret("wr0ng-canary-token"))

    # What the sink writes.

    def target(self, operation, fields, *, ledger=False):
        return WriteTarget("pipeline", operation, f"place{next(self.numbers)}", ("id",), dict(fields), ledger)

    def stored(self, target):
        rows = self.run("SELECT document FROM documents WHERE collection = ? ORDER BY number", target.target)
        return [json.loads(document) for (document,) in rows]

    def seed(self, target, rows):
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            documents = [(target.target, str(row["id"]), json.dumps(row)) for row in rows]
            connection.executemany("INSERT INTO documents (collection, id, document) VALUES (?, ?, ?)", documents)

    def bad_row(self, target, index):
        return {"name": "a row without its key"}

    # What the source receives.

    def send(self, payloads):
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            connection.executemany("INSERT INTO outbox (payload) VALUES (?)", [(payload,) for payload in payloads])

    def send_bad(self):
        self.send([b"{no json"])

    # What queries and the catalogue find.

    def everything(self, count):
        self.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)")
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            connection.executemany("INSERT INTO items VALUES (?, ?)", [(i, f"item {i}") for i in range(count)])
        return "SELECT id, name FROM items ORDER BY id DESC"

    def by_name(self):
        return "SELECT id FROM items WHERE name = :name"

    def writing(self):
        return ["DELETE FROM items", "INSERT INTO items VALUES (999, 'x')", "SELECT 1; DELETE FROM items", "DROP TABLE items"]

    def slow(self):
        return "SELECT count(*) FROM items a, items b, items c, items d, items e WHERE a.name < b.name"

    def table(self, fields):
        name = f"listed{next(self.numbers)}"
        columns = [f"{field} {NATIVE.get(kind, kind.upper())}{' NOT NULL' * (field == 'id')}" for field, kind in fields.items()]
        self.run(f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY (id))")
        return "main", name
