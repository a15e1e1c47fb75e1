"""Edge agents: who they are, what they take, and what they ask for."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter

from nexus.api.management.caller import agent_of, caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import etag_header, route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import field
from nexus.model.agent import Agent
from nexus.model.connection import Application, Connection, Dedup, FieldSpec
from nexus.model.credentials import ApiKey
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.services.agents import AgentDesk, AgentDocument, Assignment

MOST_QUEUED = 2**31 - 1


@view
class ApplicationName:
    """An application."""

    id: str
    name: str


@view
class AgentView:
    """An edge agent."""

    id: str
    name: str
    enabled: bool
    applications: Sequence[ApplicationName]
    last_seen_at: datetime | None
    queue_size: int | None = field(help="Messages that it had not yet forwarded then.")
    info: Mapping[str, Any] = field(help="What it told about itself.")
    version: int


@view
class AgentPage:
    """Agents by name."""

    items: Sequence[AgentView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class AgentWithToken:
    """An agent and its token: shown this once."""

    agent: AgentView
    token: str


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
    """A connection that is reached through the agent, with what is needed to open it."""

    id: str
    name: str
    connector: str
    config: Mapping[str, Any]


@view
class Sync:
    """What an agent works with."""

    id: str
    name: str
    applications: Sequence[AssignedApplication]
    connections: Sequence[AssignedConnection]


def agent_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    metadata = management.metadata
    desk = AgentDesk(
        agents=metadata.agents,
        applications=metadata.repositories.applications,
        keys=metadata.api_keys,
        connections=metadata.repositories.connections,
        audit=metadata.audit,
        transactions=metadata.database,
        make_token=lambda: generate_key(AGENT_TOKEN),
    )
    return [*_reading(desk), *_making(management, desk), *_changing(management, desk), _sync_route(desk)]


def _reading(desk: AgentDesk) -> list[HTTPRouteHandler]:
    @route("GET", "/agents", policy=Policy.USER, name="list_agents", summary="List agents", tag="agents")
    def list_agents(request: Request[Any, Any, Any], cursor: Cursor = None, limit: Limit = 100) -> AgentPage:
        workspace_id = caller_of(request).workspace_id
        page = paged(desk.list(workspace_id), lambda one: one.name, cursor, limit)
        names = desk.application_names(workspace_id)
        return AgentPage(items=[_view(one, names) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/agents/{agent_id:str}",
        policy=Policy.USER,
        name="get_agent",
        summary="Show an agent",
        tag="agents",
        versioned=True,
    )
    def get_agent(request: Request[Any, Any, Any], agent_id: FromPath[str]) -> Response[AgentView]:
        agent = desk.get(caller_of(request).workspace_id, agent_id)
        return tagged(_named(desk, agent), agent.version)

    return [list_agents, get_agent]


def _making(management: Management, desk: AgentDesk) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        "/agents",
        policy=Policy.ADMIN,
        name="create_agent",
        summary="Make an agent",
        description="The answer has its token, which is shown this once.",
        tag="agents",
        body=AgentDocument,
        refuses=(409,),
        versioned=True,
    )
    def create_agent(request: Request[Any, Any, Any], data: JSONBody[AgentDocument]) -> Response[AgentWithToken]:
        caller = caller_of(request)
        made, token = desk.create(caller.workspace_id, data, caller.person)
        management.news.announce(made.id)
        return tagged(AgentWithToken(agent=_named(desk, made), token=token), made.version, status=201)

    @route(
        "POST",
        "/agents/{agent_id:str}/rotate-token",
        policy=Policy.ADMIN,
        name="rotate_agent_token",
        summary="Give an agent a new token",
        description="The former token ends at once; the new one is shown this once.",
        tag="agents",
        status=200,
    )
    def rotate_token(request: Request[Any, Any, Any], agent_id: FromPath[str]) -> AgentWithToken:
        caller = caller_of(request)
        agent, token = desk.rotate_token(caller.workspace_id, agent_id, caller.person)
        management.news.announce(agent.id)
        return AgentWithToken(agent=_named(desk, agent), token=token)

    return [create_agent, rotate_token]


def _changing(management: Management, desk: AgentDesk) -> list[HTTPRouteHandler]:
    @route(
        "PUT",
        "/agents/{agent_id:str}",
        policy=Policy.ADMIN,
        name="update_agent",
        summary="Replace an agent",
        description="All but its token.",
        tag="agents",
        body=AgentDocument,
        refuses=(409,),
        versioned=True,
    )
    def update_agent(
        request: Request[Any, Any, Any],
        agent_id: FromPath[str],
        data: JSONBody[AgentDocument],
        if_match: IfMatch = None,
    ) -> Response[AgentView]:
        caller = caller_of(request)
        changed = desk.update(caller.workspace_id, agent_id, data, caller.person, expected=expected(if_match))
        management.news.announce(changed.id)
        return tagged(_named(desk, changed), changed.version)

    @route(
        "DELETE",
        "/agents/{agent_id:str}",
        policy=Policy.ADMIN,
        name="delete_agent",
        summary="Delete an agent",
        tag="agents",
        refuses=(409,),
    )
    def delete_agent(request: Request[Any, Any, Any], agent_id: FromPath[str]) -> None:
        caller = caller_of(request)
        desk.delete(caller.workspace_id, agent_id, caller.person)
        management.news.announce(agent_id)

    return [update_agent, delete_agent]


def _sync_route(desk: AgentDesk) -> HTTPRouteHandler:
    @route(
        "GET",
        "/agents/sync",
        policy=Policy.AGENT,
        name="sync_agent",
        summary="What the agent works with",
        description="Configuration of its connections included, secrets in clear: it is the agent that opens them.",
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
        content = _sync(desk.assignment(agent_of(request).agent, queue_size=queue_size, info=info))
        tag = f'"{hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:32]}"'
        headers = {"ETag": tag}
        if if_none_match is not None and tag in [one.strip().removeprefix("W/") for one in if_none_match.split(",")]:
            return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type] # 304 has no content
        return Response(content, headers=headers)

    return sync


def _named(desk: AgentDesk, agent: Agent) -> AgentView:
    return _view(agent, desk.application_names(agent.workspace_id))


def _view(agent: Agent, names: Mapping[str, str]) -> AgentView:
    return AgentView(
        id=agent.id,
        name=agent.name,
        enabled=agent.enabled,
        applications=[ApplicationName(id=one, name=names[one]) for one in agent.applications if one in names],
        last_seen_at=agent.last_seen_at,
        queue_size=agent.queue_size,
        info=agent.info,
        version=agent.version,
    )


def _sync(assignment: Assignment) -> Sync:
    return Sync(
        id=assignment.agent.id,
        name=assignment.agent.name,
        applications=[_application(one, keys) for one, keys in assignment.applications],
        connections=[_connection(one) for one in assignment.connections],
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


def _connection(connection: Connection) -> AssignedConnection:
    return AssignedConnection(
        id=connection.id, name=connection.name, connector=connection.connector, config=connection.config
    )
