"""Sources: how each is doing, and what its messages look like."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, ClassVar

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import define, field
from nexus.engine.calls import Caller
from nexus.model.source import SourceReport
from nexus.services.sampling import Sampled, Sampler, Samples, sampled
from nexus.services.sources import SourceStatus, read_sources, statuses


@view
class InstanceView:
    """One instance of a source."""

    instance: int
    state: str = field(help="starting, running, waiting, backoff, error")
    reason: str = field(help="Why it does not run, and what to do; empty while it does.")
    receiver: str = field(help="Name of the process that has it.")
    since: str | None = field(help="When the state began.")
    retry_at: str | None = field(help="When it is tried again.")
    messages: int = field(help="Taken by this process.")
    refused: int = field(help="Of these, how many became dead letters at once.")
    last_at: str | None = field(help="When the last message came.")


@view
class SourceView:
    """A connection that enabled workflows take messages from."""

    id: str
    name: str
    connector: str
    subscriptions: Sequence[str] = field(help="Those that are received.")
    workflows: Sequence[str] = field(help="Names of the workflows that take its messages.")
    instances: Sequence[InstanceView]


@view
class SourceList:
    """Sources by name."""

    items: Sequence[SourceView]


@define
class SampleRequest:
    """Which messages to look at."""

    EXAMPLE: ClassVar = {"limit": 20, "seconds": 5}

    subscription: str = field(title="Subscription", default="")
    limit: int = field(title="Most messages", default=20, minimum=1, maximum=200)
    seconds: float = field(title="Seconds to wait for them", default=5.0, minimum=0.1, maximum=30.0)


@view
class SampleView:
    """One message as it came."""

    payload: str = field(help="JSON text; where it could not be read, the bytes as text.")
    headers: Mapping[str, Any] = field(help="What mappings reach under message.headers.")
    error: str = field(help="Why it could not be read, or empty.")


@view
class InferredFieldView:
    """A field that the messages have."""

    name: str
    type: str
    required: bool
    nullable: bool


@view
class SamplesView:
    """What came, and fields that all of it fits."""

    samples: Sequence[SampleView]
    fields: Sequence[InferredFieldView]


def source_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    call = Caller(ThreadPoolExecutor(4, thread_name_prefix="sample"))
    sampler = Sampler(management.catalogue, management.egress, call)

    @route(
        "GET",
        "/sources",
        policy=Policy.USER,
        name="list_sources",
        summary="How each source is doing",
        tag="sources",
        refuses=(503,),
        in_threads=False,
    )
    async def list_sources(request: Request[Any, Any, Any]) -> SourceList:
        mine = caller_of(request).workspace_id
        found = await asyncio.to_thread(read_sources, management.metadata.definitions, management.catalogue)
        told = statuses(*found, await management.board.read(), time.time_ns() // 1_000_000)
        return SourceList(items=[_view(one) for one in told if one.connection.workspace_id == mine])

    @route(
        "POST",
        "/sources/{connection_id:str}/infer-fields",
        policy=Policy.ADMIN,
        name="infer_source_fields",
        summary="Propose fields from messages that come now",
        tag="sources",
        body=SampleRequest,
        status=200,
        refuses=(502, 503),
        in_threads=False,
    )
    async def infer_source_fields(
        request: Request[Any, Any, Any], connection_id: FromPath[str], data: JSONBody[SampleRequest]
    ) -> SamplesView:
        connections = management.metadata.repositories.connections
        connection = await asyncio.to_thread(connections.open, caller_of(request).workspace_id, connection_id)
        asked: Samples = sampler if connection.via_agent is None else management.agents
        return _samples(sampled(await asked.sample(connection, data.subscription, data.limit, data.seconds)))

    return [list_sources, infer_source_fields]


def _view(status: SourceStatus) -> SourceView:
    return SourceView(
        id=status.connection.id,
        name=status.connection.name,
        connector=status.connection.connector,
        subscriptions=status.subscriptions,
        workflows=status.workflows,
        instances=[_instance(one) for one in status.instances],
    )


def _instance(report: SourceReport) -> InstanceView:
    return InstanceView(
        instance=report.instance,
        state=report.state.value,
        reason=report.reason,
        receiver=report.receiver,
        since=_moment(report.since or None),
        retry_at=_moment(report.retry_at),
        messages=report.messages,
        refused=report.refused,
        last_at=_moment(report.last_at),
    )


def _samples(found: Sampled) -> SamplesView:
    return SamplesView(
        samples=[
            SampleView(payload=one.payload.decode(errors="replace"), headers=one.metadata, error=one.error)
            for one in found.messages
        ],
        fields=[
            InferredFieldView(name=one.name, type=one.type, required=one.required, nullable=one.nullable)
            for one in found.fields
        ],
    )


def _moment(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
