"""The whole life of one message: from the log, from dead letters, and from the stream store for what is not over."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from attrs import evolve, frozen

from nexus.engine.sequence.state import load
from nexus.errors import MappingError, NotFound, StoreError
from nexus.hookspecs import LogStore
from nexus.model.dead_letter import LetterStatus, StoredDeadLetter
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.message import Message
from nexus.model.trace import DeliveryTrace, Stage, Standing, Trace
from nexus.services.dead_letters import Archive
from nexus.services.ways import Way, Ways

_STAGES: Final = {
    Status.DELIVERED: Stage.DELIVERED,
    Status.FILTERED: Stage.FILTERED,
    Status.RETRYING: Stage.SCHEDULED,
    Status.DEAD: Stage.DEAD,
}
_LETTER_STAGES: Final = {
    LetterStatus.WAITING: Stage.DEAD,
    LetterStatus.REPLAYED: Stage.REPLAYED,
    LetterStatus.DISCARDED: Stage.DISCARDED,
}


class Whereabouts(Protocol):
    """Asks the stream store about single messages; ``streams`` has it. All raise StoreError."""

    async def find(self, message_id: str, given_at: int, workflow_ids: Sequence[str]) -> Mapping[str, Message]:
        """Return the message as each workflow's stream retains it, by workflow id."""
        ...

    async def at(self, workflow_id: str, entry: str) -> Message | None:
        """Return the message of a stream entry, or None if it is not retained."""
        ...

    async def standings(
        self, workflow_id: str, entry: str, routes: Mapping[str, str], *, retained: bool
    ) -> Mapping[str, Standing]:
        """Return where the message of an entry stands, by pipeline; ``routes``: pipeline id -> connector family."""
        ...


@frozen
class _Known:
    """What the databases know of a message."""

    events: Sequence[DeliveryEvent]
    letters: Sequence[StoredDeadLetter]
    ways: Mapping[tuple[str, str], Way | str]
    workflow_ids: Sequence[str]

    def entry(self, workflow_id: str) -> str:
        """The message's stream id in a workflow, or nothing."""
        told = [one.entry for one in self.events if one.workflow_id == workflow_id and one.entry]
        told += [one.letter.message.entry for one in self.letters if one.letter.workflow_id == workflow_id]
        return next(iter(told), "")

    def routes(self, workflow_id: str) -> dict[str, str]:
        """The pipelines of a workflow that concern the message, with their families; removed ones have none."""
        named = [(one.workflow_id, one.pipeline_id) for one in self.events]
        named += [(one.letter.workflow_id, one.letter.pipeline_id) for one in self.letters]
        routes = {}
        for key in dict.fromkeys([*self.ways, *named]):
            if key[0] == workflow_id:
                way = self.ways.get(key)
                routes[key[1]] = way.family if isinstance(way, Way) else "database"
        return routes


class TraceDesk:
    """Traces of one workspace.

    Args:
        log: the delivery log.
        archive: dead letters.
        whereabouts: the stream store.
        ways: the workspace's pipelines.
    """

    def __init__(
        self, log: LogStore, archive: Archive, whereabouts: Whereabouts, ways: Ways, workspace_id: str
    ) -> None:
        self._log = log
        self._archive = archive
        self._whereabouts = whereabouts
        self._ways = ways
        self._workspace_id = workspace_id

    async def trace(self, message_id: str) -> Trace:
        """Tell all that is known of a message.

        A message that is accepted and not settled is known to the stream store alone.

        Raises:
            NotFound: nobody has seen it in this workspace, or it was forgotten.
            StoreError: only the stream store could know it, and it is away.
        """
        known = await asyncio.to_thread(self._known, message_id)
        told = bool(known.events or known.letters)
        try:
            messages = await self._messages(message_id, known)
            standings = {
                workflow_id: await self._standings(workflow_id, messages.get(workflow_id), known)
                for workflow_id in known.workflow_ids
                if workflow_id in messages or known.entry(workflow_id)
            }
        except StoreError:
            if not told:
                raise
            return self._told(message_id, known, {}, {}, complete=False)
        if not told and not messages:
            raise NotFound("message", message_id)
        return self._told(message_id, known, messages, standings, complete=True)

    def _known(self, message_id: str) -> _Known:
        events = self._log.trace(self._workspace_id, message_id)
        letters = self._archive.of_message(self._workspace_id, message_id)
        sources = {*(one.source for one in events), *(one.letter.message.source for one in letters)}
        workflows = self._ways.fed_by(sources) if sources else list(self._ways.workflows())
        workflows += [one.workflow_id for one in events]
        workflows += [one.letter.workflow_id for one in letters]
        return _Known(events, letters, self._ways.all(), list(dict.fromkeys(workflows)))

    async def _messages(self, message_id: str, known: _Known) -> dict[str, Message]:
        messages: dict[str, Message] = {}
        unknown: list[str] = []
        for workflow_id in known.workflow_ids:
            entry = known.entry(workflow_id)
            if not entry:
                unknown.append(workflow_id)
            elif (found := await self._whereabouts.at(workflow_id, entry)) is not None:
                messages[workflow_id] = found
        given_at = _given_at(message_id, known)
        if unknown and given_at is not None:
            messages |= await self._whereabouts.find(message_id, given_at, unknown)
        return messages

    async def _standings(self, workflow_id: str, message: Message | None, known: _Known) -> Mapping[str, Standing]:
        entry = message.entry if message is not None else known.entry(workflow_id)
        routes = known.routes(workflow_id)
        return await self._whereabouts.standings(workflow_id, entry, routes, retained=message is not None)

    def _told(
        self,
        message_id: str,
        known: _Known,
        messages: Mapping[str, Message],
        standings: Mapping[str, Mapping[str, Standing]],
        *,
        complete: bool,
    ) -> Trace:
        deliveries = []
        for workflow_id in known.workflow_ids:
            if complete and workflow_id not in standings:
                continue
            for pipeline_id in known.routes(workflow_id):
                one = _delivery(workflow_id, pipeline_id, known, standings.get(workflow_id, {}).get(pipeline_id))
                if complete or one.attempts or one.letter is not None:
                    deliveries.append(one)
        kept = [*messages.values(), *(one.letter.message for one in known.letters)]
        kept += [one.standing.message for one in deliveries if one.standing and one.standing.message]
        first = known.events[0] if known.events else None
        return Trace(
            message_id=message_id,
            source=kept[0].source if kept else (first.source if first else ""),
            received_at=kept[0].received_at if kept else (first.received_at if first else 0),
            deliveries=deliveries,
            message=kept[0] if kept else None,
            masked=tuple(dict.fromkeys(path for one in known.letters for path in one.letter.masked)),
            complete=complete,
        )


def _delivery(workflow_id: str, pipeline_id: str, known: _Known, standing: Standing | None) -> DeliveryTrace:
    mine = [one for one in known.events if (one.workflow_id, one.pipeline_id) == (workflow_id, pipeline_id)]
    letter = next(
        (
            one
            for one in known.letters
            if (one.letter.workflow_id, one.letter.pipeline_id) == (workflow_id, pipeline_id)
        ),
        None,
    )
    told = DeliveryTrace(
        workflow_id, pipeline_id, _stage(mine, letter, standing), attempts=mine, standing=standing, letter=letter
    )
    if standing is None or standing.message is None or not standing.message.state:
        return told
    try:
        state = load(standing.message, "")
    except MappingError:
        return told
    return evolve(told, at_step=state.at, steps=tuple(state.steps))


def _stage(events: Sequence[DeliveryEvent], letter: StoredDeadLetter | None, standing: Standing | None) -> Stage:
    if standing is not None and standing.stage is not Stage.SETTLED:
        return standing.stage
    last = events[-1].status if events else None
    if letter is not None and last in {None, Status.DEAD}:
        return _LETTER_STAGES[letter.status]
    if last is Status.RETRYING and standing is not None:
        return Stage.SETTLED  # it is not scheduled any more, and its end is not in the log yet
    return _STAGES[last] if last is not None else Stage.SETTLED


def _given_at(message_id: str, known: _Known) -> int | None:
    """When the id was given: it says so itself, being a UUIDv7; of another kind only the log can know."""
    if known.events:
        return known.events[0].received_at
    try:
        parsed = uuid.UUID(message_id)
    except ValueError:
        return None
    return parsed.int >> 80 if parsed.version == 7 else None
