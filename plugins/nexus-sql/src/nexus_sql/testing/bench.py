"""The table that the shared suites write to, on whichever database is under test."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import count
from typing import Any, ClassVar, Final

from nexus import Connector, SinkType, WriteTarget
from nexus.testing import BrowseBench, LocalContext, QueryBench, SinkBench
from nexus_sql.sink import SqlSink

COLUMNS: Final[Mapping[str, str | None]] = {"id": "integer", "name": "string", "qty": "integer"}


class Bench(SinkBench, QueryBench, BrowseBench, ABC):
    """One empty database, reached by its own means beside the connector.

    Attributes:
        types: what the database calls each type of `nexus.model.mapping.TYPES`, and ``wall_clock``.
        reported: types that the catalogue cannot tell from others, as it names them.
        strict: types that refuse what is none of them, where those of ``types`` do not.
        schema: where unqualified tables are.
        serial: definition of a column by which rows can be sorted as they came.
        server: where there is one, it can be killed and started.
    """

    types: ClassVar[Mapping[str, str]]
    reported: ClassVar[Mapping[str, str]] = {}
    strict: ClassVar[Mapping[str, str]] = {}
    serial: ClassVar[str]
    schema: str
    server: Any
    sink_type: SinkType

    def __init__(self, config: Any) -> None:
        self.config = config
        self.context = LocalContext()
        self._fields: dict[str, tuple[str, ...]] = {}
        self._numbers = count(1)

    @abstractmethod
    def run(self, statement: str) -> None:
        """Run one statement and commit."""

    @abstractmethod
    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""

    @abstractmethod
    def locked(self, table: str, row_id: int) -> AbstractContextManager[None]:
        """Hold a lock on one row (or all), by another connection; the configuration's timeout for it is short."""

    @abstractmethod
    def quote(self, name: str) -> str:
        """Quote an identifier."""

    def reconfigure(self, **changes: Any) -> None:
        """Change the configuration of components that are opened from now on."""
        raise NotImplementedError

    def at_commit(self, action: Callable[[], None]) -> AbstractContextManager[None]:
        """Do ``action`` right before the connector sends its next COMMIT, once."""
        raise NotImplementedError

    def restrict(self, rights: str, table: str) -> None:
        """Log in as a user from now on who has nothing but ``rights`` on ``table``."""
        raise NotImplementedError

    @property
    def connector(self) -> Connector:
        """The connector under test."""
        return self.sink_type.connector

    def make_table(self, name: str = "items", *, key: bool = True) -> str:
        """Create a table with the columns of `COLUMNS`; ``name`` is at most 10 characters long, ``qty`` not negative."""
        constraint = "PRIMARY KEY" if key else ""
        self.run(
            f"CREATE TABLE {self.quote(name)} (id {self.types['integer']} NOT NULL {constraint}, "
            f"name VARCHAR(10) CHECK (LENGTH(name) <= 10), qty INTEGER DEFAULT 7 CHECK (qty >= 0))"
        )
        return name

    def sink(self, operation: str, target: str = "items", **about: Any) -> SqlSink:
        """Open a sink; ``about`` are further attributes of its `WriteTarget`."""
        about.setdefault("columns", COLUMNS)
        if operation != "insert":
            about.setdefault("key", ("id",))
        written = WriteTarget(pipeline_id="pipeline-1", operation=operation, target=target, **about)
        sink: SqlSink = self.sink_type.open(self.config, written, self.context)  # type: ignore[assignment] # ours is plain
        return sink

    def items(self, table: str = "items") -> list[tuple[Any, ...]]:
        """Return all rows of a table of `make_table`, in the order of their ids."""
        return [tuple(row) for row in self.fetch(f"SELECT id, name, qty FROM {self.quote(table)} ORDER BY id")]  # noqa: S608

    # What the suites of `nexus.testing` ask for.

    def target(self, operation: str, fields: Mapping[str, str], *, ledger: bool = False) -> WriteTarget:
        """Create a table for these fields; only what is not inserted has a key."""
        name = f"place{next(self._numbers)}"
        self._fields[name] = tuple(fields)
        key = "" if operation == "insert" else ", UNIQUE (id)"
        columns = [f"{self.quote(field)} {self.types[kind]}{self._condition(field)}" for field, kind in fields.items()]
        self.run(f"CREATE TABLE {name} (arrival {self.serial}, {', '.join(columns)}{key})")
        given = {"id": "integer"} if operation == "delete" else dict(fields)
        identity = () if operation == "insert" else ("id",)
        return WriteTarget("pipeline-1", operation, name, key=identity, columns=given, ledger=ledger)

    def _condition(self, field: str) -> str:
        return {"id": " NOT NULL", "qty": " CHECK (qty >= 0)"}.get(field, "")

    def stored(self, target: WriteTarget) -> list[dict[str, Any]]:
        """Return the rows as they came."""
        names = self._fields[target.target]
        selected = ", ".join(map(self.quote, names))
        rows = self.fetch(f"SELECT {selected} FROM {target.target} ORDER BY arrival")  # noqa: S608 — names of the tests
        return [dict(zip(names, row, strict=True)) for row in rows]

    def seed(self, target: WriteTarget, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of numbers and plain texts."""
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            values = ", ".join("(" + ", ".join(map(_literal, row.values())) + ")" for row in part)
            self.run(f"INSERT INTO {target.target} ({', '.join(part[0])}) VALUES {values}")  # noqa: S608 — as above

    def bad_row(self, target: WriteTarget, index: int) -> dict[str, Any]:
        """Return a row whose quantity, or whose key, the table refuses."""
        return {"id": "no number"} if target.operation == "delete" else {"id": index, "name": "bad", "qty": -1}

    def everything(self, count: int) -> str:
        """Make a table of so many rows."""
        self.make_table()
        self.seed(WriteTarget("", "insert", "items"), [{"id": i, "name": f"item {i}"} for i in range(count)])
        return "SELECT id, name FROM items ORDER BY id DESC"

    def by_name(self) -> str:
        """Return a statement with a parameter."""
        return "SELECT id FROM items WHERE name = :name"

    def writing(self) -> Sequence[str]:
        """Return statements that write, some of them hidden."""
        return [
            "DELETE FROM items",
            "INSERT INTO items (id) VALUES (999)",
            "SELECT 1; DELETE FROM items",
            "SELECT 1; -- '\nDELETE FROM items",
            "WITH gone AS (DELETE FROM items RETURNING id) SELECT id FROM gone",
            "DROP TABLE items",
            "SELECT nothing FROM nowhere",
        ]

    def slow(self) -> str:
        """Join the rows with themselves, again and again."""
        return "SELECT count(*) FROM items a, items b, items c, items d, items e WHERE a.name < b.name"

    def table(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """Create a table for these fields."""
        name = f"listed{next(self._numbers)}"
        columns = [f"{field} {self.types[kind]}{self._condition(field)}" for field, kind in fields.items()]
        self.run(f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY (id))")
        return self.schema, name

    def reported_as(self, kind: str) -> str:
        """Return the type that the catalogue reports."""
        return self.reported.get(kind, kind)

    def drift(self, target: WriteTarget) -> None:
        """Rename a column."""
        self.run(f"ALTER TABLE {target.target} RENAME COLUMN name TO title")

    def close(self) -> None:
        """Close what the connector shares."""
        self.context.close()


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else f"'{value}'"


def numbered(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Return rows that fit."""
    return [{"id": start + i, "name": f"item {i}", "qty": i} for i in range(count)]
