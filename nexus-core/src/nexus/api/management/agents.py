"""Edge agents: who they are, and what they take."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.agents.routes import register_route
from nexus.api.management.agent_sync import sync_route
from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import field
from nexus.model.agent import Agent
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.services.agents import AgentDesk, AgentDocument


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
    registered: bool = field(help="It has registered its key since it was given its token.")
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
        sources=lambda agent: {key: one.feeds for key, one in management.agent_sources.of(agent).items()},
    )
    telling = [sync_route(desk), register_route(desk)]
    return [*_reading(desk), *_making(management, desk), *_changing(management, desk), *telling]


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
        registered=agent.public_key is not None,
        version=agent.version,
    )
