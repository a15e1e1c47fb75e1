"""Delivering the retained past once more."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.model.replay import Piece
from nexus.services.workflows.replay import PastReplayDocument, ReplayDesk, Replayed, Way


@view
class ReplayedPipeline:
    """What becomes of a replay at one pipeline."""

    id: str
    name: str
    matched: int = field(help="Messages of this piece that it has read before; others come to it anyway.")
    scheduled: int = field(help="Those that are delivered again; the others wait for an attempt already.")
    due_at: datetime | None = field(help="When the last of them is delivered.")
    next: str | None = field(help="`since` of the next piece; null if this was the last.")
    note: str = field(help="What its destination makes of messages that it has seen before.")


@view
class ReplayView:
    """A piece of a replay."""

    replay: str = field(help="Give it with the next piece.")
    dry_run: bool
    pipelines: Sequence[ReplayedPipeline]
    next: str | None = field(help="`since` of the next piece, of the pipelines that have one; null if all is done.")


def replay_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    desk = ReplayDesk(management.metadata.repositories, management.catalogue, management.past)

    @route(
        "POST",
        "/workflows/{workflow_id:str}/replay",
        policy=Policy.ADMIN,
        name="replay_workflow",
        summary="Deliver a part of the retained past again",
        description=(
            "One piece of it, spread over time by `rate`. Go on with `since` set to `next` and the same `until` and "
            "`replay`; after a failure, send the same again. Messages keep their ids, so that a ledger does not write "
            "them twice and destinations see the same idempotency keys, unless `as_new`."
        ),
        tag="workflows",
        body=PastReplayDocument,
        status=200,
        refuses=(429, 503),
        in_threads=False,
    )
    async def replay(
        request: Request[Any, Any, Any], workflow_id: FromPath[str], data: JSONBody[PastReplayDocument]
    ) -> ReplayView:
        caller = caller_of(request)
        return _view(await desk.replay(caller.workspace_id, workflow_id, data, caller.person), dry_run=data.dry_run)

    return [replay]


def _view(done: Replayed, *, dry_run: bool) -> ReplayView:
    rest = [piece.next for _, piece in done.pieces if piece.next is not None]
    return ReplayView(
        replay=done.replay,
        dry_run=dry_run,
        pipelines=[_pipeline(way, piece) for way, piece in done.pieces],
        next=min(rest, key=_order) if rest else None,
    )


def _order(entry: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry.split("-"))


def _pipeline(way: Way, piece: Piece) -> ReplayedPipeline:
    return ReplayedPipeline(
        id=way.id,
        name=way.name,
        matched=piece.matched,
        scheduled=piece.scheduled,
        due_at=datetime.fromtimestamp(piece.due_at / 1000, UTC) if piece.due_at is not None else None,
        next=piece.next,
        note=way.note,
    )
