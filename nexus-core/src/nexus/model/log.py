"""What can be asked of the delivery log, and what it answers."""

from collections.abc import Sequence

from attrs import frozen

from nexus.model.delivery import DeliveryEvent, Status


@frozen
class LogFilter:
    """Which events to list; None and empty do not restrict. Times are milliseconds since 1970 (UTC), ``until`` exclusive.

    Attributes:
        source: id of the application or source connection.
        statuses: any of these.
        text: part of the reason, in any case; only failures have one.
        since: of the end of the attempt (``finished_at``).
    """

    workflow_id: str | None = None
    pipeline_id: str | None = None
    source: str | None = None
    statuses: tuple[Status, ...] = ()
    message_id: str | None = None
    text: str | None = None
    since: int | None = None
    until: int | None = None


@frozen
class LogPage:
    """Some events, the one that ended last first, and the opaque cursors of the pages beside it.

    Attributes:
        older: continues into the past; None at its end.
        newer: continues towards the present, also to what is not there yet; None if nothing was found from the start.
        searched_to: how far back a search has come that looked at as many events as one page may; ``older`` goes on.
    """

    items: Sequence[DeliveryEvent] = ()
    older: str | None = None
    newer: str | None = None
    searched_to: int | None = None
