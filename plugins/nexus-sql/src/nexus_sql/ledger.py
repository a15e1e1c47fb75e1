"""The ledger: message ids recorded in the transaction that writes their rows, so that each is applied exactly once."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen

from nexus import ConfigurationError, Retry
from nexus_sql.catalogue import Table
from nexus_sql.errors import DataFault, Meaning
from nexus_sql.pool import Pool
from nexus_sql.rows import Row
from nexus_sql.transaction import transaction
from nexus_sql.writer import Dialect

LEDGER: Final = "nexus_ledger"
COLUMNS: Final = frozenset({"pipeline_id", "message_id", "applied_at"})

_CHUNK: Final = 5000


@frozen
class Ledger:
    """The ledger beside a pipeline's table, in the same schema: one transaction covers both."""

    dialect: Dialect
    schema: str
    pipeline_id: str

    def claim(self, connection: Any, rows: Sequence[Row]) -> Sequence[Row]:
        """Record the rows' messages and return the rows that were not recorded before, each message once."""
        first = {row.id: row for row in reversed(rows)}
        try:
            fresh = self.dialect.ledger_claim(connection, self.schema, self.pipeline_id, list(first))
        except Exception as error:
            fault = self.dialect.classify(error)
            if fault is not None and fault.meaning is Meaning.DATA:  # another worker has just recorded one of them
                raise Retry(f"the same message is being delivered elsewhere: {fault.reason}") from error
            raise
        if len(fresh) == len(rows):
            return rows
        return [row for row in rows if row.id in fresh and first[row.id] is row]

    def holds(self, pool: Pool, rows: Sequence[Row]) -> bool:
        """Whether all rows' messages are recorded: asked after a commit whose answer was lost (reliability 15)."""
        ids = {row.id for row in rows}
        with transaction(pool, self.dialect, write=False) as lease:
            return self.dialect.ledger_known(lease.connection, self.schema, self.pipeline_id, list(ids)) == ids


def prune_ledger(pool: Pool, dialect: Dialect, schema: str, days: float) -> int:
    """Delete entries older than ``days``, some thousands per transaction, and return how many were deleted.

    Keep entries at least as long as a message can come again: the workflow's retention and all of its retries.
    """
    total = 0
    while True:
        with transaction(pool, dialect) as lease:
            count = dialect.ledger_prune(lease.connection, schema, days, _CHUNK)
        total += count
        if count < _CHUNK:
            return total


def open_ledger(pool: Pool, dialect: Dialect, table: Table, pipeline_id: str) -> Ledger:
    """Return the ledger beside ``table``, created if it is not there.

    Raises:
        ConfigurationError: it is not there and may not be created, or a table of this name is something else.
    """
    with transaction(pool, dialect, write=False) as lease:
        found = dialect.catalogue.table(lease.connection, table.schema, LEDGER)
    if found is None:
        found = _create(pool, dialect, table)
    if not set(found.by_name) >= COLUMNS or frozenset({"pipeline_id", "message_id"}) not in found.keys:
        raise ConfigurationError(
            f"the table {LEDGER!r} is not a ledger",
            path="ledger",
            remedy=f"rename it; a ledger is made by: {_ddl(dialect, table)}",
        )
    return Ledger(dialect, table.schema, pipeline_id)


def _create(pool: Pool, dialect: Dialect, table: Table) -> Table:
    try:
        with transaction(pool, dialect) as lease:
            dialect.execute(lease.connection, _ddl(dialect, table))
    except ConfigurationError as error:
        raise ConfigurationError(
            f"the ledger cannot be created: {error}",
            path="ledger",
            remedy=f"have an administrator run: {_ddl(dialect, table)} and grant SELECT, INSERT, DELETE on it",
        ) from error
    except DataFault:  # two workers create it at once: one of them may fail, and finds it made
        pass
    with transaction(pool, dialect, write=False) as lease:
        found = dialect.catalogue.table(lease.connection, table.schema, LEDGER)
    if found is None:
        raise ConfigurationError(
            "the ledger was created and is not visible", path="ledger", remedy=_ddl(dialect, table)
        )
    return found


def _ddl(dialect: Dialect, table: Table) -> str:
    return dialect.ledger_ddl(table.schema)
