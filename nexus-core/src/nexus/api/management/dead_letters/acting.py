"""Acting on one dead letter: preview, edit, replay, discard. Everything is audited by who keeps the letters."""

from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.dead_letters.desks import Desks
from nexus.api.management.dead_letters.views import (
    ActionView,
    DiscardDocument,
    EditDocument,
    FaultView,
    PreviewView,
)
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.services.dead_letter_edits import Preview
from nexus.services.dead_letters import Done
from nexus.streams.replay import StreamReplay


def acting_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    replay = StreamReplay(management.store)

    @route(
        "POST",
        "/dead-letters/{letter_id:str}/preview",
        policy=Policy.ADMIN,
        name="preview_dead_letter",
        summary="Try a letter, as it is or edited",
        description="Maps it by the pipeline as it is now, and holds an edited payload to the application's fields. Nothing "
        "is delivered.",
        tag="dead letters",
        body=EditDocument,
        status=200,
    )
    def preview_letter(
        request: Request[Any, Any, Any], letter_id: FromPath[str], data: JSONBody[EditDocument]
    ) -> PreviewView:
        return _preview(Desks.of(management, request).editor.preview(letter_id, data.payload))

    @route(
        "POST",
        "/dead-letters/{letter_id:str}/replay",
        policy=Policy.ADMIN,
        name="replay_dead_letter",
        summary="Deliver a letter again, as it is or edited",
        description="As a first attempt, by the pipeline as it is now. An edited payload is checked as by the preview; the "
        "message keeps its id.",
        tag="dead letters",
        body=EditDocument,
        status=200,
        refuses=(409, 503),
        in_threads=False,
    )
    async def replay_letter(
        request: Request[Any, Any, Any], letter_id: FromPath[str], data: JSONBody[EditDocument]
    ) -> ActionView:
        desks = Desks.of(management, request)
        person = desks.caller.person
        if data.payload is None:
            return _action(await desks.letters.replay([letter_id], replay, person))
        return _action(await desks.editor.replay(letter_id, data.payload, replay, person))

    @route(
        "POST",
        "/dead-letters/{letter_id:str}/discard",
        policy=Policy.ADMIN,
        name="discard_dead_letter",
        summary="Give a letter up for good",
        tag="dead letters",
        body=DiscardDocument,
        status=200,
        in_threads=False,
    )
    async def discard_letter(
        request: Request[Any, Any, Any], letter_id: FromPath[str], data: JSONBody[DiscardDocument]
    ) -> ActionView:
        desks = Desks.of(management, request)
        return _action(await desks.letters.discard([letter_id], desks.caller.person, why=data.reason))

    return [preview_letter, replay_letter, discard_letter]


def _action(done: Done) -> ActionView:
    return ActionView(done=done.ids, refused=done.refused)


def _preview(found: Preview) -> PreviewView:
    mapped = found.mapped
    return PreviewView(
        ok=not found.faults,
        payload=found.payload,
        mapped=mapped.row if mapped is not None else None,
        filtered=mapped.filtered if mapped is not None else False,
        faults=[FaultView(path=one.path, message=one.message) for one in found.faults],
    )
