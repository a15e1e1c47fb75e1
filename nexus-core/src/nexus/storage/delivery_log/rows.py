"""Events as rows of the log, and back."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from nexus.model.delivery import DeliveryEvent, Status
from nexus.storage.delivery_log.routes import Route
from nexus.storage.delivery_log.writers import LogRow
from nexus.storage.text import storable

CODES: Final = {Status.DELIVERED: 0, Status.FILTERED: 1, Status.RETRYING: 2, Status.DEAD: 3}
"""What stands in the column ``status``."""

_STATUSES: Final = {code: status for status, code in CODES.items()}


class StoredRow(NamedTuple):
    """A row as it is read: the columns of the table, in their order."""

    id: int
    route_id: int
    message_id: str
    status: int
    attempt: int
    received_at: int
    started_at: int
    finished_at: int
    reason: str
    fingerprint: str
    entry: str


def log_row(event: DeliveryEvent, route: int) -> LogRow:
    """Return what is written of an event."""
    return (
        route,
        event.message_id,
        CODES[event.status],
        event.attempt,
        event.received_at,
        event.started_at,
        event.finished_at,
        storable(event.reason) if event.reason else "",
        event.fingerprint,
        event.entry,
    )


def event_of(row: StoredRow, routes: Mapping[int, Route]) -> DeliveryEvent:
    """Return the event of a row of the log."""
    _, route_id, message_id, status, attempt, received_at, started_at, finished_at, reason, fingerprint, entry = row
    return DeliveryEvent(  # positional, as in the class: a page has many
        message_id,
        *routes[route_id],
        _STATUSES[status],
        attempt,
        received_at,
        started_at,
        finished_at,
        reason,
        fingerprint,
        entry,
    )
