"""Acting on many dead letters: some with each request, so that whoever asks sees how far it is, and can stop.

Nothing is kept between the requests but the letters: one that is replayed or discarded does not wait any more. So whoever
was interrupted goes on by asking once more, with the last cursor or without.
"""

import asyncio
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from nexus.api.management.dead_letters.desks import Desks, Question
from nexus.api.management.dead_letters.views import (
    ChunkView,
    DiscardManyDocument,
    LetterFilterDocument,
    ReplayDocument,
    milliseconds_of,
)
from nexus.api.management.filters import time_or_none
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.model.dead_letter import DeadLetterFilter
from nexus.services.dead_letters import Chunk
from nexus.storage.cursors import decode, encode
from nexus.streams.replay import StreamReplay


def bulk_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    replay = StreamReplay(management.store)

    @route(
        "POST",
        "/dead-letters/replay",
        policy=Policy.ADMIN,
        name="replay_dead_letters",
        summary="Deliver many letters again",
        description="Up to `limit` with each request, spread over time by `rate`. Ask again with `next` as `cursor` until "
        "it is null; the rate holds over all requests. Whoever loses the cursor asks without: what was replayed does not "
        "wait any more.",
        tag="dead letters",
        body=ReplayDocument,
        status=200,
        refuses=(503,),
        in_threads=False,
    )
    async def replay_letters(request: Request[Any, Any, Any], data: JSONBody[ReplayDocument]) -> ChunkView:
        desks = Desks.of(management, request)
        wanted = await asyncio.to_thread(_filter, desks, data.filter)
        cursor, start = _position(data.cursor)
        chunk = await desks.letters.replay_some(
            wanted, replay, desks.caller.person, rate=data.rate, cursor=cursor, start=start, limit=data.limit
        )
        return await asyncio.to_thread(_chunk, desks, wanted, chunk)

    @route(
        "POST",
        "/dead-letters/discard",
        policy=Policy.ADMIN,
        name="discard_dead_letters",
        summary="Give many letters up for good",
        description="Up to `limit` with each request; ask again with `next` as `cursor` until it is null.",
        tag="dead letters",
        body=DiscardManyDocument,
        status=200,
        in_threads=False,
    )
    async def discard_letters(request: Request[Any, Any, Any], data: JSONBody[DiscardManyDocument]) -> ChunkView:
        desks = Desks.of(management, request)
        wanted = await asyncio.to_thread(_filter, desks, data.filter)
        cursor, _ = _position(data.cursor)
        chunk = await desks.letters.discard_some(
            wanted, desks.caller.person, why=data.reason, cursor=cursor, limit=data.limit
        )
        return await asyncio.to_thread(_chunk, desks, wanted, chunk)

    return [replay_letters, discard_letters]


def _filter(desks: Desks, given: LetterFilterDocument) -> DeadLetterFilter:
    return desks.filter(
        Question(
            workflow=given.workflow,
            pipeline=given.pipeline,
            application=given.application,
            fingerprint=given.fingerprint,
            text=given.text,
            since=milliseconds_of("filter.since", given.since),
            until=milliseconds_of("filter.until", given.until),
        )
    )


def _position(cursor: str | None) -> tuple[str | None, int | None]:
    """Return where the letters go on, and from when on they are due."""
    if cursor is None:
        return None, None
    inner, due_at = decode(cursor, str, int)
    return inner, due_at


def _chunk(desks: Desks, wanted: DeadLetterFilter, chunk: Chunk) -> ChunkView:
    return ChunkView(
        done=len(chunk.done.ids),
        refused=chunk.done.refused,
        next=None if chunk.cursor is None else encode(chunk.cursor, chunk.due_at or 0),
        waiting=desks.letters.count(wanted),
        next_due_at=time_or_none(chunk.due_at) if chunk.done.ids else None,
    )
