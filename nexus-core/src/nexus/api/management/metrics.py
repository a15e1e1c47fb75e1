"""Figures for the dashboard: a summary, and the last second as it passes."""

from typing import Annotated, Any, Final

import msgspec
from litestar import MediaType, Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import ServerSentEvent

from nexus.api.management.caller import caller_of
from nexus.api.management.endless import goes_on
from nexus.api.management.figures import MetricsSummary, summary
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.ticking import events_of
from nexus.api.management.ticks import Tick, tick
from nexus.errors import FieldError, InvalidInput
from nexus.model.metrics import Kind
from nexus.services.measures.desk import Measured, Span

_MOST_WRITTEN: Final = 200

WEEK_S: Final = 7 * 24 * 3600

_Asked = Annotated[str | None, QueryParameter(description="Its id or name; without any of these, the workspace.")]
_Pipeline = Annotated[
    str | None, QueryParameter(description="Its id, or `WORKFLOW/sequence` for a sequential workflow.")
]


def metrics_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [_summary(management), _stream(management)]


def _summary(management: Management) -> HTTPRouteHandler:
    desk = management.measures
    written: dict[tuple[str, Span, Kind, str], tuple[Measured, bytes]] = {}

    @route(
        "GET",
        "/metrics/summary",
        policy=Policy.USER,
        name="metrics_summary",
        summary="Figures over a span of time, and how things stand now",
        description="Points of one thing, totals of all of the workspace, and what needs a person.",
        tag="metrics",
        refuses=(404, 503),
        in_threads=False,
    )
    async def show(  # noqa: PLR0917 — one argument per parameter, all by name
        request: Request[Any, Any, Any],
        span: Annotated[
            int, QueryParameter(name="span", ge=1, le=WEEK_S, description="Seconds from now back; up to a week.")
        ] = 3600,
        resolution: Annotated[
            int,
            QueryParameter(
                name="resolution",
                ge=1,
                le=WEEK_S,
                description="Seconds of a point. Any within the last hour, multiples of 60 beyond it.",
            ),
        ] = 60,
        workflow: _Asked = None,
        pipeline: _Pipeline = None,
        application: _Asked = None,
        connection: _Asked = None,
    ) -> Response[MetricsSummary]:
        thing = _one(workflow=workflow, pipeline=pipeline, application=application, connection=connection)
        asked = (caller_of(request).workspace_id, Span(span, resolution), *thing)
        found = await desk.measured(*asked)
        known = written.get(asked)
        if known is None or known[0] is not found:  # the desk gives the same answer for a second
            if len(written) >= _MOST_WRITTEN:
                written.clear()
            known = written[asked] = (found, msgspec.json.encode(summary(found, management.catalogue)))
        return Response(known[1], media_type=MediaType.JSON)  # type: ignore[arg-type] # it is what the type says, encoded

    return show


def _stream(management: Management) -> HTTPRouteHandler:
    desk = management.measures

    @route(
        "GET",
        "/metrics/stream",
        policy=Policy.USER,
        name="metrics_stream",
        summary="The last second's figures, each second",
        description="Server-sent events named `tick`, whose data is a `Tick`; ends with the session.",
        tag="metrics",
        refuses=(404,),
        in_threads=False,
        media_type="text/event-stream",
    )
    async def stream(
        request: Request[Any, Any, Any],
        workflow: Annotated[
            str | None, QueryParameter(description="Id or name of one whose pipelines are told of, too.")
        ] = None,
    ) -> ServerSentEvent:
        workspace_id = caller_of(request).workspace_id
        chosen = (await desk.look_up(workspace_id, Kind.WORKFLOW, workflow))[1] if workflow else None

        async def now() -> Tick:
            found = await desk.measured(workspace_id, Span(1, 1), Kind.WORKSPACE)
            return tick(found, chosen.id if chosen is not None else "")

        return ServerSentEvent(events_of(now, goes_on(request, management.log_in)))

    return stream


def _one(**asked: str | None) -> tuple[Kind, str]:
    given = {name: value for name, value in asked.items() if value is not None}
    if len(given) > 1:
        names = " and ".join(given)
        raise InvalidInput([FieldError(name, f"{names} were given: say one of them") for name in given])
    for name, value in given.items():
        return Kind(name), value
    return Kind.WORKSPACE, ""
