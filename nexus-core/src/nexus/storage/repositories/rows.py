"""What all repositories do with rows: find one, change it if nobody else has, refuse a taken name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, select, update
from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from nexus.errors import Conflict, NotFound


def new_id() -> str:
    """Return a new UUIDv7: ids sort by the time they were made."""
    return str(uuid7())


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def find(connection: Connection, table: Table, kind: str, name: str, *where: ColumnElement[bool]) -> Row[Any]:
    """Return the one row, or raise `NotFound` for ``kind`` and ``name``."""
    row = connection.execute(select(table).where(*where)).first()
    if row is None:
        raise NotFound(kind, name)
    return row


def change(
    connection: Connection, table: Table, kind: str, key: str, values: Mapping[str, Any], *, expected: int | None = None
) -> int:
    """Write ``values`` to the row with the id ``key`` and raise its version; return the new version.

    Raises:
        NotFound: there is no such row.
        Conflict: its version is not ``expected``.
    """
    there = connection.execute(select(table.c.version).where(table.c.id == key).with_for_update()).first()
    if there is None:
        raise NotFound(kind, key)
    if expected is not None and there.version != expected:
        raise Conflict(
            f"{kind} has been changed: you edited version {expected}, it is at {there.version}; load it again"
        )
    version = int(there.version) + 1
    connection.execute(update(table).where(table.c.id == key).values(**values, version=version))
    return version


def remove(connection: Connection, table: Table, kind: str, key: str, users: Sequence[str] = ()) -> None:
    """Delete the row with the id ``key``, unless someone uses it.

    Raises:
        NotFound: there is no such row.
        Conflict: it is in use; the users are named.
    """
    if users:
        raise Conflict(f"{kind} is in use by {', '.join(users)}: change or delete that first")
    try:
        gone = connection.execute(delete(table).where(table.c.id == key)).rowcount
    except IntegrityError as error:
        raise Conflict(f"{kind} came into use at this very moment: try again to see by whom") from error
    if not gone:
        raise NotFound(kind, key)


@contextmanager
def unique(kind: str, name: str) -> Iterator[None]:
    """Turn a violated constraint into `Conflict`: the name is taken, or something that it names has just gone."""
    try:
        yield
    except IntegrityError as error:
        if _is_missing_reference(error):
            raise Conflict(f"{kind} {name!r} names something that does not exist (any more)") from None
        raise Conflict(f"{kind} {name!r} exists already: choose another name") from None


def _is_missing_reference(error: IntegrityError) -> bool:
    return "foreign key" in str(error.orig).lower()
