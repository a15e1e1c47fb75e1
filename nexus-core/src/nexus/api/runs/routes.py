"""The routes of runs: ``/execute/{id}``, ``/api/workflows/{id}/runs``, ``/api/runs/{id}``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta, Struct

from nexus.api.ingress.request import Head
from nexus.api.ingress.route import ProblemDocument, response_of
from nexus.api.management.caller import caller_of
from nexus.api.management.pages import Cursor, Limit
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.runs.execution import MOST_WAIT_S, ExecuteRequest, Executor
from nexus.api.runs.views import (
    ComparisonView,
    RunDetailView,
    RunPage,
    RunView,
    comparison_view,
    run_detail,
    run_view,
)
from nexus.errors import FieldError, InvalidInput
from nexus.model.run import RunFilter, RunStatus
from nexus.services.runs.desk import RunDesk
from nexus.services.runs.documents import RerunDocument, TrialDocument

Status: TypeAlias = Annotated[str | None, QueryParameter(name="status", description="One of the statuses of a run.")]
Source: TypeAlias = Annotated[str | None, QueryParameter(name="source", description="Id of the application.")]
Text: TypeAlias = Annotated[str | None, QueryParameter(name="text", description="Part of the reason.")]
Since: TypeAlias = Annotated[str | None, QueryParameter(name="since", description="Began at or after (ISO 8601).")]
Until: TypeAlias = Annotated[str | None, QueryParameter(name="until", description="Began before (ISO 8601).")]
OfWorkflow: TypeAlias = Annotated[
    str | None,
    QueryParameter(name="workflow", description="Id; needed only where one message went through several workflows."),
]


class Begun(Struct):
    """A run that is on stable storage."""

    id: Annotated[str, Meta(description="Of the run, and of its message.")]


_RESPONSES = {
    200: ResponseSpec(Any, description="What the workflow's `result` gives.", generate_examples=False),
    202: ResponseSpec(Begun, description="On stable storage.", generate_examples=False),
} | {
    status: ResponseSpec(
        ProblemDocument, description=text, media_type="application/problem+json", generate_examples=False
    )
    for status, text in {
        400: "Not JSON.",
        401: "Unknown API key, or no valid access token.",
        403: "The application is disabled, or the person may not run workflows.",
        404: "No enabled workflow of that id takes messages of this sender.",
        409: "The Idempotency-Key was used with another body, or the run was cancelled.",
        413: "Too large.",
        415: "Content type or encoding is not taken.",
        422: "The message does not fit the application's schema, or is not one.",
        429: "Above the application's rate; see Retry-After.",
        500: "The run has failed; `id` is that of the run.",
        503: "Back-pressure; see Retry-After.",
    }.items()
}


@dataclass
class _ExecuteOperation(Operation):
    """Describes the body, which the route reads as bytes."""

    def __post_init__(self) -> None:
        message = Schema(
            type=OpenAPIType.OBJECT,
            description="The message.",
            examples=[{"id": 1, "customer": {"email": "ada@example.com"}, "total": 12.5}],
        )
        self.request_body = RequestBody(required=True, content={"application/json": OpenAPIMediaType(schema=message)})


def run_routes(desk: RunDesk) -> list[HTTPRouteHandler]:
    """Return the routes below ``/api``."""
    return [*_reading(desk), *_changing(desk)]


def execute_route(executor: Executor, path: str, *, in_schema: bool) -> HTTPRouteHandler:
    """Return ``POST path``, which has a place for the workflow's id."""
    # said only then: a handler's own word counts for more than that of the router of the alias
    hidden: dict[str, Any] = {} if in_schema else {"include_in_schema": False}

    @post(
        path,
        status_code=202,
        operation_class=_ExecuteOperation,
        responses=_RESPONSES,
        **hidden,
        tags=["runs"],
        summary="Run a workflow",
        description="The body, one JSON object, is the message. `202` with the id means that it is on stable storage; with "
        "`?wait=SECONDS` the answer is `200` with what the workflow's `result` gives, or `202` if that takes longer.",
        operation_id="execute_workflow",
        opt={"policy": Policy.API_KEY},
        security=[{"apiKey": []}, {"bearer": []}],
    )
    async def execute(
        request: Request[Any, Any, Any],
        workflow_id: FromPath[str],
        wait: Annotated[
            float | None,
            QueryParameter(name="wait", ge=0, le=MOST_WAIT_S, description="Seconds to wait for the result."),
        ] = None,
        idempotency_key: Annotated[  # noqa: ARG001 — named for OpenAPI; read from the raw headers
            str, HeaderParameter(name="Idempotency-Key", description="Makes a resend of this request harmless.")
        ] = "",
    ) -> Response[bytes]:
        head = Head(request.scope["headers"], request.scope["path"].encode())
        shows_key, authorization = "x-api-key" in request.headers, request.headers.get("authorization", "")
        asked = ExecuteRequest(workflow_id, head, shows_key, authorization, await request.body())
        return response_of(await executor.execute(request.app.state.door, asked, wait))

    return execute


def _reading(desk: RunDesk) -> Sequence[HTTPRouteHandler]:
    @route(
        "GET",
        "/workflows/{workflow_id:str}/runs",
        fresh=True,
        policy=Policy.USER,
        name="list_runs",
        summary="List the runs of a workflow",
        tag="runs",
    )
    def list_runs(
        request: Request[Any, Any, Any],
        workflow_id: FromPath[str],
        *,
        status: Status = None,
        source: Source = None,
        text: Text = None,
        since: Since = None,
        until: Until = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> RunPage:
        wanted = RunFilter(
            workflow_id, _status(status), source, text, since=_time("since", since), until=_time("until", until)
        )
        page = desk.list(caller_of(request).workspace_id, wanted, cursor, limit)
        return RunPage(items=[run_view(one) for one in page.items], next=page.cursor)

    @route(
        "GET", "/runs/{run_id:str}", fresh=True, policy=Policy.USER, name="get_run", summary="Show a run", tag="runs"
    )
    def get_run(request: Request[Any, Any, Any], run_id: FromPath[str], workflow: OfWorkflow = None) -> RunDetailView:
        return run_detail(desk.get(caller_of(request).workspace_id, run_id, workflow))

    return [list_runs, get_run]


def _changing(desk: RunDesk) -> Sequence[HTTPRouteHandler]:
    @route(
        "POST",
        "/runs/{run_id:str}/cancel",
        policy=Policy.ADMIN,
        name="cancel_run",
        summary="End a run",
        tag="runs",
        description="One that waits ends at once; one that is under way before its next step that has an effect.",
        status=202,
        refuses=(409, 503),
        in_threads=False,
    )
    async def cancel_run(
        request: Request[Any, Any, Any], run_id: FromPath[str], workflow: OfWorkflow = None
    ) -> RunView:
        caller = caller_of(request)
        return run_view(await desk.cancel(caller.workspace_id, run_id, caller.person, workflow))

    @route(
        "POST",
        "/runs/{run_id:str}/rerun",
        policy=Policy.ADMIN,
        name="rerun_run",
        summary="Run again, from a step on",
        tag="runs",
        description="A new run, whose calls carry idempotency keys of their own.",
        body=RerunDocument,
        status=202,
        refuses=(409, 503),
        in_threads=False,
    )
    async def rerun_run(
        request: Request[Any, Any, Any],
        run_id: FromPath[str],
        data: JSONBody[RerunDocument],
        workflow: OfWorkflow = None,
    ) -> RunView:
        caller = caller_of(request)
        return run_view(await desk.rerun(caller.workspace_id, run_id, data, caller.person, workflow))

    @route(
        "POST",
        "/runs/{run_id:str}/try",
        policy=Policy.ADMIN,
        name="try_run",
        summary="Try a run's message out on a draft or another version",
        tag="runs",
        description="Steps that only compute, compute; nothing goes out.",
        body=TrialDocument,
        status=200,
        refuses=(409, 503),
        in_threads=False,
    )
    async def try_run(
        request: Request[Any, Any, Any],
        run_id: FromPath[str],
        data: JSONBody[TrialDocument],
        workflow: OfWorkflow = None,
    ) -> ComparisonView:
        return comparison_view(await desk.attempt(caller_of(request).workspace_id, run_id, data, workflow))

    return [cancel_run, rerun_run, try_run]


def _status(text: str | None) -> RunStatus | None:
    try:
        return None if text is None else RunStatus(text)
    except ValueError:
        known = ", ".join(RunStatus)
        raise InvalidInput([FieldError("status", f"there is no status {text!r}; there are {known}")]) from None


def _time(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput([FieldError(name, "must be a time in ISO 8601: 2026-11-25T12:00:00Z")]) from None
    if moment.tzinfo is None:
        raise InvalidInput([FieldError(name, "needs a time zone: 2026-11-25T12:00:00Z")])
    return int(moment.timestamp() * 1000)
