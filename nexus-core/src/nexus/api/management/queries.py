"""Saved queries: their definitions."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import field
from nexus.model.query import Query
from nexus.services.queries import QueryDesk, QueryDocument


@view
class ParameterView:
    """One `:name` of a statement."""

    name: str
    type: str
    required: bool
    default: Any
    title: str


@view
class QueryView:
    """A SELECT that applications may run under its slug."""

    id: str
    slug: str
    title: str
    connection: str = field(title="Name of the connection")
    statement: str
    parameters: Sequence[ParameterView]
    applications: Sequence[str] = field(title="Names of the applications that may run it")
    enabled: bool
    max_limit: int
    max_rows: int
    max_bytes: int
    timeout_s: float
    cache_seconds: int
    version: int


@view
class QueryPage:
    """Queries by slug."""

    items: Sequence[QueryView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def query_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    metadata = management.metadata
    desk = QueryDesk(
        queries=metadata.queries,
        connections=metadata.repositories.connections,
        applications=metadata.repositories.applications,
        components=management.catalogue,
        audit=metadata.audit,
        transactions=metadata.database,
    )
    return [*_reading(desk), *_changing(management, desk)]


def _reading(desk: QueryDesk) -> list[HTTPRouteHandler]:
    @route("GET", "/queries", policy=Policy.USER, name="list_queries", summary="List queries", tag="queries")
    def list_queries(request: Request[Any, Any, Any], cursor: Cursor = None, limit: Limit = 100) -> QueryPage:
        workspace_id = caller_of(request).workspace_id
        page = paged(desk.list(workspace_id), lambda one: one.slug, cursor, limit)
        names = desk.names(workspace_id)
        return QueryPage(items=[_view(one, names) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/queries/{query_id:str}",
        policy=Policy.USER,
        name="get_query",
        summary="Show a query",
        tag="queries",
        versioned=True,
    )
    def get_query(request: Request[Any, Any, Any], query_id: FromPath[str]) -> Response[QueryView]:
        query = desk.get(caller_of(request).workspace_id, query_id)
        return tagged(_named(desk, query), query.version)

    return [list_queries, get_query]


def _changing(management: Management, desk: QueryDesk) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        "/queries",
        policy=Policy.ADMIN,
        name="create_query",
        summary="Define a query",
        tag="queries",
        body=QueryDocument,
        refuses=(409,),
        versioned=True,
    )
    def create_query(request: Request[Any, Any, Any], data: JSONBody[QueryDocument]) -> Response[QueryView]:
        caller = caller_of(request)
        made = desk.create(caller.workspace_id, data, caller.person)
        management.news.announce(made.id)
        return tagged(_named(desk, made), made.version, status=201)

    @route(
        "PUT",
        "/queries/{query_id:str}",
        policy=Policy.ADMIN,
        name="update_query",
        summary="Replace a query",
        tag="queries",
        body=QueryDocument,
        refuses=(409,),
        versioned=True,
    )
    def update_query(
        request: Request[Any, Any, Any],
        query_id: FromPath[str],
        data: JSONBody[QueryDocument],
        if_match: IfMatch = None,
    ) -> Response[QueryView]:
        caller = caller_of(request)
        changed = desk.update(caller.workspace_id, query_id, data, caller.person, expected=expected(if_match))
        management.news.announce(changed.id)
        return tagged(_named(desk, changed), changed.version)

    @route(
        "DELETE",
        "/queries/{query_id:str}",
        policy=Policy.ADMIN,
        name="delete_query",
        summary="Delete a query",
        tag="queries",
    )
    def delete_query(request: Request[Any, Any, Any], query_id: FromPath[str]) -> None:
        caller = caller_of(request)
        desk.delete(caller.workspace_id, query_id, caller.person)
        management.news.announce(query_id)

    return [create_query, update_query, delete_query]


def _named(desk: QueryDesk, query: Query) -> QueryView:
    return _view(query, desk.names(query.workspace_id))


def _view(query: Query, names: Mapping[str, str]) -> QueryView:
    return QueryView(
        id=query.id,
        slug=query.slug,
        title=query.title,
        connection=names.get(query.connection, query.connection),
        statement=query.statement,
        parameters=[
            ParameterView(name=one.name, type=one.type, required=one.required, default=one.default, title=one.title)
            for one in query.parameters
        ],
        applications=sorted(names[one] for one in query.applications if one in names),
        enabled=query.enabled,
        max_limit=query.max_limit,
        max_rows=query.max_rows,
        max_bytes=query.max_bytes,
        timeout_s=query.timeout_s,
        cache_seconds=query.cache_seconds,
        version=query.version,
    )
