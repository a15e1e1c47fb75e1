"""What happens now, as server-sent events: from the workers while one listens, from the log for what was missed."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any, Final

import msgspec
from attrs import define, evolve, field
from litestar import Request
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from nexus.api.management.caller import caller_of
from nexus.api.management.endless import goes_on
from nexus.api.management.logs.listing import ASKED
from nexus.api.management.logs.views import LogLine, line
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.errors import FieldError, InvalidInput, Throttled
from nexus.model.delivery import DeliveryEvent
from nexus.model.log import LogFilter
from nexus.services.logs import LogDesk, LogQuestion
from nexus.streams.tail import Listener, Tail

MOST_LISTENERS: Final = 200
"""So many listen to one API process; each may hold `nexus.streams.tail.MOST_WAITING` events."""

HEARTBEAT_S: Final = 5.0
"""So often something is sent, and asked whether the session lives (security, tokens: who is disabled is out at once)."""

OVERLAP_MS: Final = 1_500
"""So far before the last event the log is read again: workers write it in batches, not in order."""

REMEMBERED: Final = 5_000
"""So many lines are known as sent, so that none is sent twice on one connection."""

RESUMED: Final = 1_000
"""Most lines that are read from the log at once; of more it is said that they are missed."""

RETRY_MS: Final = 2_000


def stream_route(management: Management) -> HTTPRouteHandler:
    """Return the route."""
    tail = Tail(management.store)

    @route(
        "GET",
        "/logs/stream",
        policy=Policy.USER,
        name="stream_logs",
        summary="What becomes of messages, as it happens",
        description="Server-sent events: `delivery`, whose data is a line of the log; `missed`, whose data says how many "
        "lines a slow reader was not sent (`count`, null if nobody counted them), to be found in the log. The same filters "
        "as the log. With `Last-Event-ID`, what happened since comes first, from the log; lines of the last moment may come "
        "again: their `id` tells. It ends with the session.",
        tag="logs",
        refuses=(429,),
        answers={200: ResponseSpec(LogLine, description="Events without end.", media_type="text/event-stream")},
        in_threads=False,
        media_type="text/event-stream",
        dependencies=ASKED,
    )
    async def stream_logs(
        request: Request[Any, Any, Any],
        asked: NamedDependency[LogQuestion],
        last_event_id: Annotated[
            str | None, HeaderParameter(name="Last-Event-ID", description="`id` of the last event that was received.")
        ] = None,
    ) -> ServerSentEvent:
        caller = caller_of(request)
        if tail.listeners >= MOST_LISTENERS:
            raise Throttled(f"{MOST_LISTENERS} listen to this process already", retry_after=10.0)
        desk = LogDesk(management.log, management.metadata.names, caller.workspace_id)
        wanted = await asyncio.to_thread(desk.filter, asked)
        follower = _Follower(desk, asked, _position(last_event_id))
        return ServerSentEvent(
            _events(
                tail,
                caller.workspace_id,
                wanted,
                follower,
                goes_on(request, management.log_in),
            ),
            retry_duration=RETRY_MS,
        )

    return stream_logs


async def _events(
    tail: Tail, workspace_id: str, wanted: LogFilter, follower: "_Follower", signed_in: Callable[[], bool]
) -> AsyncIterator[ServerSentEventMessage]:
    yield ServerSentEventMessage(data=None, comment="listening")  # so that whoever waits for the answer has it
    async with tail.listen(workspace_id, lambda event: accepts(wanted, event)) as listener:
        asked_at = time.monotonic()
        while True:
            for message in await follower.next(listener):
                yield message
            if time.monotonic() - asked_at >= HEARTBEAT_S:
                asked_at = time.monotonic()
                if not await asyncio.to_thread(signed_in):
                    return
                yield ServerSentEventMessage(data=None, comment="still here")


@define(eq=False)
class _Follower:
    """What one reader has been sent, and what comes next."""

    desk: LogDesk
    asked: LogQuestion
    position: int
    names: dict[str, str | None] = field(factory=dict)
    sent: "OrderedDict[str, None]" = field(factory=OrderedDict)

    async def next(self, listener: Listener) -> list[ServerSentEventMessage]:
        """Wait for news, at most until the next heart-beat, and return what is to be sent."""
        events, missed = ([], 0) if listener.resync else await listener.take(HEARTBEAT_S)
        messages: list[ServerSentEventMessage] = []
        if listener.resync:
            listener.resync = False
            found, uncounted = await asyncio.to_thread(self._from_log)
            events = [*found, *events]
            if uncounted:
                messages.append(_missed(None))
        if missed:
            messages.append(_missed(missed))
        return [*messages, *await self._lines(events)]

    def _from_log(self) -> tuple[list[DeliveryEvent], bool]:
        since = max(self.asked.since or 0, self.position - OVERLAP_MS)
        page = self.desk.search(evolve(self.asked, since=since), None, RESUMED)
        return list(reversed(page.items)), page.older is not None

    async def _lines(self, events: Sequence[DeliveryEvent]) -> list[ServerSentEventMessage]:
        wanted = {one for each in events for one in (each.workflow_id, each.pipeline_id, each.source)}
        if unknown := wanted - self.names.keys():
            named = [each for each in events if unknown & {each.workflow_id, each.pipeline_id, each.source}]
            found = await asyncio.to_thread(self.desk.names, *named)
            self.names |= {one: found.get(one) for one in unknown}
        names = {one: name for one, name in self.names.items() if name is not None}
        messages = []
        for event in events:
            shown = line(event, names)
            if shown.id in self.sent:
                continue
            self.sent[shown.id] = None
            self.position = max(self.position, event.finished_at)
            data = msgspec.json.encode(shown).decode()
            messages.append(ServerSentEventMessage(event="delivery", id=str(self.position), data=data))
        while len(self.sent) > REMEMBERED:
            self.sent.popitem(last=False)
        return messages


def accepts(wanted: LogFilter, event: DeliveryEvent) -> bool:
    """Whether an event is one that the filter describes, as the log would find it."""
    return (
        wanted.workflow_id in {None, event.workflow_id}
        and wanted.pipeline_id in {None, event.pipeline_id}
        and wanted.source in {None, event.source}
        and (not wanted.statuses or event.status in wanted.statuses)
        and wanted.message_id in {None, event.message_id}
        and (wanted.text is None or wanted.text.casefold() in event.reason.casefold())
        and (wanted.since is None or event.finished_at >= wanted.since)
        and (wanted.until is None or event.finished_at < wanted.until)
    )


def _missed(count: int | None) -> ServerSentEventMessage:
    return ServerSentEventMessage(event="missed", data=msgspec.json.encode({"count": count}).decode())


def _position(last_event_id: str | None) -> int:
    if last_event_id is None:
        return int(time.time() * 1000) + OVERLAP_MS  # nothing of before
    if not last_event_id.isascii() or not last_event_id.isdigit() or len(last_event_id) > 16:
        raise InvalidInput([FieldError("Last-Event-ID", "send the id of the last event as it was received")])
    return int(last_event_id)
