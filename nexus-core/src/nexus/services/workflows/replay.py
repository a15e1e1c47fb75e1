"""Delivers a part of what a workflow retains to some of its pipelines again: bounded, at a steady pace, audited.

A replay goes in pieces. Each piece is one request, says where the next begins, and may be asked for again after a failure:
what waits for delivery is not scheduled twice, and what was delivered meanwhile has the same message id again, so that the
ledger, an upsert or the destination's idempotency key knows it.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, Protocol

import msgspec
from attrs import evolve, frozen

from nexus.config import define, field
from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import FAMILY, StepComponents
from nexus.errors import ConfigurationError, FieldError, GroupLost, InvalidInput, Throttled
from nexus.hookspecs import Capability, SinkType
from nexus.model.audit import AuditEvent, Category
from nexus.model.message import Message
from nexus.model.replay import Pace, Piece, Span
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.services.person import Person
from nexus.services.repositories import Repositories

MOST: Final = 10_000
"""Messages of one piece."""

AHEAD_S: Final = 600
"""So long may the deliveries take that are scheduled before another piece is taken."""

_NEW: Final = uuid.UUID("a3c1d8f0-5a55-5b0e-9a6e-1c7b0a2d4e61")
"""Namespace of the message ids of replays as new messages (UUIDv5)."""

_STREAM_ID: Final = re.compile(r"\d{1,16}(-\d{1,19})?")
_LAST: Final = 18446744073709551615
_SKEW_MS: Final = 60_000
_VERSION_7: Final = 7


@define
class PastReplayDocument:
    """A part of the retained past, and what is to be done with it."""

    EXAMPLE: ClassVar = {
        "pipelines": ["orders-to-crm"],
        "since": "2026-01-31T12:00:00Z",
        "until": "2026-01-31T13:00:00Z",
        "rate": 50,
    }

    pipelines: tuple[str, ...] = field(title="Pipelines", help="Names or ids; all without it.", default=())
    since: str | None = field(
        title="Since", help="Time with zone, or stream id; the oldest that is retained without it.", default=None
    )
    until: str | None = field(
        title="Until", help="Time with zone (before it), or stream id (up to it); now without it.", default=None
    )
    messages: tuple[str, ...] = field(title="Messages", help="Only these, by id; at most 1,000.", default=())
    limit: int = field(title="Most messages of this piece", default=1000, minimum=1, maximum=MOST)
    rate: float = field(title="Deliveries per second and pipeline", default=100.0, minimum=0.1, maximum=1000)
    dry_run: bool = field(title="Count only", default=False)
    as_new: bool = field(
        title="As new messages",
        help="Under new message ids, so that neither a ledger nor an idempotency key takes them for known.",
        default=False,
    )
    replay: str | None = field(
        title="Replay", help="Of a piece before, so that this one belongs to it.", pattern="[0-9a-f-]{36}", default=None
    )

    def __attrs_post_init__(self) -> None:
        """Refuse more than can be looked for."""
        if len(self.messages) > 1000:
            raise ValueError("name at most 1,000 messages")


class Past(Protocol):
    """What streams retain; ``streams`` has it."""

    async def replay(
        self,
        workflow_id: str,
        pipeline_id: str,
        family: str,
        span: Span,
        pace: Pace,
        *,
        dry_run: bool = False,
        change: Callable[[Message], Message] = ...,
    ) -> Piece:
        """Schedule a piece of the past for a pipeline that has read it before; raises GroupLost, StoreError."""
        ...

    async def busy_until(self, workflow_id: str, pipeline_id: str) -> int:
        """When the last delivery that replays of a pipeline have scheduled is due (ms since 1970, UTC); 0 if none is."""
        ...


@frozen
class Way:
    """Where a replay goes.

    Attributes:
        note: what a person should know about it.
    """

    id: str
    name: str
    family: str
    note: str


@frozen
class Replayed:
    """What became of one piece.

    Attributes:
        replay: names the replay; give it with the next piece.
        pieces: by way.
    """

    replay: str
    pieces: Sequence[tuple[Way, Piece]]


class ReplayDesk:
    """Replays the past of workflows.

    Args:
        now_ms: milliseconds since 1970 (UTC).
    """

    def __init__(
        self,
        repositories: Repositories,
        components: StepComponents,
        past: Past,
        *,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._repositories = repositories
        self._components = components
        self._past = past
        self._now_ms = now_ms

    async def replay(
        self, workspace_id: str, workflow_id: str, document: PastReplayDocument, person: Person
    ) -> Replayed:
        """Schedule one piece, or count it.

        Raises:
            NotFound: there is no such workflow.
            InvalidInput: an unknown pipeline, a time that is none, an empty span.
            Throttled: what was replayed before takes long enough already.
            StoreError: the stream store is away or full; asking for the same again schedules what is missing.
        """
        now = self._now_ms()
        workflow = await asyncio.to_thread(self._repositories.workflows.get, workspace_id, workflow_id)
        ways = await asyncio.to_thread(self._ways, workflow, document)
        span = _span(document, now)
        replay = document.replay or str(uuid.uuid4())
        if not document.dry_run:
            await self._require_room(workflow_id, ways, now)
            await asyncio.to_thread(self._note, workflow, ways, document, replay, person)
        pace = Pace(now, document.rate, document.limit)
        change = _as_new(replay) if document.as_new else _as_it_is
        pieces = []
        for way in ways:
            try:
                piece = await self._past.replay(
                    workflow_id, way.id, way.family, span, pace, dry_run=document.dry_run, change=change
                )
            except GroupLost:  # it has read nothing yet, so all is before it anyway
                piece = Piece(0, 0, None, None)
            pieces.append((way, piece))
        return Replayed(replay, pieces)

    async def _require_room(self, workflow_id: str, ways: Sequence[Way], now: int) -> None:
        for way in ways:
            ahead = (await self._past.busy_until(workflow_id, way.id) - now) / 1000
            if ahead > AHEAD_S:
                raise Throttled(
                    f"what is being replayed to {way.name!r} takes another {ahead:.0f} s: go on later",
                    retry_after=ahead - AHEAD_S,
                )

    def _ways(self, workflow: Workflow, document: PastReplayDocument) -> Sequence[Way]:
        if workflow.mode is Mode.SEQUENTIAL:
            note = "every step runs again"
            known = [Way(SEQUENCE, SEQUENCE, FAMILY, _told(note, workflow.enabled))]
        else:
            connectors = {one.id: one.connector for one in self._repositories.connections.list(workflow.workspace_id)}
            chosen = [one for one in workflow.pipelines if not document.pipelines or _is_named(one, document)]
            known = [self._way(workflow, one, connectors.get(one.destination, ""), document) for one in chosen]
        names = {name for way in known for name in (way.id, way.name)}
        faults = [
            FieldError(f"pipelines[{index}]", f"there is no pipeline {name!r}")
            for index, name in enumerate(document.pipelines)
            if name not in names
        ]
        if faults:
            raise InvalidInput(faults)
        return known

    def _way(self, workflow: Workflow, pipeline: Pipeline, connector: str, document: PastReplayDocument) -> Way:
        try:
            sink_type = self._components.sink(connector)
        except ConfigurationError as error:
            raise InvalidInput([FieldError("pipelines", f"{pipeline.name}: {error}")]) from error
        note = _told(_note(pipeline, sink_type, document), workflow.enabled and pipeline.enabled)
        return Way(pipeline.id, pipeline.name, sink_type.connector.family, note)

    def _note(
        self, workflow: Workflow, ways: Sequence[Way], document: PastReplayDocument, replay: str, person: Person
    ) -> None:
        details: Mapping[str, Any] = {
            "replay": replay,
            "pipelines": [way.name for way in ways],
            "since": document.since,
            "until": document.until,
            "messages": list(document.messages),
            "limit": document.limit,
            "rate": document.rate,
            "as_new": document.as_new,
        }
        event = AuditEvent(
            Category.DATA,
            "workflow.replay",
            person.name,
            workflow.workspace_id,
            address=person.address,
            target=f"workflow:{workflow.name}",
            details=details,
        )
        self._repositories.audit.append(event)


def _is_named(pipeline: Pipeline, document: PastReplayDocument) -> bool:
    return pipeline.id in document.pipelines or pipeline.name in document.pipelines


def _told(note: str, running: bool) -> str:  # noqa: FBT001 — two words that belong together
    return note if running else f"{note}; nothing is delivered before it is enabled"


def _note(pipeline: Pipeline, sink_type: SinkType, document: PastReplayDocument) -> str:
    able = sink_type.able(pipeline.operation)
    order = "; among newer messages as they come, so that an older state may stay" if pipeline.ordered_by else ""
    if document.as_new:
        return f"delivered under new message ids, as if they had never been{order}"
    if pipeline.ledger and Capability.LEDGER in able:
        return f"what its ledger has recorded is not written again; as_new does{order}"
    if Capability.IDEMPOTENT_WRITE in able:
        return f"a repeated {pipeline.operation} leaves the destination as it was, where nothing else has changed it{order}"
    if Capability.IDEMPOTENCY_KEY in able:
        return f"delivered with the same idempotency keys as before{order}"
    return f"delivered once more: the destination has them twice{order}"


def _span(document: PastReplayDocument, now: int) -> Span:
    since = _stream_id(document.since, "since") if document.since is not None else (_first(document.messages), 0)
    until = _stream_id(document.until, "until", end=True) if document.until is not None else (now, _LAST)
    if until < since:
        raise InvalidInput([FieldError("until", "must be later than since")])
    return Span(f"{since[0]}-{since[1]}", f"{until[0]}-{until[1]}", frozenset(document.messages))


def _first(messages: Sequence[str]) -> int:
    """Return a time (ms) before which none of these messages was accepted: their ids tell when they were made."""
    try:
        ids = [uuid.UUID(one) for one in messages]
    except ValueError:
        return 0
    if not ids or any(one.version != _VERSION_7 for one in ids):
        return 0
    return max(0, min(one.int >> 80 for one in ids) - _SKEW_MS)


def _stream_id(text: str, name: str, *, end: bool = False) -> tuple[int, int]:
    if _STREAM_ID.fullmatch(text):
        milliseconds, _, sequence = text.partition("-")
        return int(milliseconds), int(sequence) if sequence else (_LAST if end else 0)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no zone")  # noqa: TRY301 — one way out
        found = max(0, int(moment.astimezone(UTC).timestamp() * 1000))
    except (ValueError, OverflowError):
        advice = "give a time with its zone (2026-01-31T12:00:00Z), or a stream id (1769860800000-0)"
        raise InvalidInput([FieldError(name, advice)]) from None
    return (max(0, found - 1), _LAST) if end else (found, 0)


def _as_it_is(message: Message) -> Message:
    return message


def _as_new(replay: str) -> Callable[[Message], Message]:
    """Return what gives messages new ids: the same ones if a piece of this replay is asked for again."""

    def change(message: Message) -> Message:
        headers = msgspec.json.decode(message.headers) if message.headers else {}
        told = msgspec.json.encode({**headers, "replay_of": message.id})
        return evolve(message, id=str(uuid.uuid5(_NEW, f"{replay}/{message.id}")), headers=told)

    return change
