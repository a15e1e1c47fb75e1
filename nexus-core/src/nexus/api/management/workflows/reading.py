"""Listing and showing workflows."""

from typing import Annotated, Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from nexus.api.management.caller import caller_of
from nexus.api.management.pages import Cursor, Limit, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.versions import tagged
from nexus.api.management.workflows.views import WorkflowPage, WorkflowView, shown, summary
from nexus.model.workflow import Mode
from nexus.services.definitions.text import write
from nexus.services.workflows.desk import WorkflowDesk, WorkflowFilter

_Text = str | None


def reading_routes(desk: WorkflowDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""

    @route("GET", "/workflows", policy=Policy.USER, name="list_workflows", summary="List workflows", tag="workflows")
    def list_workflows(  # noqa: PLR0917 — one argument per filter, all by name
        request: Request[Any, Any, Any],
        name: Annotated[_Text, QueryParameter(name="name", description="Part of the name, in any case.")] = None,
        mode: Annotated[Mode | None, QueryParameter(name="mode")] = None,
        enabled: Annotated[bool | None, QueryParameter(name="enabled")] = None,
        application: Annotated[
            _Text, QueryParameter(name="application", description="Id or name of one that feeds it.")
        ] = None,
        connection: Annotated[
            _Text, QueryParameter(name="connection", description="Id or name of one that it uses.")
        ] = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> WorkflowPage:
        workspace_id = caller_of(request).workspace_id
        wanted = WorkflowFilter(name, mode, enabled, application, connection)
        page = paged(desk.list(workspace_id, wanted), lambda one: one.name, cursor, limit)
        around = desk.surroundings(workspace_id)
        return WorkflowPage(items=[summary(desk, one, around) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/workflows/{workflow_id:str}",
        policy=Policy.USER,
        name="get_workflow",
        summary="Show a workflow",
        description="Its document, the guarantee of each pipeline, and what is wrong by now, since something is gone.",
        tag="workflows",
        versioned=True,
    )
    def get_workflow(request: Request[Any, Any, Any], workflow_id: FromPath[str]) -> Response[WorkflowView]:
        workspace_id = caller_of(request).workspace_id
        workflow = desk.get(workspace_id, workflow_id)
        return tagged(shown(desk, workflow, desk.surroundings(workspace_id)), workflow.version)

    @route(
        "GET",
        "/workflows/{workflow_id:str}/definition",
        policy=Policy.USER,
        name="export_workflow",
        summary="Export a workflow",
        description="A definition file in YAML with this workflow alone, as `nexus export` prints it; `nexus apply` takes "
        "it where there is what it names.",
        tag="workflows",
        media_type="text/yaml",  # an alias of application/yaml (RFC 9512), which generated clients do not read as text
    )
    def export_workflow(request: Request[Any, Any, Any], workflow_id: FromPath[str]) -> str:
        workspace_id = caller_of(request).workspace_id
        entry = desk.definition(desk.get(workspace_id, workflow_id), desk.surroundings(workspace_id))
        return write({"workflows": [entry]})

    return [list_workflows, get_workflow, export_workflow]
