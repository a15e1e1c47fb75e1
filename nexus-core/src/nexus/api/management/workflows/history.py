"""The versions of workflows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.workflows.changing import saved
from nexus.api.management.workflows.views import WorkflowView
from nexus.config import field
from nexus.model.workflow_version import WorkflowVersion
from nexus.services.definitions.documents import WorkflowDocument
from nexus.services.workflows.desk import WorkflowDesk
from nexus.storage.cursors import decode, encode

Number = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]


@view
class VersionView:
    """A version of a workflow."""

    number: int
    author: str
    note: str
    saved_at: datetime


@view
class VersionPage:
    """Versions, newest first."""

    items: Sequence[VersionView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class VersionDetail:
    """A version of a workflow with its document."""

    DOCUMENTED: ClassVar = {"definition": WorkflowDocument}

    number: int
    author: str
    note: str
    saved_at: datetime
    definition: Mapping[str, Any] = field(help="As a definition file says it; what is gone by now is named by its id.")


@view
class DifferenceView:
    """A place at which two versions differ."""

    path: str = field(help="`pipelines[0].key`, or `pipelines[orders-to-crm]` where a list has grown or shrunk.")
    before: Any = field(help="Null where there was nothing.")
    after: Any = field(help="Null where there is nothing.")


@view
class DifferencesView:
    """How two versions differ."""

    earlier: int
    later: int
    changes: Sequence[DifferenceView]


def history_routes(management: Management, desk: WorkflowDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [*_looking(desk), _difference(desk), _restore(management, desk)]


def _looking(desk: WorkflowDesk) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/workflows/{workflow_id:str}/versions",
        policy=Policy.USER,
        name="list_workflow_versions",
        summary="List a workflow's versions",
        tag="workflows",
    )
    def list_versions(
        request: Request[Any, Any, Any], workflow_id: FromPath[str], cursor: Cursor = None, limit: Limit = 100
    ) -> VersionPage:
        before = decode(cursor, int)[0] if cursor else None
        workspace_id = caller_of(request).workspace_id
        found = desk.versions(workspace_id, workflow_id, before=before, limit=limit + 1)
        more = len(found) > limit
        return VersionPage(
            items=[
                VersionView(number=one.number, author=one.author, note=one.comment, saved_at=one.created_at)
                for one in found[:limit]
            ],
            next=encode(found[limit - 1].number) if more else None,
        )

    @route(
        "GET",
        "/workflows/{workflow_id:str}/versions/{number:int}",
        policy=Policy.USER,
        name="get_workflow_version",
        summary="Show a version of a workflow",
        tag="workflows",
    )
    def get_version(request: Request[Any, Any, Any], workflow_id: FromPath[str], number: Number) -> VersionDetail:
        workspace_id = caller_of(request).workspace_id
        return _detail(desk, desk.version(workspace_id, workflow_id, number))

    return [list_versions, get_version]


def _difference(desk: WorkflowDesk) -> HTTPRouteHandler:
    @route(
        "GET",
        "/workflows/{workflow_id:str}/versions/{earlier:int}/diff/{later:int}",
        policy=Policy.USER,
        name="compare_workflow_versions",
        summary="Compare two versions of a workflow",
        tag="workflows",
    )
    def compare(
        request: Request[Any, Any, Any], workflow_id: FromPath[str], earlier: Number, later: Number
    ) -> DifferencesView:
        found = desk.difference(caller_of(request).workspace_id, workflow_id, earlier, later)
        changes = [DifferenceView(path=one.path, before=one.before, after=one.after) for one in found]
        return DifferencesView(earlier=earlier, later=later, changes=changes)

    return compare


def _restore(management: Management, desk: WorkflowDesk) -> HTTPRouteHandler:
    @route(
        "POST",
        "/workflows/{workflow_id:str}/versions/{number:int}/restore",
        policy=Policy.ADMIN,
        name="restore_workflow_version",
        summary="Make an earlier version the next one",
        description="Whether the workflow is enabled stays as it is.",
        tag="workflows",
        status=200,
        refuses=(409, 503),
        versioned=True,
        in_threads=False,
    )
    async def restore(
        request: Request[Any, Any, Any], workflow_id: FromPath[str], number: Number
    ) -> Response[WorkflowView]:
        caller = caller_of(request)
        return await saved(
            management,
            desk,
            lambda begin: desk.restore(caller.workspace_id, workflow_id, number, caller.person, begin=begin),
        )

    return restore


def _detail(desk: WorkflowDesk, version: WorkflowVersion) -> VersionDetail:
    return VersionDetail(
        number=version.number,
        author=version.author,
        note=version.comment,
        saved_at=version.created_at,
        definition=desk.entry(version.workflow, desk.surroundings(version.workflow.workspace_id)),
    )
