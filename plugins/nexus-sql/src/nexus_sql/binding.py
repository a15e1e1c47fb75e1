"""Matches a pipeline's target against the catalogue: what is not there is refused before anything is written."""

from attrs import frozen

from nexus import ConfigurationError, WriteTarget
from nexus_sql.catalogue import Table, near
from nexus_sql.ledger import Ledger, open_ledger
from nexus_sql.pool import Pool
from nexus_sql.rows import RowReader
from nexus_sql.transaction import transaction
from nexus_sql.writer import Dialect


@frozen
class Binding:
    """A target as the catalogue knows it."""

    table: Table
    reader: RowReader
    ledger: Ledger | None


def bind(pool: Pool, dialect: Dialect, target: WriteTarget) -> Binding:
    """Return the table, reader and ledger for ``target``.

    Raises:
        ConfigurationError: table, column or key do not fit; the remedy lists near names.
    """
    with transaction(pool, dialect, write=False) as lease:
        table = dialect.catalogue.find(lease.connection, target.target)
    key = () if target.operation == "insert" else target.key
    _check_columns(table, target)
    if target.operation != "insert":
        _check_key(table, target)
    if not table.transactional:
        raise ConfigurationError(
            f"table {table.name!r} does not take part in transactions, so a failed batch would stay half-written",
            path="target",
            remedy=f"ALTER TABLE {table.name} ENGINE=InnoDB",
        )
    ledger = open_ledger(pool, dialect, table, target.pipeline_id) if target.ledger else None
    return Binding(table, RowReader(table, target.columns, key, dialect.values), ledger)


def _check_columns(table: Table, target: WriteTarget) -> None:
    for name in target.columns:
        column = table.by_name.get(name)
        if column is None:
            raise ConfigurationError(
                f"table {table.name!r} has no column {name!r}",
                path=f"mappings.{name}",
                remedy=near(name, table.by_name, "columns"),
            )
        if not column.writable:
            raise ConfigurationError(
                f"column {name!r} of table {table.name!r} is computed by the database",
                path=f"mappings.{name}",
                remedy="take its rule out of the mapping",
            )
    if target.columns and target.operation in {"insert", "upsert"}:
        _check_required(table, target)


def _check_required(table: Table, target: WriteTarget) -> None:
    missing = [column.name for column in table.columns if column.required and column.name not in target.columns]
    if missing:
        raise ConfigurationError(
            f"table {table.name!r} requires {', '.join(map(repr, missing))}, which the mapping does not give",
            path="mappings",
            remedy="add a rule for each, or give the column a default",
        )


def _check_key(table: Table, target: WriteTarget) -> None:
    if not target.key:
        raise ConfigurationError(
            f"{target.operation} needs to know which columns identify a row",
            path="key",
            remedy=_keys_of(table),
        )
    for name in target.key:
        if name not in table.by_name:
            raise ConfigurationError(
                f"table {table.name!r} has no column {name!r}", path="key", remedy=near(name, table.by_name, "columns")
            )
        if target.columns and name not in target.columns:
            raise ConfigurationError(
                f"the mapping gives no value for the key column {name!r}", path="key", remedy="add a rule for it"
            )
    if target.operation == "upsert" and frozenset(target.key) not in table.keys:
        raise ConfigurationError(
            f"no primary key or unique index of table {table.name!r} is over exactly {', '.join(map(repr, target.key))}",
            path="key",
            remedy=_keys_of(table),
        )


def _keys_of(table: Table) -> str:
    keys = [", ".join(sorted(key)) for key in table.keys]
    if not keys:
        return f"table {table.name!r} has no unique key: add one, for example with CREATE UNIQUE INDEX"
    return f"table {table.name!r} is unique by: {'; '.join(keys)}"
