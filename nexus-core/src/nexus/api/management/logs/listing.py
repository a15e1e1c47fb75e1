"""Pages of the delivery log."""

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from nexus.api.management.caller import caller_of
from nexus.api.management.filters import (
    ApplicationParameter,
    MessageParameter,
    PipelineParameter,
    SinceParameter,
    UntilParameter,
    WorkflowParameter,
    milliseconds,
    time_or_none,
)
from nexus.api.management.logs.views import LogLines, line
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.model.delivery import Status
from nexus.services.logs import LogDesk, LogQuestion


def question(  # noqa: PLR0917 — one argument per filter, all by name
    workflow: WorkflowParameter = None,
    pipeline: PipelineParameter = None,
    application: ApplicationParameter = None,
    status: Annotated[
        list[Status] | None, QueryParameter(name="status", description="Of this status; may be given several times.")
    ] = None,
    message_id: MessageParameter = None,
    text: Annotated[
        str | None,
        QueryParameter(
            name="text",
            min_length=1,
            max_length=200,
            description="Failures whose reason contains this, in any case. Each page looks at a bounded number of "
            "failures: see `searched_to`.",
        ),
    ] = None,
    since: SinceParameter = None,
    until: UntilParameter = None,
) -> LogQuestion:
    """Read the filters of a request; raises InvalidInput for a time without a zone."""
    return LogQuestion(
        workflow=workflow,
        pipeline=pipeline,
        application=application,
        statuses=tuple(dict.fromkeys(status or ())),
        message_id=message_id,
        text=text,
        since=milliseconds("since", since),
        until=milliseconds("until", until),
    )


ASKED = {"asked": Provide(question, sync_to_thread=False)}
"""For handlers that take ``asked: NamedDependency[LogQuestion]``."""


def list_route(management: Management) -> HTTPRouteHandler:
    """Return the route."""

    @route(
        "GET",
        "/logs",
        fresh=True,
        policy=Policy.USER,
        name="list_logs",
        summary="What became of messages",
        description="Attempts to deliver, the one that ended last first. Pages stay as they are while lines are added.",
        tag="logs",
        dependencies=ASKED,
    )
    def list_logs(
        request: Request[Any, Any, Any],
        asked: NamedDependency[LogQuestion],
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> LogLines:
        desk = LogDesk(management.log, management.metadata.names, caller_of(request).workspace_id)
        page = desk.search(asked, cursor, limit)
        names = desk.names(*page.items)
        return LogLines(
            items=[line(one, names) for one in page.items],
            next=page.older,
            previous=page.newer,
            searched_to=time_or_none(page.searched_to),
        )

    return list_logs
