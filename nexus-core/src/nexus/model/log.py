"""What can be asked of the delivery log."""

from attrs import frozen

from nexus.model.delivery import Status


@frozen
class LogFilter:
    """Which events to list; None does not restrict. Times are milliseconds since 1970 (UTC), ``until`` exclusive.

    Attributes:
        source: id of the application or source connection.
        text: part of the reason.
        since: of the end of the attempt (``finished_at``).
    """

    workflow_id: str | None = None
    pipeline_id: str | None = None
    source: str | None = None
    status: Status | None = None
    message_id: str | None = None
    text: str | None = None
    since: int | None = None
    until: int | None = None
