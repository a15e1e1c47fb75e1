"""Dead letters as they go out, and what is asked for about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from nexus.api.management.filters import time_of
from nexus.api.management.schemas import view
from nexus.config import define, field
from nexus.errors import FieldError, InvalidInput
from nexus.model.dead_letter import DeadLetterGroup, LetterStatus, StoredDeadLetter


@view
class LetterView:
    """A delivery that needs a person."""

    id: str
    status: LetterStatus
    message_id: str = field(help="`/api/messages/{id}/trace` tells its whole life.")
    workflow_id: str
    workflow: str | None = field(help="Its name; null if it is gone.")
    pipeline_id: str
    pipeline: str | None
    application_id: str
    application: str | None
    received_at: datetime
    died_at: datetime
    attempts: int
    fingerprint: str = field(help="Equal for letters that died of the same thing.")
    reason: str = field(help="With what the application wants masked as ********.")
    acted_by: str = field(help="Who replayed or discarded it.")
    acted_at: datetime | None


@view
class LetterPage:
    """Dead letters, the youngest first."""

    items: Sequence[LetterView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class WholeLetter:
    """A dead letter with its payload."""

    letter: LetterView
    payload: Any = field(help="Masked as its application wants it. What is delivered again is whole.")
    headers: Any
    trace: str = field(help="Path of the message's trace.")


@view
class GroupView:
    """Letters that died of the same thing in one pipeline."""

    fingerprint: str
    count: int
    workflow_id: str
    workflow: str | None
    pipeline_id: str
    pipeline: str | None
    reason: str = field(help="Of the youngest.")
    first_at: datetime
    last_at: datetime


@view
class GroupList:
    """Groups, the largest first."""

    items: Sequence[GroupView]


@view
class FaultView:
    """One thing that is wrong."""

    path: str
    message: str


@view
class PreviewView:
    """What would become of a letter that is replayed now."""

    ok: bool = field(help="It may be replayed.")
    payload: Any = field(help="What would be delivered, masked.")
    mapped: Any = field(help="What the pipeline's mapping makes of it, masked; null for sequential workflows.")
    filtered: bool = field(help="The pipeline's condition would hold it back.")
    faults: Sequence[FaultView]


@view
class ActionView:
    """What became of letters that were acted on."""

    done: Sequence[str] = field(help="Ids of the letters that were replayed or discarded.")
    refused: Mapping[str, str] = field(help="Letter id to why it was left as it is.")


@view
class ChunkView:
    """What became of some of the letters that were acted on together."""

    done: int = field(help="How many were replayed or discarded by this request.")
    refused: Mapping[str, str] = field(help="Letter id to why it was left as it is.")
    next: str | None = field(help="`cursor` of the request that goes on; null when all are done.")
    waiting: int = field(help="How many letters wait that the filter describes, those that were refused among them.")
    next_due_at: datetime | None = field(help="From when on the next request's letters are delivered, by the rate.")


@define
class EditDocument:
    """A payload in the place of the letter's own."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {"payload": {"id": 7, "customer": {"iban": "********"}, "total": "12.50"}}

    payload: Any = field(
        title="Payload",
        help="Any JSON. ******** where something is masked stands for what is there. Left out: the letter's own.",
        default=None,
    )


@define
class DiscardDocument:
    """Why a letter is given up."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {"reason": "test data of the 3rd"}

    reason: str = field(title="Reason", help="For the audit log.", min_length=1)


@define
class LetterFilterDocument:
    """Which waiting letters are meant; nothing given means all."""

    workflow: str | None = field(title="Workflow", help="Id or name", default=None)
    pipeline: str | None = field(title="Pipeline", help="Id or name", default=None)
    application: str | None = field(title="Application", help="Id or name", default=None)
    fingerprint: str | None = field(title="Fingerprint", help="Those that died of this", default=None)
    text: str | None = field(title="Text", help="Part of the reason", default=None)
    since: str | None = field(title="Died from this time on", help="With zone: 2026-01-31T12:00:00Z", default=None)
    until: str | None = field(title="Died before this time", help="With zone", default=None)


@define
class ReplayDocument:
    """Letters to be replayed together, some with each request."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {"filter": {"fingerprint": "1f0c22c5aa01b7d9"}, "rate": 50}

    filter: LetterFilterDocument = field(title="Letters", factory=LetterFilterDocument)
    rate: float = field(title="Deliveries per second", default=100.0, minimum=0.01, maximum=10_000)
    limit: int = field(title="Most letters of this request", default=1000, minimum=1, maximum=1000)
    cursor: str | None = field(title="Cursor", help="`next` of the request before", default=None)


@define
class DiscardManyDocument:
    """Letters to be discarded together, some with each request."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "filter": {"pipeline": "orders-to-crm"},
        "reason": "the CRM has them by now",
    }

    filter: LetterFilterDocument = field(title="Letters", factory=LetterFilterDocument)
    reason: str = field(title="Reason", help="For the audit log.", min_length=1)
    limit: int = field(title="Most letters of this request", default=1000, minimum=1, maximum=1000)
    cursor: str | None = field(title="Cursor", help="`next` of the request before", default=None)


def letter_view(one: StoredDeadLetter, names: Mapping[str, str]) -> LetterView:
    """Return a letter as it goes out."""
    letter, message = one.letter, one.letter.message
    return LetterView(
        id=one.id,
        status=one.status,
        message_id=message.id,
        workflow_id=letter.workflow_id,
        workflow=names.get(letter.workflow_id),
        pipeline_id=letter.pipeline_id,
        pipeline=names.get(letter.pipeline_id),
        application_id=message.source,
        application=names.get(message.source),
        received_at=time_of(message.received_at),
        died_at=time_of(letter.died_at),
        attempts=message.attempt,
        fingerprint=letter.fingerprint,
        reason=letter.reason,
        acted_by=one.acted_by,
        acted_at=one.acted_at,
    )


def group_view(one: DeadLetterGroup, names: Mapping[str, str]) -> GroupView:
    """Return a group as it goes out."""
    return GroupView(
        fingerprint=one.fingerprint,
        count=one.count,
        workflow_id=one.workflow_id,
        workflow=names.get(one.workflow_id),
        pipeline_id=one.pipeline_id,
        pipeline=names.get(one.pipeline_id),
        reason=one.reason,
        first_at=time_of(one.first_at),
        last_at=time_of(one.last_at),
    )


def milliseconds_of(path: str, text: str | None) -> int | None:
    """Return a time of a body in milliseconds since 1970 (UTC).

    Raises:
        InvalidInput: it is no time with a zone.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        pass
    raise InvalidInput([FieldError(path, "give a time with its zone: 2026-01-31T12:00:00Z")])
