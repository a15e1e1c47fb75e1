"""What an edge agent asks for: the applications whose messages it takes, and the connections that are reached through it."""

import base64
import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from attrs import evolve
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from nexus.api.management.caller import agent_of
from nexus.api.management.policy import Policy
from nexus.api.management.routing import etag_header, route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.model.agent import Agent
from nexus.model.connection import Application, Connection, Dedup, FieldSpec
from nexus.model.credentials import ApiKey
from nexus.security.agent_seals import seal
from nexus.services.agents import AgentDesk, Assignment

MOST_QUEUED: Final = 2**31 - 1


@view
class KeyDigest:
    """A key of an application, as far as one must know it to recognise it."""

    id: str
    sha256: str = field(help="Of the whole key, in hexadecimal digits.")
    valid_until: datetime | None


@view
class AssignedApplication:
    """An application whose messages the agent takes."""

    id: str
    name: str
    enabled: bool
    fields: Sequence[FieldSpec]
    allow_unknown: bool
    dedup: Dedup
    message_id_path: str | None
    rate_limit: float | None
    burst: int | None
    encryption: bool
    keys: Sequence[KeyDigest]


@view
class AssignedConnection:
    """A connection that is reached through the agent."""

    id: str
    name: str
    connector: str
    version: int
    sealed: str | None = field(
        help="Its configuration as JSON, secrets in clear, sealed for the agent's key (HPKE), in base64; null until it has "
        "one."
    )
    subscriptions: Sequence[str] | None = field(
        help="Names of the subscriptions to receive; null if the agent is not to receive from it; one of a source that has "
        "none is empty text."
    )


@view
class Sync:
    """What an agent works with."""

    id: str
    name: str
    applications: Sequence[AssignedApplication]
    connections: Sequence[AssignedConnection]


def sync_route(desk: AgentDesk) -> HTTPRouteHandler:
    """Return the route; the answer changes when what the agent works with does, not when it asks."""

    @route(
        "GET",
        "/agents/sync",
        policy=Policy.AGENT,
        name="sync_agent",
        summary="What the agent works with",
        description="Configuration of its connections included, sealed for the key that the agent has registered: it is the "
        "agent that opens them.",
        tag="agents",
        response_headers=[etag_header("For `If-None-Match`.")],
        answers={304: ResponseSpec(None, description="Nothing has changed.", generate_examples=False)},
    )
    def sync(
        request: Request[Any, Any, Any],
        if_none_match: Annotated[
            str | None, HeaderParameter(name="If-None-Match", description="The `ETag` of the answer before.")
        ] = None,
        queue_size: Annotated[
            int | None,
            QueryParameter(name="queue_size", ge=0, le=MOST_QUEUED, description="Messages not yet forwarded."),
        ] = None,
        release: Annotated[
            str | None, QueryParameter(name="release", max_length=100, description="Version of the agent.")
        ] = None,
    ) -> Response[Sync]:
        info = {"release": release} if release is not None else None
        assignment = desk.assignment(agent_of(request).agent, queue_size=queue_size, info=info)
        tag = f'"{_digest(assignment)}"'
        headers = {"ETag": tag}
        if if_none_match is not None and tag in [one.strip().removeprefix("W/") for one in if_none_match.split(",")]:
            return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type] # 304 has no content
        return Response(_sync(assignment, assignment.agent), headers=headers)

    return sync


def _digest(assignment: Assignment) -> str:
    """Return what differs when the agent's work does. What is sealed differs each time, so it is left out."""
    plain = _sync(assignment, evolve(assignment.agent, public_key=None))
    configs = [dict(one.config) for one in assignment.connections]
    content = (plain, configs, assignment.agent.public_key)
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:32]


def _sync(assignment: Assignment, agent: Agent) -> Sync:
    return Sync(
        id=agent.id,
        name=agent.name,
        applications=[_application(one, keys) for one, keys in assignment.applications],
        connections=[_connection(one, agent, assignment.received.get(one.id)) for one in assignment.connections],
    )


def _application(application: Application, keys: Sequence[ApiKey]) -> AssignedApplication:
    now = datetime.now(UTC)
    return AssignedApplication(
        id=application.id,
        name=application.name,
        enabled=application.enabled,
        fields=application.fields,
        allow_unknown=application.allow_unknown,
        dedup=application.dedup,
        message_id_path=application.message_id_path,
        rate_limit=application.rate_limit,
        burst=application.burst,
        encryption=application.encryption,
        keys=[
            KeyDigest(id=one.id, sha256=one.digest.hex(), valid_until=one.valid_until)
            for one in keys
            if one.valid_until is None or one.valid_until > now
        ],
    )


def _connection(connection: Connection, agent: Agent, received: Collection[str] | None) -> AssignedConnection:
    sealed = None
    if agent.public_key is not None:
        text = msgspec.json.encode(dict(connection.config))
        sealed = base64.b64encode(seal(agent.id, agent.public_key, text)).decode()
    return AssignedConnection(
        id=connection.id,
        name=connection.name,
        connector=connection.connector,
        version=connection.version,
        sealed=sealed,
        subscriptions=None if received is None else sorted(received),
    )
