"""Events as rows of the log, and back."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from nexus.model.delivery import DeliveryEvent, Status
from nexus.storage.delivery_log.routes import Route
from nexus.storage.delivery_log.writers import LogRow
from nexus.storage.text import storable

CODES: Final = {Status.DELIVERED: 0, Status.FILTERED: 1, Status.RETRYING: 2, Status.DEAD: 3}
"""What stands in the column ``status``."""

_STATUSES: Final = {code: status for status, code in CODES.items()}


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


def event_of(row: Row[Any], routes: Mapping[int, Route]) -> DeliveryEvent:
    """Return the event of a row of the log."""
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
