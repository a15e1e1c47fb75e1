"""Lines of the delivery log as they go out: names beside ids, times and durations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from nexus.api.management.filters import time_of
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.model.delivery import DeliveryEvent, Status


@view
class LogLine:
    """The end of one attempt to deliver a message to a pipeline."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "id": "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11.0197f29f-1d2e-7c44-8a31-77aa00112233.1",
        "message_id": "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11",
        "status": "retrying",
        "attempt": 1,
        "workflow_id": "0197f29f-1d2e-7c44-8a31-77aa00112200",
        "workflow": "orders",
        "pipeline_id": "0197f29f-1d2e-7c44-8a31-77aa00112233",
        "pipeline": "orders-to-warehouse",
        "application_id": "0197f29e-0a0b-7c44-8a31-77aa00112244",
        "application": "shop",
        "received_at": "2026-01-31T12:00:00.012Z",
        "started_at": "2026-01-31T12:00:00.020Z",
        "finished_at": "2026-01-31T12:00:00.032Z",
        "duration_ms": 12,
        "reason": "deadlock found when trying to get lock",
        "fingerprint": "1f0c22c5aa01b7d9",
    }

    id: str = field(help="The same wherever this line is shown: of the page, the stream and the trace.")
    message_id: str
    status: Status
    attempt: int = field(help="1 at the first delivery.")
    workflow_id: str
    workflow: str | None = field(help="Its name; null if it is gone.")
    pipeline_id: str = field(help="`sequence` for a sequential workflow.")
    pipeline: str | None
    application_id: str = field(help="Of the application, or the connection, that the message came from.")
    application: str | None
    received_at: datetime = field(help="When the message was accepted.")
    started_at: datetime
    finished_at: datetime
    duration_ms: int = field(help="Of the attempt.")
    reason: str = field(help="Why it failed, with what the application wants masked as ********; else empty.")
    fingerprint: str = field(help="Equal for failures of one kind; else empty.")


@view
class LogLines:
    """Lines of the log, the one that ended last first."""

    items: Sequence[LogLine]
    next: str | None = field(help="Cursor of the next page, with what was before; null on the last.")
    previous: str | None = field(
        help="Cursor towards the present: what has been added since. Null while nothing was ever found."
    )
    searched_to: datetime | None = field(
        help="A search for a text looks at a bounded number of failures for each page: it has come to this time, and "
        "`next` goes on. Null if nothing is left out."
    )


def line(event: DeliveryEvent, names: Mapping[str, str]) -> LogLine:
    """Return an event as it goes out."""
    return LogLine(
        id=f"{event.message_id}.{event.pipeline_id}.{event.attempt}.{event.finished_at}",
        message_id=event.message_id,
        status=event.status,
        attempt=event.attempt,
        workflow_id=event.workflow_id,
        workflow=names.get(event.workflow_id),
        pipeline_id=event.pipeline_id,
        pipeline=names.get(event.pipeline_id),
        application_id=event.source,
        application=names.get(event.source),
        received_at=time_of(event.received_at),
        started_at=time_of(event.started_at),
        finished_at=time_of(event.finished_at),
        duration_ms=max(0, event.finished_at - event.started_at),
        reason=event.reason,
        fingerprint=event.fingerprint,
    )
