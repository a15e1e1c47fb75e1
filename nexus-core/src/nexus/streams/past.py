"""The retained past of a workflow, delivered to a pipeline once more: a span of it, piece by piece, at a steady pace."""

from collections.abc import Callable
from typing import Final

from attrs import evolve

from nexus.errors import GroupLost
from nexus.model.delivery import ScheduledRetry
from nexus.model.message import Message
from nexus.model.replay import Pace, Piece, Span
from nexus.streams import entries, keys
from nexus.streams.base import Store
from nexus.streams.depth import groups
from nexus.streams.jobs import encode_job
from nexus.streams.kept import opened
from nexus.streams.past_scripts import REPLAY_PAST
from nexus.streams.wake import publish

REASON: Final = "replayed from the past by a person"

_PAGE: Final = 500
_SCANNED: Final = 50_000
"""Most entries that are looked at for one piece, where only some are wanted."""


class StreamPast:
    """Reads and replays what the streams retain. The `nexus.services.workflows.replay.Past`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def replay(
        self,
        workflow_id: str,
        pipeline_id: str,
        family: str,
        span: Span,
        pace: Pace,
        *,
        dry_run: bool = False,
        change: Callable[[Message], Message] = lambda message: message,
    ) -> Piece:
        """Schedule a piece of the past for a pipeline that has read it before.

        Messages that the pipeline has not read yet are left to their turn. Its cursor does not move, so that new messages
        go on meanwhile. Those that wait for an attempt already are not scheduled twice, so that the same piece may be
        asked for again after a failure.

        Args:
            workflow_id: whose past.
            pipeline_id: to which pipeline; ``sequence`` for a sequential workflow.
            family: connector family of its destination.
            span: which part.
            pace: how fast, and how much of it.
            dry_run: count only.
            change: what each message becomes before it is delivered.

        Raises:
            GroupLost: the pipeline has never run.
            StoreFull: there is no room for all; what was scheduled before is delivered.
            StoreError: the store is away; asking for the same again schedules what is missing.
        """
        stream = keys.stream(workflow_id)
        group = (await groups(self._store, stream)).get(pipeline_id)
        if group is None:
            raise GroupLost(f"pipeline {pipeline_id} has read nothing yet")
        end = min(group["last-delivered-id"].decode(), span.until, key=entries.order)
        matched = scheduled = looked_at = 0
        due_at: int | None = None
        start = span.since
        while matched < pace.limit and looked_at < _SCANNED:
            count = _PAGE if span.messages else min(_PAGE, pace.limit - matched)
            page = await self._page(stream, start, end, count)
            if not page:
                return Piece(matched, scheduled, due_at, None)
            looked_at += len(page)
            wanted = [one for one in page if not span.messages or one.id in span.messages]
            if len(wanted) > pace.limit - matched:
                wanted = wanted[: pace.limit - matched]
                page = page[: page.index(wanted[-1]) + 1]
            if wanted and not dry_run:
                added, due = await self._schedule(workflow_id, pipeline_id, family, list(map(change, wanted)), pace)
                scheduled += added
                due_at = due if added else due_at
            matched += len(wanted)
            start = f"({page[-1].entry}"
        if scheduled:
            await publish(self._store, keys.WAKE, workflow_id)
        rest = await self._store.call(stream, "XRANGE", stream, start, end, "COUNT", 1)
        return Piece(matched, scheduled, due_at, rest[0][0].decode() if rest else None)

    async def _page(self, stream: str, start: str, end: str, count: int) -> list[Message]:
        raw = await self._store.call(stream, "XRANGE", stream, start, end, "COUNT", count)
        return await opened(self._store.vault, entries.parse(raw, []))

    async def busy_until(self, workflow_id: str, pipeline_id: str) -> int:
        """When the last delivery that replays of a pipeline have scheduled is due (ms since 1970, UTC); 0 if none is."""
        pace = keys.replay_pace(workflow_id, pipeline_id)
        found = await self._store.call(pace, "GET", pace)
        return int(found) // 1000 if found else 0

    async def _schedule(
        self, workflow_id: str, pipeline_id: str, family: str, messages: list[Message], pace: Pace
    ) -> tuple[int, int]:
        touched = [
            keys.retry_queue(workflow_id, family),
            keys.jobs(workflow_id),
            keys.replay_pace(workflow_id, pipeline_id),
        ]
        arguments: list[str | bytes | int] = [pace.now_ms, int(1_000_000 / pace.rate)]
        for message in messages:
            first = evolve(message, attempt=1, scheduled=True)
            arguments += (
                keys.member(pipeline_id, message.entry),
                encode_job(ScheduledRetry(first, pace.now_ms, REASON), self._store.vault),
            )
        added, due_at = await self._store.run(REPLAY_PAST, touched, arguments)
        return int(added), int(due_at)
