"""Puts every secret under the current key; may be interrupted and run again at any time."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import Connection, Row, Table, select, update

from nexus.errors import ConfigurationError
from nexus.ports import SecretBox
from nexus.storage import dead_letters as letters
from nexus.storage.database import Database
from nexus.storage.repositories import audit, connections, master_secrets, payload_keys
from nexus.storage.sealing import reseal, reseal_config
from nexus.storage.tables import application_secrets, audit_head, dead_letters
from nexus.storage.tables import connections as connection_rows
from nexus.storage.tables import payload_keys as payload_key_rows

Reseal = Callable[[Row[Any], SecretBox], dict[str, Any]]
"""Returns the sealed columns of a row under the current key."""

_BATCH: Final = 20  # dead letters may have many megabytes each


@frozen
class TableRotation:
    """What was done in one table.

    Attributes:
        rows: how many were looked at.
        resealed: how many were put under the current key; the others were there already.
        unreadable: what could not be opened, with the reason; left as it was.
    """

    rows: int
    resealed: int
    unreadable: tuple[str, ...] = field(default=())


def rotate(database: Database, secrets: SecretBox) -> Mapping[str, TableRotation]:
    """Re-encrypt all that is not under the current key, a few rows in each transaction; return the counts by table."""
    return {table.name: _rotate_table(database, secrets, table, again) for table, again in _SEALED.items()}


def _rotate_table(database: Database, secrets: SecretBox, table: Table, again: Reseal) -> TableRotation:
    rows, resealed, unreadable = 0, 0, []
    last: Any = None
    while True:
        with database.write() as connection:
            batch = _next_rows(connection, table, last)
            for row in batch:
                try:
                    resealed += _rewrite(connection, table, row, again(row, secrets))
                except ConfigurationError as error:
                    unreadable.append(str(error))
        rows += len(batch)
        if len(batch) < _BATCH:
            return TableRotation(rows, resealed, tuple(unreadable))
        last = batch[-1].id


def _next_rows(connection: Connection, table: Table, last: Any) -> list[Row[Any]]:
    query = select(table).order_by(table.c.id).limit(_BATCH).with_for_update()
    return list(connection.execute(query if last is None else query.where(table.c.id > last)))


def _rewrite(connection: Connection, table: Table, row: Row[Any], values: Mapping[str, Any]) -> bool:
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    # The version stays: the configuration is the same, and nothing that is open needs to be opened anew.
    connection.execute(update(table).where(table.c.id == row.id).values(**values))
    return True


def _connection(row: Row[Any], secrets: SecretBox) -> dict[str, Any]:
    return {"config": reseal_config(row.config, secrets, connections.place(row.workspace_id, row.id))}


def _master_secret(row: Row[Any], secrets: SecretBox) -> dict[str, Any]:
    return {"secret": reseal(row.secret, secrets, master_secrets.place(row.workspace_id, row.id))}


def _payload_key(row: Row[Any], secrets: SecretBox) -> dict[str, Any]:
    return {"payload_key": reseal(row.payload_key, secrets, payload_keys.place(row.workspace_id, row.id))}


def _dead_letter(row: Row[Any], secrets: SecretBox) -> dict[str, Any]:
    where = (row.workspace_id, row.pipeline_id, row.message_id)
    return {name: reseal(getattr(row, name), secrets, letters.place(*where, name)) for name in ("payload", "headers")}


def _audit_head(row: Row[Any], secrets: SecretBox) -> dict[str, Any]:
    return {"seal": reseal(row.seal, secrets, audit.HEAD) if row.seal else ""}


_SEALED: Final[Mapping[Table, Reseal]] = {
    connection_rows: _connection,
    application_secrets: _master_secret,
    payload_key_rows: _payload_key,
    dead_letters: _dead_letter,
    audit_head: _audit_head,
}
"""Every table with secrets; a test compares it with the tables that hold tokens."""
