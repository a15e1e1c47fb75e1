"""Dead letters as they are kept until a person acts."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from nexus.model.delivery import DeadLetter


class LetterStatus(StrEnum):
    """What became of a dead letter."""

    WAITING = "waiting"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


@frozen
class StoredDeadLetter:
    """A dead letter with its id and what a person did with it."""

    id: str
    letter: DeadLetter
    status: LetterStatus = LetterStatus.WAITING
    acted_by: str = ""
    acted_at: datetime | None = None


@frozen
class DeadLetterFilter:
    """What to list; None does not restrict. Times are milliseconds since 1970 (UTC), ``until`` exclusive."""

    workflow_id: str | None = None
    pipeline_id: str | None = None
    source: str | None = None
    message_id: str | None = None
    fingerprint: str | None = None
    status: LetterStatus | None = LetterStatus.WAITING
    text: str | None = None
    since: int | None = None
    until: int | None = None


@frozen
class DeadLetterGroup:
    """Letters that died of the same thing."""

    fingerprint: str
    workflow_id: str
    pipeline_id: str
    count: int
    reason: str
    first_at: int
    last_at: int
