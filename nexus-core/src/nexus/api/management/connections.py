"""Connections: over all connectors, and the same resource by connector family."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.api.management.caller import caller_of
from nexus.api.management.connection_forms import connection_body
from nexus.api.management.connection_reach import reach_routes
from nexus.api.management.connection_resources import ConnectionResource
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, Named, named, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import field
from nexus.errors import ConfigurationError
from nexus.model.connection import Connection
from nexus.plugins import Catalogue
from nexus.services.connections.desk import ConnectionDesk
from nexus.services.definitions.documents import ConnectionDocument

OfConnector = Annotated[str | None, QueryParameter(name="connector", description="Only those of this connector.")]
OfAgent = Annotated[
    str | None, QueryParameter(name="via_agent", description="Only those that are reached through this agent, by name.")
]

_SECRETS = "Secrets that are masked (`********`) or left out stay as they are; null removes one."


@view
class ConnectionView:
    """One configured connector."""

    EXAMPLE: ClassVar = {
        "id": "01a209ef-660d-7561-86a6-651d604f81d5",
        "name": "warehouse",
        "connector": "acme-sql",
        "config": {"host": "db.example.com", "password": "********"},
        "via_agent": "plant-7",
        "fault": "",
        "version": 1,
    }

    id: str
    name: str
    connector: str
    config: Mapping[str, Any] = field(help="As the connector's form describes it; secrets are masked.")
    via_agent: str | None = field(help="Name of the agent that it is reached through.")
    fault: str = field(help="Why its connector cannot be used: not installed, or in quarantine; else empty.")
    version: int


@view
class ConnectionPage:
    """Connections by name."""

    items: Sequence[ConnectionView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def connection_routes(management: Management, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    """Return the routes of one collection."""
    desk = ConnectionDesk(management.metadata.repositories, management.catalogue)
    return [
        *_reading(management, desk, resource),
        *_changing(management, desk, resource),
        *reach_routes(management, desk, resource),
    ]


def _reading(management: Management, desk: ConnectionDesk, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        f"/{resource.path}",
        policy=Policy.USER,
        name=f"list_{resource.many}",
        summary=f"List {resource.title}",
        tag=resource.path,
    )
    def list_connections(  # noqa: PLR0917 — the query's parameters
        request: Request[Any, Any, Any],
        q: Named = None,
        connector: OfConnector = None,
        via_agent: OfAgent = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> ConnectionPage:
        workspace_id = caller_of(request).workspace_id
        agents = desk.agent_names(workspace_id)
        found = [
            one
            for one in desk.list(workspace_id)
            if resource.holds(one.connector)
            and named(one.name, q)
            and connector in {None, one.connector}
            and via_agent in {None, agents.get(one.via_agent or "")}
        ]
        page = paged(found, lambda one: one.name, cursor, limit)
        return ConnectionPage(items=[_view(one, agents, management.catalogue) for one in page.items], next=page.cursor)

    @route(
        "GET",
        f"/{resource.path}/{{connection_id:str}}",
        policy=Policy.USER,
        name=f"get_{resource.one}",
        summary="Show a connection",
        tag=resource.path,
        versioned=True,
    )
    def get_connection(request: Request[Any, Any, Any], connection_id: FromPath[str]) -> Response[ConnectionView]:
        found = resource.require(desk.get(caller_of(request).workspace_id, connection_id))
        return tagged(_named(desk, found, management.catalogue), found.version)

    return [list_connections, get_connection]


def _changing(management: Management, desk: ConnectionDesk, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    connectors = management.catalogue.connectors if resource.connectors is None else resource.connectors
    body = connection_body([one for _, one in sorted(connectors.items())])

    @route(
        "POST",
        f"/{resource.path}",
        policy=Policy.ADMIN,
        name=f"create_{resource.one}",
        summary="Define a connection",
        tag=resource.path,
        body=body,
        refuses=(409,),
        versioned=True,
    )
    def create_connection(
        request: Request[Any, Any, Any], data: JSONBody[ConnectionDocument]
    ) -> Response[ConnectionView]:
        resource.require_connector(data.connector)
        caller = caller_of(request)
        made = desk.create(caller.workspace_id, data, caller.person)
        management.news.announce(made.id)
        return tagged(_named(desk, made, management.catalogue), made.version, status=201)

    @route(
        "PUT",
        f"/{resource.path}/{{connection_id:str}}",
        policy=Policy.ADMIN,
        name=f"update_{resource.one}",
        summary="Replace a connection",
        description=_SECRETS,
        tag=resource.path,
        body=body,
        refuses=(409,),
        versioned=True,
    )
    def update_connection(
        request: Request[Any, Any, Any],
        connection_id: FromPath[str],
        data: JSONBody[ConnectionDocument],
        if_match: IfMatch = None,
    ) -> Response[ConnectionView]:
        caller = caller_of(request)
        resource.require(desk.get(caller.workspace_id, connection_id))
        resource.require_connector(data.connector)
        changed = desk.update(caller.workspace_id, connection_id, data, caller.person, expected=expected(if_match))
        management.news.announce(changed.id)
        return tagged(_named(desk, changed, management.catalogue), changed.version)

    @route(
        "DELETE",
        f"/{resource.path}/{{connection_id:str}}",
        policy=Policy.ADMIN,
        name=f"delete_{resource.one}",
        summary="Delete a connection",
        description="Not while a workflow or a query names it.",
        tag=resource.path,
        refuses=(409,),
    )
    def delete_connection(request: Request[Any, Any, Any], connection_id: FromPath[str]) -> None:
        caller = caller_of(request)
        resource.require(desk.get(caller.workspace_id, connection_id))
        desk.delete(caller.workspace_id, connection_id, caller.person)
        management.news.announce(connection_id)

    return [create_connection, update_connection, delete_connection]


def _named(desk: ConnectionDesk, value: Connection, catalogue: Catalogue) -> ConnectionView:
    return _view(value, desk.agent_names(value.workspace_id), catalogue)


def _view(value: Connection, agents: Mapping[str, str], catalogue: Catalogue) -> ConnectionView:
    return ConnectionView(
        id=value.id,
        name=value.name,
        connector=value.connector,
        config=value.config,
        via_agent=agents.get(value.via_agent or ""),
        fault=_fault(value.connector, catalogue),
        version=value.version,
    )


def _fault(connector: str, catalogue: Catalogue) -> str:
    try:
        catalogue.connector(connector)
    except ConfigurationError as error:
        return str(error)
    return ""
