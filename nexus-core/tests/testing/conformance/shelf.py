"""A sink for checks of the sink suite: a SQLite file that keeps every promise there is. Liars are made of it."""

import sqlite3
from contextlib import closing
from itertools import count

from nexus import (
    BatchPolicy,
    Capability,
    Check,
    Connector,
    Rejected,
    SinkType,
    Unavailable,
    WriteTarget,
    config,
)
from nexus.testing import SinkBench

LEDGER = "CREATE TABLE IF NOT EXISTS ledger (pipeline TEXT, message TEXT, PRIMARY KEY (pipeline, message))"


@config.define
class ShelfConfig:
    file: str = config.field(title="File")


class Shelf:
    """Honest: one transaction for each batch, rows in their order, the ledger beside them, keys as they should be."""

    def __init__(self, settings, target, context):
        self.target = target
        self.connection = sqlite3.connect(settings.file, isolation_level=None, check_same_thread=False)
        if target.ledger:
            self.connection.execute(LEDGER)

    def write(self, batch):
        bad = {index: "no such thing" for index, row in enumerate(batch.rows) if row["id"] is None or "bad" in row}
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            for index, (row, message) in enumerate(zip(batch.rows, batch.ids, strict=True)):
                if index not in bad and self.is_new(message):
                    self.apply(row, message)
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise Unavailable(str(error)) from error
        if bad:
            raise Rejected(bad)

    def is_new(self, message):
        if not self.target.ledger:
            return True
        taken = (self.target.pipeline_id, message)
        return self.connection.execute("INSERT OR IGNORE INTO ledger VALUES (?, ?)", taken).rowcount == 1

    def apply(self, row, message):
        table, names = self.target.target, ", ".join(row)
        values = [*row.values(), f"{self.target.pipeline_id}/{message}"]
        places = ", ".join("?" * len(values))
        match self.target.operation:
            case "insert":
                self.connection.execute(f"INSERT INTO {table} ({names}, key) VALUES ({places})", values)
            case "upsert":
                self.connection.execute(f"DELETE FROM {table} WHERE id = ?", [row["id"]])
                self.connection.execute(f"INSERT INTO {table} ({names}, key) VALUES ({places})", values)
            case "update":
                sets = ", ".join(f"{name} = ?" for name in (*row, "key"))
                self.connection.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*values, row["id"]])
            case "delete":
                self.connection.execute(f"DELETE FROM {table} WHERE id = ?", [row["id"]])
        self.connection.execute("INSERT INTO arrivals VALUES (?, ?, ?)", (table, row["id"], values[-1]))

    def close(self):
        self.connection.close()


def check(settings, context):
    return [Check("file", ok=True)]


SHELF = Connector(name="shelf", title="Shelf", family="database", config=ShelfConfig, check=check)
OPERATIONS = ("insert", "upsert", "update", "delete")
BY_KEY = {Capability.IDEMPOTENT_WRITE}
ALWAYS = {Capability.TRANSACTIONAL, Capability.ORDERED, Capability.LEDGER, Capability.IDEMPOTENCY_KEY}
CAPABILITIES = {"*": ALWAYS, "upsert": BY_KEY, "update": BY_KEY, "delete": BY_KEY}


def sink_type(cls, operations=OPERATIONS, capabilities=CAPABILITIES, batching=None):
    return SinkType(SHELF, cls, operations, batching or BatchPolicy(max_rows=200), capabilities)


SINK = sink_type(Shelf)


class ShelfBench(SinkBench):
    def __init__(self, folder):
        self.config = ShelfConfig(file=str(folder / "shelf.db"))
        self.names = count(1)
        self.run("CREATE TABLE arrivals (shelf TEXT, id INTEGER, key TEXT)")

    def run(self, statement, *values):
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(statement, values).fetchall()

    def target(self, operation, fields, *, ledger=False):
        name = f"shelf{next(self.names)}"
        self.run(f"CREATE TABLE {name} ({', '.join(fields)}, key)")
        return WriteTarget("pipeline", operation, name, ("id",), dict(fields), ledger)

    def stored(self, target):
        rows = [dict(row) for row in self.run(f"SELECT * FROM {target.target} ORDER BY rowid")]
        return [{name: value for name, value in row.items() if name != "key"} for row in rows]

    def seed(self, target, rows):
        with closing(sqlite3.connect(self.config.file)) as connection, connection:
            statement = f"INSERT INTO {target.target} (id, name, qty) VALUES (:id, :name, :qty)"
            connection.executemany(statement, rows)

    def bad_row(self, target, index):
        return {"id": index, "bad": True}

    def keys(self, target):
        return [tuple(row) for row in self.run("SELECT id, key FROM arrivals WHERE shelf = ?", target.target)]
