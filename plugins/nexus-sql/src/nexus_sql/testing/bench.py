"""The table that the shared suites write to, on whichever database is under test."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Final

from nexus import Batch, Connector, SinkType, WriteTarget
from nexus_sql.sink import SqlSink
from nexus_sql.testing.context import LocalContext

COLUMNS: Final[Mapping[str, str | None]] = {"id": "integer", "name": "string", "qty": "integer"}


class Bench(ABC):
    """One empty database, reached by its own means beside the connector.

    Attributes:
        types: what the database calls each type of `nexus.model.mapping.TYPES`, and ``wall_clock``.
        reported: types that the catalogue cannot tell from others, as it names them.
        strict: types that refuse what is none of them, where those of ``types`` do not.
        schema: where unqualified tables are.
        server: where there is one, it can be killed and started.
    """

    types: ClassVar[Mapping[str, str]]
    reported: ClassVar[Mapping[str, str]] = {}
    strict: ClassVar[Mapping[str, str]] = {}
    schema: str
    server: Any
    sink_type: SinkType

    def __init__(self, config: Any) -> None:
        self.config = config
        self.context = LocalContext()

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

    def stored(self, table: str = "items") -> list[tuple[Any, ...]]:
        """Return all rows in the order of their ids."""
        return [tuple(row) for row in self.fetch(f"SELECT id, name, qty FROM {self.quote(table)} ORDER BY id")]  # noqa: S608

    def close(self) -> None:
        """Close what the connector shares."""
        self.context.close()


def batch(rows: Sequence[Any], prefix: str = "m") -> Batch:
    """Return a batch whose messages are numbered."""
    return Batch(rows, [f"{prefix}-{index}" for index in range(len(rows))])


def numbered(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Return rows that fit."""
    return [{"id": start + i, "name": f"item {i}", "qty": i} for i in range(count)]
