"""Looking at dead letters."""

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from nexus.api.management.dead_letters.desks import Desks, Question
from nexus.api.management.dead_letters.views import GroupList, LetterPage, WholeLetter, group_view, letter_view
from nexus.api.management.filters import (
    ApplicationParameter,
    MessageParameter,
    PipelineParameter,
    SinceParameter,
    UntilParameter,
    WorkflowParameter,
    milliseconds,
)
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.model.dead_letter import LetterStatus
from nexus.services.shown import masks_of_letter, shown_headers, shown_payload


def question(  # noqa: PLR0917 — one argument per filter, all by name
    workflow: WorkflowParameter = None,
    pipeline: PipelineParameter = None,
    application: ApplicationParameter = None,
    status: Annotated[LetterStatus, QueryParameter(name="status")] = LetterStatus.WAITING,
    message_id: MessageParameter = None,
    fingerprint: Annotated[
        str | None, QueryParameter(name="fingerprint", description="Those that died of this.")
    ] = None,
    text: Annotated[
        str | None,
        QueryParameter(name="text", min_length=1, max_length=200, description="Part of the reason, in any case."),
    ] = None,
    since: SinceParameter = None,
    until: UntilParameter = None,
) -> Question:
    """Read the filters of a request; raises InvalidInput for a time without a zone."""
    return Question(
        workflow=workflow,
        pipeline=pipeline,
        application=application,
        status=status,
        message_id=message_id,
        fingerprint=fingerprint,
        text=text,
        since=milliseconds("since", since),
        until=milliseconds("until", until),
    )


_ASKED = {"asked": Provide(question, sync_to_thread=False)}


def reading_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""

    @route(
        "GET",
        "/dead-letters/groups",
        policy=Policy.USER,
        name="group_dead_letters",
        summary="What letters died of",
        description="Counted by fingerprint and pipeline, the largest group first.",
        tag="dead letters",
        dependencies=_ASKED,
    )
    def group_letters(
        request: Request[Any, Any, Any], asked: NamedDependency[Question], limit: Limit = 100
    ) -> GroupList:
        desks = Desks.of(management, request)
        found = desks.letters.groups(desks.filter(asked), limit)
        names = desks.names(one for each in found for one in (each.workflow_id, each.pipeline_id))
        return GroupList(items=[group_view(one, names) for one in found])

    @route(
        "GET",
        "/dead-letters",
        policy=Policy.USER,
        name="list_dead_letters",
        summary="List dead letters",
        description="The youngest first, without their payloads.",
        tag="dead letters",
        dependencies=_ASKED,
    )
    def list_letters(
        request: Request[Any, Any, Any],
        asked: NamedDependency[Question],
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> LetterPage:
        desks = Desks.of(management, request)
        page = desks.letters.search(desks.filter(asked), cursor, limit)
        names = desks.names_of(*page.items)
        return LetterPage(items=[letter_view(one, names) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/dead-letters/{letter_id:str}",
        policy=Policy.USER,
        name="get_dead_letter",
        summary="Show a dead letter",
        tag="dead letters",
    )
    def get_letter(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> WholeLetter:
        desks = Desks.of(management, request)
        one = desks.letters.get(letter_id)
        message, masks = one.letter.message, masks_of_letter(management.metadata.names, one)
        return WholeLetter(
            letter=letter_view(one, desks.names_of(one)),
            payload=shown_payload(message.payload, masks),
            headers=shown_headers(message.headers),
            trace=f"/api/v1/messages/{message.id}/trace",
        )

    return [group_letters, list_letters, get_letter]
