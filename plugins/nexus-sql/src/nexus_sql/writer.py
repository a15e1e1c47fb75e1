"""What each connector writes in its own way: bulk statements, savepoints and the ledger, in the transaction that is open."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from nexus_sql.catalogue import Catalogue, Table
from nexus_sql.errors import Fault
from nexus_sql.pool import Lease
from nexus_sql.rows import Row, Shape
from nexus_sql.values import Values


class Dialect(ABC):
    """One kind of database, as far as writing to it goes. It has no state of its own: sinks share it."""

    catalogue: Catalogue
    values: Values

    @abstractmethod
    def classify(self, error: Exception) -> Fault | None:
        """Say what ``error`` means, or None if it does not come from the database or its driver."""

    @abstractmethod
    def begin(self, connection: Any, *, write: bool) -> None:
        """Start a transaction, which will ``write`` or only look things up."""

    @abstractmethod
    def execute(self, connection: Any, statement: str) -> None:
        """Run a statement without parameters (savepoints, DDL)."""

    @abstractmethod
    def insert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """Insert rows of one shape and return how many were stored."""

    @abstractmethod
    def upsert(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """Insert rows of one shape, or set their columns where a row has their key; no two rows have one key."""

    @abstractmethod
    def update(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> int:
        """Set the columns of the rows that have these keys; return for how many of ``rows`` there was one."""

    @abstractmethod
    def delete(self, lease: Lease, table: Table, shape: Shape, rows: Sequence[Row]) -> None:
        """Delete the rows that have these keys; one that is not there is no fault."""

    @abstractmethod
    def ledger_ddl(self, schema: str) -> str:
        """Return the statement that creates the ledger if it is not there."""

    @abstractmethod
    def ledger_claim(self, connection: Any, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Record those of ``ids`` (all different) that are not recorded, and return these.

        What another transaction is recording at this moment is waited for; the connector's classification of the
        conflict that may follow does not matter: it is a `Retry`.
        """

    @abstractmethod
    def ledger_known(self, connection: Any, schema: str, pipeline_id: str, ids: Sequence[str]) -> set[str]:
        """Return those of ``ids`` that are recorded."""

    @abstractmethod
    def ledger_prune(self, connection: Any, schema: str, days: float, count: int) -> int:
        """Delete up to ``count`` entries that are older than ``days``; return how many were."""
