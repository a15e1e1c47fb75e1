"""The sink that all SQL connectors share: one transaction per batch, bad rows isolated, exactly once with the ledger."""

from collections.abc import Collection, Sequence

from nexus import Batch, ConfigurationError, Context, Rejected, Retry, Unavailable, WriteTarget
from nexus_sql.binding import Binding, bind
from nexus_sql.errors import CommitUnknown, DataFault, RowFaults, SchemaChanged, StaleConnection
from nexus_sql.isolate import Reasons, isolate
from nexus_sql.ledger import prune_ledger
from nexus_sql.pool import Lease, Pool
from nexus_sql.rows import Row, by_shape, fold
from nexus_sql.transaction import transaction, translated
from nexus_sql.writer import Dialect

_SAVEPOINT = "nexus_row"


class SqlSink:
    """Writes batches to one table.

    Args:
        pool: the connection's pool.
        dialect: how this kind of database writes.
        target: which table, which operation.
        context: what Nexus gives to components.

    Raises:
        ConfigurationError: table, columns, key or ledger are not as the target needs them.
        Unavailable: the database is away.
    """

    def __init__(self, pool: Pool, dialect: Dialect, target: WriteTarget, context: Context) -> None:
        self._pool = pool
        self._dialect = dialect
        self._target = target
        self._logger = context.logger
        self._binding = self._bind()

    def write(self, batch: Batch) -> None:
        """Store all rows, or say which are not stored; see `nexus.hookspecs.Sink.write`."""
        try:
            self._write(batch)
        except SchemaChanged as change:
            self._logger.warning("table %s has changed, reading its catalogue anew: %s", self._target.target, change)
            self._binding = self._bind()
            try:
                self._write(batch)
            except SchemaChanged as still:
                raise ConfigurationError(
                    str(still), path="target", remedy="compare the mapping with the table"
                ) from still

    def prune_ledger(self, days: float) -> int:
        """Delete ledger entries older than ``days``; returns how many. See `nexus_sql.ledger.prune_ledger`."""
        return prune_ledger(self._pool, self._dialect, self._binding.table.schema, days)

    def close(self) -> None:
        """Nothing is held between writes: the pool is closed with the connection's last component."""

    def _bind(self) -> Binding:
        try:
            return bind(self._pool, self._dialect, self._target)
        except StaleConnection:
            return bind(self._pool, self._dialect, self._target)
        except SchemaChanged as change:
            raise Unavailable(str(change)) from change

    def _write(self, batch: Batch) -> None:
        rows, rejected = self._binding.reader.read(batch)
        again: Reasons = {}
        while rows:
            try:
                self._attempt(rows)
            except RowFaults as faults:  # the database names them: no need to search
                rejected |= faults.reasons
                rows = [row for row in rows if row.index not in faults.reasons]
            except DataFault:
                found = isolate(rows, self._attempt, self._one_by_one)
                rejected |= _by_index(rows, found.rejected)
                again = _by_index(rows, found.again)
                break
            else:
                break
        _report(rejected, again)

    def _attempt(self, rows: Sequence[Row]) -> None:
        """Store ``rows`` in one transaction, on a fresh connection where an idle one turns out to be dead."""
        try:
            self._transact(rows)
        except StaleConnection:
            self._transact(rows)

    def _transact(self, rows: Sequence[Row]) -> None:
        try:
            with transaction(self._pool, self._dialect, self._columns()) as lease:
                self._store(lease, rows)
        except CommitUnknown:
            ledger = self._binding.ledger
            if ledger is None or not ledger.holds(self._pool, rows):  # reliability 15: ask the ledger
                raise
            self._logger.info("the answer to a commit was lost; the ledger says that its %d rows are stored", len(rows))

    def _store(self, lease: Lease, rows: Sequence[Row]) -> None:
        binding = self._binding
        if binding.ledger is not None:
            rows = binding.ledger.claim(lease.connection, rows)
        if self._target.operation != "insert":
            rows = fold(rows, binding.reader)
        for shape, group in by_shape(rows):
            if self._target.operation == "update" and len(shape.columns) == len(shape.key):
                continue  # a partial row that has nothing but its key
            match self._target.operation:
                case "insert":
                    stored = self._dialect.insert(lease, binding.table, shape, group)
                    _all_of(group, stored, "was not stored: a trigger or rule of the table dropped it")
                case "upsert":
                    self._dialect.upsert(lease, binding.table, shape, group)
                case "update":
                    stored = self._dialect.update(lease, binding.table, shape, group)
                    _all_of(group, stored, "no row has this key, so there is nothing to update")
                case _:
                    self._dialect.delete(lease, binding.table, shape, group)

    def _one_by_one(self, rows: Sequence[Row]) -> Reasons:
        reasons: Reasons = {}
        execute = self._dialect.execute
        with transaction(self._pool, self._dialect, self._columns()) as lease:
            for position, row in enumerate(rows):
                execute(lease.connection, f"SAVEPOINT {_SAVEPOINT}")
                reason = self._refusal(lease, row)
                if reason is not None:
                    reasons[position] = reason
                    execute(lease.connection, f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
                execute(lease.connection, f"RELEASE SAVEPOINT {_SAVEPOINT}")
        return reasons

    def _refusal(self, lease: Lease, row: Row) -> str | None:
        """Store one row; return why it does not fit, or None. All other errors end the transaction."""
        try:
            self._store(lease, [row])
        except Exception as error:
            meant = translated(error, self._dialect, self._columns())
            if not isinstance(meant, DataFault):
                raise
            return str(meant)
        return None

    def _columns(self) -> Collection[str] | None:
        """Columns that rows can have; None if they are whole payloads."""
        return self._binding.reader.declared or None


def _all_of(rows: Sequence[Row], stored: int, reason: str) -> None:
    if stored < len(rows):  # reliability 15: check row counts
        raise DataFault(reason)


def _by_index(rows: Sequence[Row], reasons: Reasons) -> Reasons:
    return {rows[position].index: reason for position, reason in reasons.items()}


def _report(rejected: Reasons, again: Reasons) -> None:
    if again:
        reasons = "; ".join(sorted(set(again.values())))
        raise Retry(reasons, indexes=again, rejected=rejected)
    if rejected:
        raise Rejected(rejected)
