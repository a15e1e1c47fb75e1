"""The life of one message."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from nexus.api.management.caller import caller_of
from nexus.api.management.filters import time_of, time_or_none
from nexus.api.management.logs.views import LogLine, line
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.engine.route import SEQUENCE
from nexus.errors import NotFound
from nexus.mapping.masks import Masks
from nexus.model.trace import DeliveryTrace, Stage, Trace
from nexus.services.shown import MappedRow, masks_for, shown_headers, shown_payload, shown_row
from nexus.services.traces import TraceDesk
from nexus.services.ways import KeptWays, Ways
from nexus.streams.whereabouts import Whereabouts


@view
class TracedStep:
    """What a step of a sequential workflow did with the message, the last time."""

    name: str
    started_at: datetime
    duration_ms: float
    attempt: int
    error: str = field(help="Why it failed, masked; else empty.")
    skipped: bool = field(help="It failed, and the run went on.")


@view
class TracedDelivery:
    """The message on its way to one pipeline."""

    workflow_id: str
    workflow: str | None = field(help="Its name; null if it is gone.")
    pipeline_id: str
    pipeline: str | None
    stage: Stage = field(
        help="`waiting`: not read yet; `in_work`: read, not settled; `scheduled`: tried again, or goes on, at `due_at`; "
        "`delivered`, `filtered`; `dead`: a dead letter that waits for a person; `replayed`, `discarded`; `settled`: "
        "nothing is to be done, and the log says nothing (any more)."
    )
    attempts: Sequence[LogLine] = field(help="What the log has, oldest first.")
    waited_ms: int | None = field(help="From acceptance to the start of the first attempt.")
    handed_out: int | None = field(help="How often it was handed to a worker in this attempt; while it is in work.")
    next_attempt: int | None = field(help="Number of the coming attempt; while it is scheduled.")
    due_at: datetime | None = field(help="When that is.")
    reason: str = field(help="Why it is scheduled.")
    at_step: str | None = field(help="The step at which a scheduled run of a sequential workflow goes on.")
    finished_steps: Sequence[str] = field(help="The steps that it has behind it.")
    steps: Sequence[TracedStep] = field(help="What the run's history has of each step; `/api/runs/{id}` has all of it.")
    dead_letter_id: str | None
    mapped: Any = field(help="What the pipeline's mapping, as it is now, makes of the payload; masked.")
    mapping_error: str = field(help="Why it makes nothing of it.")


@view
class TracedMessage:
    """All that is known of one message."""

    message_id: str
    application_id: str
    application: str | None
    received_at: datetime = field(help="When it was accepted.")
    payload_retained: bool = field(help="Whether the payload is still there: in the stream, or with a dead letter.")
    payload: Any = field(help="Masked as its application wants it; null if it is not retained.")
    headers: Any = field(help="Trace context, topic and the like.")
    deliveries: Sequence[TracedDelivery]
    complete: bool = field(help="False if the stream store was away: what is under way is missing then.")


def trace_route(management: Management) -> HTTPRouteHandler:
    """Return the route."""
    metadata, catalogue = management.metadata, management.catalogue
    whereabouts = Whereabouts(management.store)
    kept = KeptWays(metadata.repositories, catalogue, lambda: metadata.database.changes)

    @route(
        "GET",
        "/messages/{message_id:str}/trace",
        policy=Policy.USER,
        name="trace_message",
        summary="The whole life of one message",
        description="From the log and from dead letters, and from the stream store for what is not over: a message that "
        "is accepted and not read yet is `waiting`. 404: nobody has seen it in this workspace, or it was forgotten.",
        tag="logs",
        refuses=(503,),
        in_threads=False,
    )
    async def trace_message(request: Request[Any, Any, Any], message_id: FromPath[str]) -> TracedMessage:
        workspace_id = caller_of(request).workspace_id
        ways = kept.of(workspace_id)
        desk = TraceDesk(management.log, metadata.dead_letters, whereabouts, ways, workspace_id)
        found = await desk.trace(message_id)
        return await asyncio.to_thread(_shown_at_once, management, workspace_id, ways, found)

    return trace_message


def _shown_at_once(management: Management, workspace_id: str, ways: Ways, found: Trace) -> TracedMessage:
    with management.metadata.database.read():
        return _shown(management, workspace_id, ways, found)


def _shown(management: Management, workspace_id: str, ways: Ways, found: Trace) -> TracedMessage:
    names_of = management.metadata.names
    masks = masks_for(names_of, workspace_id, found.source, found.masked)
    ids = {one for each in found.deliveries for one in (each.workflow_id, each.pipeline_id)}
    names = {SEQUENCE: SEQUENCE, **names_of.of(workspace_id, {*ids, found.source})}
    rows = _mapped(management, ways, found, masks)
    message = found.message
    return TracedMessage(
        message_id=found.message_id,
        application_id=found.source,
        application=names.get(found.source),
        received_at=time_of(found.received_at),
        payload_retained=message is not None,
        payload=None if message is None else shown_payload(message.payload, masks),
        headers=None if message is None else shown_headers(message.headers),
        deliveries=[
            _delivery(one, names, rows.get(one.pipeline_id, MappedRow()), _steps(management, workspace_id, found, one))
            for one in found.deliveries
        ],
        complete=found.complete,
    )


def _mapped(management: Management, ways: Ways, found: Trace, masks: Masks) -> Mapping[str, MappedRow]:
    if found.message is None:
        return {}
    message, functions = found.message, management.catalogue.transforms
    wanted = {one.pipeline_id for one in found.deliveries}
    workflows = ways.workflows()
    concerned = [workflows[one] for one in {each.workflow_id for each in found.deliveries} if one in workflows]
    return {
        one.id: shown_row(one, message, masks, partial(ways.mapping, one, functions))
        for workflow in concerned
        for one in workflow.pipelines
        if one.id in wanted
    }


def _steps(management: Management, workspace_id: str, found: Trace, one: DeliveryTrace) -> Sequence[TracedStep]:
    if one.pipeline_id != SEQUENCE:
        return ()
    try:
        run = management.runs.get(workspace_id, found.message_id, one.workflow_id)
    except NotFound:
        return ()
    return [
        TracedStep(
            name=each.name,
            started_at=time_of(each.started_at),
            duration_ms=each.duration_ms,
            attempt=each.attempt,
            error=each.error,
            skipped=each.skipped,
        )
        for each in run.steps
    ]


def _delivery(
    one: DeliveryTrace, names: Mapping[str, str], mapped: MappedRow, steps: Sequence[TracedStep]
) -> TracedDelivery:
    standing = one.standing
    scheduled = standing if standing is not None and standing.stage is Stage.SCHEDULED else None
    first = one.attempts[0] if one.attempts else None
    return TracedDelivery(
        workflow_id=one.workflow_id,
        workflow=names.get(one.workflow_id),
        pipeline_id=one.pipeline_id,
        pipeline=names.get(one.pipeline_id),
        stage=one.stage,
        attempts=[line(each, names) for each in one.attempts],
        waited_ms=None if first is None else max(0, first.started_at - first.received_at),
        handed_out=standing.handed_out if standing is not None and standing.stage is Stage.IN_WORK else None,
        next_attempt=scheduled.attempt if scheduled else None,
        due_at=time_or_none(scheduled.due_at) if scheduled else None,
        reason=scheduled.reason if scheduled else "",
        at_step=one.at_step or None,
        finished_steps=one.steps,
        steps=steps,
        dead_letter_id=one.letter.id if one.letter is not None else None,
        mapped=mapped.row,
        mapping_error=mapped.error,
    )
