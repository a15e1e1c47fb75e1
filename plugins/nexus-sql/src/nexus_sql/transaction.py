"""One transaction on a pooled connection: committed, or rolled back with an error that says what happens next."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from nexus import Unavailable
from nexus_sql.errors import (
    CommitUnknown,
    Fault,
    Meaning,
    StaleConnection,
    exception_for,
    is_ours,
)
from nexus_sql.pool import Lease, Pool
from nexus_sql.writer import Dialect


@contextmanager
def transaction(
    pool: Pool, dialect: Dialect, columns: Collection[str] | None = None, *, write: bool = True
) -> Iterator[Lease]:
    """Run the block in a transaction (reliability 15: any error rolls it back).

    Args:
        pool: where connections come from.
        dialect: how the database begins, and what its errors mean.
        columns: columns that the rows can have: complaints about others mean that the table has changed.
        write: False for one that only looks things up.

    Raises:
        DataFault: a row does not fit.
        SchemaChanged: the table is not what it was.
        StaleConnection: the connection had died before; nothing was sent.
        CommitUnknown: the connection was lost while committing.
    """
    with pool.lease() as lease:
        try:
            dialect.begin(lease.connection, write=write)
            yield lease
        except BaseException as error:
            meant = _rolled_back(lease, dialect, error, columns)
            if meant is error:
                raise
            raise meant from error
        try:
            lease.connection.commit()
        except Exception as error:
            raise _uncommitted(lease, dialect, error, columns) from error


def translated(error: Exception, dialect: Dialect, columns: Collection[str] | None = None) -> Exception:
    """Return the error that says what happens next, or ``error`` itself if it says so or is none of the database's."""
    fault = None if is_ours(error) else dialect.classify(error)
    return error if fault is None else _exception(fault, columns)


def _rolled_back(
    lease: Lease, dialect: Dialect, error: BaseException, columns: Collection[str] | None
) -> BaseException:
    if not isinstance(error, Exception):  # the process is ending: nothing is known about the connection
        lease.broken = True
        return error
    meant = translated(error, dialect, columns)
    lost = isinstance(meant, Unavailable)
    try:
        lease.connection.rollback()
    except Exception:  # noqa: BLE001 — closing the connection rolls back as well
        lost = True
    lease.after_rollback(broken=lost)
    return StaleConnection(str(meant)) if lost and lease.reused and isinstance(meant, Unavailable) else meant


def _uncommitted(lease: Lease, dialect: Dialect, error: Exception, columns: Collection[str] | None) -> Exception:
    meant = translated(error, dialect, columns)
    if meant is error or isinstance(meant, Unavailable):
        lease.after_rollback(broken=True)
        return CommitUnknown(f"the connection was lost while committing: {meant}")
    with suppress(Exception):
        lease.connection.rollback()
    lease.after_rollback()
    return meant


def _exception(fault: Fault, columns: Collection[str] | None) -> Exception:
    if columns is not None and fault.column and fault.meaning is Meaning.DATA and fault.column not in columns:
        return exception_for(Fault(Meaning.SCHEMA, fault.reason))
    return exception_for(fault)
