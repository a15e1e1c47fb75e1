"""Appends events in batches, traces one message, lists the newest, forgets the oldest."""

from collections.abc import Sequence

from sqlalchemy import Engine

from nexus.model.delivery import DeliveryEvent
from nexus.model.log import LogFilter, LogPage
from nexus.storage import schema
from nexus.storage.delivery_log import retention
from nexus.storage.delivery_log.routes import Routes, matching
from nexus.storage.delivery_log.rows import event_of, log_row
from nexus.storage.delivery_log.search import of_message, search
from nexus.storage.delivery_log.writers import WRITERS
from nexus.storage.engine import WRITES, open_engine


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
        rows = [log_row(event, route) for event, route in zip(events, self._routes.numbers(events), strict=True)]
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            self._write(connection, rows)

    def trace(self, workspace_id: str, message_id: str) -> Sequence[DeliveryEvent]:
        """Everything that happened to one message, oldest first."""
        with self._engine.connect() as connection:
            routes = matching(connection, workspace_id)
            return [event_of(row, routes) for row in of_message(connection, message_id, routes)]

    def search(self, workspace_id: str, wanted: LogFilter, cursor: str | None = None, limit: int = 100) -> LogPage:
        """Return one page of events, newest first; see `nexus.storage.delivery_log.search`.

        Raises:
            InvalidInput: the cursor is not one of this log's.
        """
        with self._engine.connect() as connection:
            return search(connection, workspace_id, wanted, cursor, limit)

    def forget(self, before: int, most: int) -> int:
        """Delete up to ``most`` of the oldest events that ended before a time, in one short transaction; return how many."""
        return retention.forget(self._engine, before, most)

    def excess(self, *, max_rows: int | None, max_bytes: int | None) -> int | None:
        """Return the time before which events are to be deleted so that the log keeps within a size; None if it does."""
        return retention.excess(self._engine, max_rows, max_bytes)
