"""Appends events in batches, traces one message, lists the newest, forgets the oldest."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Engine, Row, Select, delete, or_, select, text

from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter
from nexus.model.paging import Slice
from nexus.storage import schema
from nexus.storage.cursors import decode, encode
from nexus.storage.delivery_log.routes import Route, Routes, matching
from nexus.storage.delivery_log.writers import WRITERS, LogRow
from nexus.storage.engine import WRITES, open_engine
from nexus.storage.tables import delivery_log
from nexus.storage.text import contains, storable

_CODES: Final = {Status.DELIVERED: 0, Status.FILTERED: 1, Status.RETRYING: 2, Status.DEAD: 3}
_STATUSES: Final = {code: status for status, code in _CODES.items()}


class SqlDeliveryLog:
    """The delivery log in SQLite, MySQL, MariaDB or PostgreSQL; may share the metadata's database or have its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._routes = Routes(engine)
        self._write = WRITERS[engine.dialect.name]

    @classmethod
    def open(cls, url: str) -> "SqlDeliveryLog":
        """Open the log at ``url`` and bring its tables up to date.

        SQLite's ``synchronous`` is NORMAL here: a power loss may cost the newest lines of the log. The guarantee does not
        rest on them, and an fsync for each batch would be taken from the deliveries.
        """
        schema.upgrade(url, schema.DELIVERY_LOG)
        return cls(open_engine(url, synchronous="NORMAL", pool_size=4))

    def close(self) -> None:
        """Close all idle connections."""
        self._engine.dispose()

    def append(self, events: Sequence[DeliveryEvent]) -> None:
        """Store a batch of events in one transaction; called from one thread at a time."""
        if not events:
            return
        rows = [_log_row(event, route) for event, route in zip(events, self._routes.numbers(events), strict=True)]
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            self._write(connection, rows)

    def trace(self, workspace_id: str, message_id: str) -> Sequence[DeliveryEvent]:
        """Everything that happened to one message, oldest first."""
        columns = delivery_log.c
        query = select(delivery_log).where(columns.message_id == message_id).order_by(columns.finished_at, columns.id)
        with self._engine.connect() as connection:
            routes = matching(connection, workspace_id)
            return [_event(row, routes) for row in connection.execute(query) if row.route_id in routes]

    def search(
        self, workspace_id: str, wanted: LogFilter, cursor: str | None = None, limit: int = 100
    ) -> Slice[DeliveryEvent]:
        """List events, newest first."""
        columns = delivery_log.c
        with self._engine.connect() as connection:
            routes = matching(
                connection,
                workspace_id,
                workflow_id=wanted.workflow_id,
                pipeline_id=wanted.pipeline_id,
                source=wanted.source,
            )
            if not routes:
                return Slice([])
            query = _filtered(wanted, routes).order_by(columns.finished_at.desc(), columns.id.desc()).limit(limit + 1)
            rows = connection.execute(_after(query, cursor)).all()
        following = encode(rows[limit - 1].finished_at, rows[limit - 1].id) if len(rows) > limit else None
        return Slice([_event(row, routes) for row in rows[:limit]], following)

    def delete_before(self, time_ms: int, chunk: int = 10_000) -> int:
        """Delete events that ended before ``time_ms``, some ``chunk`` in each transaction; return how many."""
        finished, deleted = delivery_log.c.finished_at, 0
        while True:
            bound = select(finished).where(finished < time_ms).order_by(finished).offset(chunk - 1).limit(1)
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                last = connection.execute(bound).scalar()
                old = finished < time_ms if last is None else finished <= last
                deleted += connection.execute(delete(delivery_log).where(old)).rowcount
            if last is None:
                return deleted


def _log_row(event: DeliveryEvent, route: int) -> LogRow:
    return (
        route,
        event.message_id,
        _CODES[event.status],
        event.attempt,
        event.received_at,
        event.started_at,
        event.finished_at,
        storable(event.reason) if event.reason else "",
        event.fingerprint,
        event.entry,
    )


def _event(row: Row[Any], routes: Mapping[int, Route]) -> DeliveryEvent:
    route = routes[row.route_id]
    return DeliveryEvent(
        message_id=row.message_id,
        workspace_id=route.workspace_id,
        workflow_id=route.workflow_id,
        pipeline_id=route.pipeline_id,
        source=route.source,
        status=_STATUSES[row.status],
        attempt=row.attempt,
        received_at=row.received_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        reason=row.reason,
        fingerprint=row.fingerprint,
        entry=row.entry,
    )


def _filtered(wanted: LogFilter, routes: Mapping[int, Route]) -> Select[Any]:
    columns = delivery_log.c
    # One route is read through its own index. Of several, `+ 0` keeps the planner from sorting all that they have.
    query = select(delivery_log).where(
        columns.route_id == next(iter(routes)) if len(routes) == 1 else (columns.route_id + 0).in_(list(routes))
    )
    if len(routes) > 1 and wanted.status is None and wanted.message_id is None:
        query = query.with_hint(delivery_log, "FORCE INDEX (ix_delivery_log_finished_at)", "mysql")  # else it sorts all
    if wanted.status is not None:
        query = query.where(columns.status == _CODES[wanted.status])
        if wanted.status is not Status.DELIVERED:
            query = query.where(text("delivery_log.status <> 0"))  # what the partial index asks for, word for word
    if wanted.message_id is not None:
        query = query.where(columns.message_id == wanted.message_id)
    if wanted.text is not None:
        query = query.where(contains(columns.reason, wanted.text))
    if wanted.since is not None:
        query = query.where(columns.finished_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(columns.finished_at < wanted.until)
    return query


def _after(query: Select[Any], cursor: str | None) -> Select[Any]:
    if cursor is None:
        return query
    columns = delivery_log.c
    finished, key = decode(cursor, int, int)
    # The first condition is what the index can use, the second is exact.
    return query.where(columns.finished_at <= finished, or_(columns.finished_at < finished, columns.id < key))
