"""The life of one message, as it can be told: what the log has, and where it stands now."""

from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from nexus.model.dead_letter import StoredDeadLetter
from nexus.model.delivery import DeliveryEvent
from nexus.model.message import Message


class Stage(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    """Accepted; its pipeline has not read it yet."""
    IN_WORK = "in_work"
    """Read by a worker, and not settled yet; or it waits there for its destination."""
    SCHEDULED = "scheduled"
    """It is tried again at a time, or goes on then."""
    DELIVERED = "delivered"
    FILTERED = "filtered"
    DEAD = "dead"
    """A dead letter that waits for a person."""
    REPLAYED = "replayed"
    """A dead letter that a person has replayed; what became of it is not in the log yet."""
    DISCARDED = "discarded"
    """A dead letter that a person has given up."""
    SETTLED = "settled"
    """Nothing is to be done: the log has nothing of it (any more), or the pipeline came after the message."""


@frozen
class Standing:
    """What the stream store knows of one delivery.

    Attributes:
        stage: ``WAITING``, ``IN_WORK``, ``SCHEDULED``, or ``SETTLED``: the store has nothing to do with it.
        handed_out: how often it was handed to a worker in this attempt.
        due_at: milliseconds since 1970 (UTC), of what is scheduled.
        attempt: number of the coming attempt, of what is scheduled.
        reason: why it was scheduled.
        message: as the schedule keeps it, with the state of a sequential run.
    """

    stage: Stage
    handed_out: int = 0
    due_at: int | None = None
    attempt: int | None = None
    reason: str = ""
    message: Message | None = None


@frozen
class DeliveryTrace:
    """One message on its way to one pipeline.

    Attributes:
        standing: None if the stream store could not be asked.
        at_step: the step at which a sequential run goes on.
        steps: those that it has finished.
    """

    workflow_id: str
    pipeline_id: str
    stage: Stage
    attempts: Sequence[DeliveryEvent] = ()
    standing: Standing | None = None
    letter: StoredDeadLetter | None = None
    at_step: str = ""
    steps: tuple[str, ...] = ()


@frozen
class Trace:
    """The whole life of one message.

    Attributes:
        message: as it is retained, with its payload in clear; None if it is not.
        complete: the stream store could be asked where it stands.
    """

    message_id: str
    source: str
    received_at: int
    deliveries: Sequence[DeliveryTrace]
    message: Message | None = None
    masked: tuple[str, ...] = ()
    complete: bool = True
