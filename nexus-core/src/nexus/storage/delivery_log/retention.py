"""Forgets the oldest events, a few at a time: rows are found by their numbers, which rise as the log is written."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, select

from nexus.storage.delivery_log.lanes import END_OF_TIME
from nexus.storage.engine import WRITES
from nexus.storage.tables import delivery_log

ROW_BYTES: Final = 300
"""What a row takes besides the text of its reason, with its part of the indexes; measured on all databases."""

_SAMPLES: Final = 10
_SAMPLE_ROWS: Final = 100
_AHEAD: Final = 4
"""An event may be written a while after others that ended later: so many times what is deleted is looked at."""


def forget(engine: Engine, before: int, most: int) -> int:
    """Delete up to ``most`` events that ended before ``before``, in one transaction; return how many."""
    columns = delivery_log.c
    first = select(columns.id, columns.finished_at).order_by(columns.id).limit(most * _AHEAD)
    with engine.connect() as connection:
        oldest = [row.id for row in connection.execute(first) if row.finished_at < before][:most]
    if not oldest:
        return 0
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        return connection.execute(delete(delivery_log).where(columns.id.in_(oldest))).rowcount


def excess(engine: Engine, max_rows: int | None, max_bytes: int | None) -> int | None:
    """Return the time before which events are too many, or None if they are not.

    Neither rows nor bytes are counted, for both would read everything: rows are told by the first and the last number,
    bytes by what rows here and there take. A database's files do not shrink by what is deleted; the room is used again.
    """
    ends = select(func.min(delivery_log.c.id), func.max(delivery_log.c.id))
    with engine.connect() as connection:
        first, last = connection.execute(ends).one()
        if first is None:
            return None
        bounds = [] if max_rows is None else [max_rows]
        if max_bytes is not None:
            bounds.append(int(max_bytes // _bytes_of_a_row(connection, first, last)))
        kept = min(bounds, default=last)
        if last - first < kept:
            return None
        return _first(connection, last - kept + 1).finished_at if kept else END_OF_TIME


def _bytes_of_a_row(connection: Connection, first: int, last: int) -> float:
    size = func.length(delivery_log.c.reason)
    sizes: list[int] = []
    for part in range(_SAMPLES):
        start = first + (last - first) * part // _SAMPLES
        query = select(size).where(delivery_log.c.id >= start).order_by(delivery_log.c.id).limit(_SAMPLE_ROWS)
        sizes += connection.execute(query).scalars()
    return ROW_BYTES + sum(sizes) / max(1, len(sizes))


def _first(connection: Connection, number: int) -> Any:
    columns = delivery_log.c
    query = select(columns.finished_at).where(columns.id >= number).order_by(columns.id).limit(1)
    return connection.execute(query).one()
