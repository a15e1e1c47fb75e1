"""Tests of connections, and what they have: schemas, tables, fields."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.connection_resources import ConnectionResource
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, counted, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.hookspecs import TableField
from nexus.model.connection import Connection
from nexus.model.paging import Slice
from nexus.services.connections.bounded import BoundedReach, Trial
from nexus.services.connections.desk import ConnectionDesk
from nexus.services.connections.documents import ChangedConfigDocument, ConnectionTrialDocument

_SLASHES: Final = "A `/` in a name is written `%252F`."
_AS_STORED: Final = ChangedConfigDocument()
_AWAY: Final = (429, 503)
_BROWSED: Final = (429, 502, 503)


@view
class CheckView:
    """One thing that a test looked at."""

    name: str
    ok: bool
    message: str
    remedy: str = field(help="What to do if it is not in order.")
    latency_ms: float | None


@view
class ConnectionTrialView:
    """What a test found."""

    ok: bool
    latency_ms: float = field(help="Of the whole test.")
    checks: Sequence[CheckView]


@view
class NamePage:
    """Names, sorted."""

    items: Sequence[str]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class TableFieldView:
    """A column of a table, or a field of an endpoint."""

    name: str
    type: str = field(help="The nearest of the types that mappings know.")
    native: str = field(help="What the system itself calls the type.")
    nullable: bool
    key: bool
    required: bool = field(help="Not nullable, and without a default.")


@view
class TableFieldPage:
    """Fields in their order."""

    items: Sequence[TableFieldView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def reach_routes(management: Management, desk: ConnectionDesk, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    """Return the routes of one collection."""
    return [*_tests(management.reach, desk, resource), *_browsing(management.reach, desk, resource)]


def _tests(reach: BoundedReach, desk: ConnectionDesk, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        f"/{resource.path}/test",
        policy=Policy.ADMIN,
        name=f"try_{resource.one}",
        summary="Test a connection that is not stored",
        tag=resource.path,
        body=ConnectionTrialDocument,
        status=200,
        refuses=_AWAY,
        in_threads=False,
    )
    async def try_connection(
        request: Request[Any, Any, Any], data: JSONBody[ConnectionTrialDocument]
    ) -> ConnectionTrialView:
        resource.require_connector(data.connector)
        connection = await asyncio.to_thread(desk.trial, caller_of(request).workspace_id, data)
        return _trial(await reach.check(connection))

    @route(
        "POST",
        f"/{resource.path}/{{connection_id:str}}/test",
        policy=Policy.ADMIN,
        name=f"test_{resource.one}",
        summary="Test a connection",
        description="As it is stored, or with another configuration, which is not stored.",
        tag=resource.path,
        body=ChangedConfigDocument,
        body_optional=True,
        status=200,
        refuses=_AWAY,
        in_threads=False,
    )
    async def test_connection(
        request: Request[Any, Any, Any],
        connection_id: FromPath[str],
        data: JSONBody[ChangedConfigDocument] = _AS_STORED,
    ) -> ConnectionTrialView:
        return _trial(await reach.check(await _opened(desk, resource, request, connection_id, data.config)))

    return [try_connection, test_connection]


def _browsing(reach: BoundedReach, desk: ConnectionDesk, resource: ConnectionResource) -> list[HTTPRouteHandler]:
    path = f"/{resource.path}/{{connection_id:str}}/schemas"

    @route(
        "GET",
        path,
        policy=Policy.USER,
        name=f"list_{resource.one}_schemas",
        summary="List the schemas",
        tag=resource.path,
        refuses=_BROWSED,
        in_threads=False,
    )
    async def schemas(
        request: Request[Any, Any, Any], connection_id: FromPath[str], cursor: Cursor = None, limit: Limit = 100
    ) -> NamePage:
        connection = await _opened(desk, resource, request, connection_id)
        return _names(await reach.schemas(connection), cursor, limit)

    @route(
        "GET",
        f"{path}/{{schema:str}}/tables",
        policy=Policy.USER,
        name=f"list_{resource.one}_tables",
        summary="List the tables and views of a schema",
        description=_SLASHES,
        tag=resource.path,
        refuses=_BROWSED,
        in_threads=False,
    )
    async def tables(
        request: Request[Any, Any, Any],
        connection_id: FromPath[str],
        schema: FromPath[str],
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> NamePage:
        connection = await _opened(desk, resource, request, connection_id)
        return _names(await reach.tables(connection, _name(schema)), cursor, limit)

    return [schemas, tables, _fields_route(reach, desk, resource)]


def _fields_route(reach: BoundedReach, desk: ConnectionDesk, resource: ConnectionResource) -> HTTPRouteHandler:
    @route(
        "GET",
        f"/{resource.path}/{{connection_id:str}}/schemas/{{schema:str}}/tables/{{table:str}}/fields",
        policy=Policy.USER,
        name=f"list_{resource.one}_fields",
        summary="List the fields of a table",
        description=_SLASHES,
        tag=resource.path,
        refuses=_BROWSED,
        in_threads=False,
    )
    async def fields(  # noqa: PLR0917 — the parameters of path and query
        request: Request[Any, Any, Any],
        connection_id: FromPath[str],
        schema: FromPath[str],
        table: FromPath[str],
        cursor: Cursor = None,
        limit: Limit = 1000,
    ) -> TableFieldPage:
        connection = await _opened(desk, resource, request, connection_id)
        page = counted(await reach.fields(connection, _name(schema), _name(table)), cursor, limit)
        return TableFieldPage(items=[_field(one) for one in page.items], next=page.cursor)

    return fields


async def _opened(
    desk: ConnectionDesk,
    resource: ConnectionResource,
    request: Request[Any, Any, Any],
    connection_id: str,
    config: Mapping[str, Any] | None = None,
) -> Connection:
    """Return a connection of the collection with its secrets in clear, to reach it: nothing of it is answered."""
    workspace_id = caller_of(request).workspace_id
    return resource.require(await asyncio.to_thread(desk.opened, workspace_id, connection_id, config))


def _field(value: TableField) -> TableFieldView:
    return TableFieldView(
        name=value.name,
        type=value.type,
        native=value.native,
        nullable=value.nullable,
        key=value.key,
        required=value.required,
    )


def _trial(trial: Trial) -> ConnectionTrialView:
    return ConnectionTrialView(
        ok=trial.ok,
        latency_ms=trial.latency_ms,
        checks=[
            CheckView(name=one.name, ok=one.ok, message=one.message, remedy=one.remedy, latency_ms=one.latency_ms)
            for one in trial.checks
        ],
    )


def _name(segment: str) -> str:
    """Return the name that a segment of the path stands for: servers take ``%2F`` for the ``/`` between segments."""
    return re.sub("%2F", "/", segment, flags=re.IGNORECASE)


def _names(names: Sequence[str], cursor: str | None, limit: int) -> NamePage:
    page: Slice[str] = paged(names, lambda name: name, cursor, limit)
    return NamePage(items=page.items, next=page.cursor)
