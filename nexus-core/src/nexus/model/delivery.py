"""A delivery: one message on its way to one pipeline."""

from collections.abc import Sequence
from enum import StrEnum

from attrs import define, field, frozen

from nexus.model.message import Message


class Status(StrEnum):
    """Where a delivery stands."""

    DELIVERED = "delivered"
    RETRYING = "retrying"
    FILTERED = "filtered"
    DEAD = "dead"


@frozen
class ScheduledRetry:
    """A delivery to try again at a time.

    Attributes:
        due_at: milliseconds since 1970 (UTC).
        message: with ``attempt`` already raised to the number of the coming attempt.
        reason: why the last attempt failed.
        state: run state of a sequential workflow (JSON), or empty.
    """

    message: Message
    due_at: int
    reason: str = ""
    state: bytes = b""


@frozen
class DeadLetter:
    """A delivery that needs a person.

    Attributes:
        fingerprint: equal for failures of one kind, so that they can be grouped.
        died_at: milliseconds since 1970 (UTC).
        masked: paths that its application wanted masked when it died; the payload is whole, so that it can be replayed.
    """

    workspace_id: str
    workflow_id: str
    pipeline_id: str
    message: Message
    reason: str
    fingerprint: str
    died_at: int
    masked: tuple[str, ...] = ()


@frozen
class Settlement:
    """What became of the messages of one read, applied to the store in one atomic step.

    Attributes:
        done: messages that were delivered or filtered.
        retries: deliveries to schedule; acknowledged once scheduled.
        dead: dead letters to record; acknowledged once recorded.
    """

    done: Sequence[Message] = ()
    retries: Sequence[ScheduledRetry] = ()
    dead: Sequence[DeadLetter] = ()


@define  # not frozen: see nexus.model.message
class DeliveryEvent:
    """One line of the delivery log: the end of one attempt. Times are milliseconds since 1970 (UTC)."""

    message_id: str
    workspace_id: str
    workflow_id: str
    pipeline_id: str
    source: str
    status: Status
    attempt: int
    received_at: int
    started_at: int
    finished_at: int
    reason: str = ""
    fingerprint: str = ""
    entry: str = field(default="", eq=False)


@frozen
class Depth:
    """How much a pipeline has before it: unread, read but not settled, and scheduled for a later attempt."""

    lag: int
    pending: int
    scheduled: int
