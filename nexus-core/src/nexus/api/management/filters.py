"""Parameters that lists of what happened have in common."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from litestar.params import QueryParameter

from nexus.api.management.audit import moment

WorkflowParameter: TypeAlias = Annotated[
    str | None, QueryParameter(name="workflow", description="Of this workflow, by id or name.")
]
PipelineParameter: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="pipeline", description="Of this pipeline, by id or name; `sequence` for sequential workflows."
    ),
]
ApplicationParameter: TypeAlias = Annotated[
    str | None, QueryParameter(name="application", description="From this application (or connection), by id or name.")
]
MessageParameter: TypeAlias = Annotated[str | None, QueryParameter(name="message_id", description="Of this message.")]
SinceParameter: TypeAlias = Annotated[
    datetime | None, QueryParameter(name="since", description="From this time on, with zone.")
]
UntilParameter: TypeAlias = Annotated[
    datetime | None, QueryParameter(name="until", description="Before this time, with zone.")
]


def milliseconds(name: str, value: datetime | None) -> int | None:
    """Return a time that a parameter gives, in milliseconds since 1970 (UTC).

    Raises:
        InvalidInput: it says no time zone.
    """
    known = moment(name, value)
    return None if known is None else int(known.timestamp() * 1000)


def time_of(value: int) -> datetime:
    """Return milliseconds since 1970 (UTC) as a time."""
    return datetime.fromtimestamp(value / 1000, UTC)


def time_or_none(value: int | None) -> datetime | None:
    """Return milliseconds as a time, None as it is."""
    return None if value is None else time_of(value)
