"""Reads whole rows of the log, by their numbers or by their message; each database in its own cheapest way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, select

from nexus.storage.delivery_log.lanes import driver_of
from nexus.storage.delivery_log.rows import StoredRow
from nexus.storage.tables import delivery_log

# Made once, as is what SQLAlchemy makes of them.
_BY_NUMBER: Final = select(delivery_log).where(delivery_log.c.id.in_(bindparam("numbers", expanding=True)))
_BY_MESSAGE: Final = select(delivery_log).where(delivery_log.c.message_id == bindparam("message_id"))
_IN_SQLITE: Final = (
    f"SELECT json_group_array(json_array({', '.join(StoredRow._fields)})) FROM delivery_log "  # noqa: S608 — our own names
    "WHERE id IN (SELECT value FROM json_each(?))"
)

Read = Callable[[Connection, Sequence[int]], Sequence[StoredRow]]


def rows_by_number(connection: Connection, numbers: Sequence[int]) -> Sequence[StoredRow]:
    """Return the rows with these numbers, in no order."""
    return READS[connection.dialect.name](connection, numbers) if numbers else ()


def rows_of_message(connection: Connection, message_id: str) -> Sequence[StoredRow]:
    """Return the rows of one message, in no order: a database that is asked for one may read the whole log in it."""
    return [StoredRow._make(row) for row in connection.execute(_BY_MESSAGE, {"message_id": message_id})]


def _read(connection: Connection, numbers: Sequence[int]) -> Sequence[StoredRow]:
    return [StoredRow._make(row) for row in connection.execute(_BY_NUMBER, {"numbers": numbers})]


def _read_in_sqlite(connection: Connection, numbers: Sequence[int]) -> Sequence[StoredRow]:
    """In one step, as `nexus.storage.delivery_log.lanes.look_in_sqlite`."""
    asked = (msgspec.json.encode(numbers).decode(),)
    [text] = driver_of(connection).execute(_IN_SQLITE, asked).fetchone()
    rows: list[StoredRow] = msgspec.json.decode(text, type=list[StoredRow])
    return rows


READS: Final[Mapping[str, Read]] = {"sqlite": _read_in_sqlite, "postgresql": _read, "mysql": _read}
