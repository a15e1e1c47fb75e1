"""Routes of the connector: queries and look-ups on the SAP HANA connections of the caller's workspace, by name."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from attrs import frozen
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from nexus import Connections, FieldError, InvalidInput, NotFound, Page, config

CONNECTOR: Final = "sap-hana"

Named = Annotated[
    str | None,
    QueryParameter(name="connection", description="Name of the connection; not needed where there is only one."),
]


@config.define
class SapQuery:
    """A statement that only reads, for one SAP HANA connection of the workspace."""

    EXAMPLE: ClassVar = {
        "connection": "erp",
        "sql": "SELECT ORDER_ID, TOTAL FROM ORDERS WHERE CUSTOMER = :customer ORDER BY ORDER_ID",
        "params": {"customer": 42},
        "page": 1,
        "limit": 100,
    }

    connection: str = config.field(title="Name of the connection", min_length=1)
    sql: str = config.field(title="Statement", help="One SELECT, with :name where a parameter goes.", min_length=1)
    params: Mapping[str, Any] = config.field(factory=dict, title="Values of the parameters")
    page: int = config.field(default=1, title="Page", minimum=1)
    limit: int = config.field(default=100, title="Rows of a page", minimum=1, maximum=1000)


@frozen
class SapRows:
    """One page of rows; numbers beyond a float's digits are texts."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    page: int
    limit: int
    more: bool


@frozen
class SapNames:
    """Names, sorted, and the connection that has them."""

    connection: str
    items: Sequence[str]


@post(
    "/sap/query",
    opt={"policy": "user"},
    operation_id="query_sap",
    summary="Read from SAP HANA",
    tags=["sap"],
    status_code=200,
)
async def query(data: JSONBody[SapQuery], connections: SkipValidation[Connections]) -> SapRows:
    """Run one SELECT in a read-only transaction; who ran what is audited."""
    await _checked(data.connection, connections)
    page = Page(page=data.page, limit=data.limit)
    found = await connections.select(data.connection, data.sql, data.params, page)
    return SapRows(found.columns, found.rows, data.page, data.limit, found.more)


@get(
    "/sap/schemas",
    opt={"policy": "user"},
    operation_id="list_sap_schemas",
    summary="List schemas of SAP HANA",
    tags=["sap"],
)
async def schemas(connections: SkipValidation[Connections], connection: Named = None) -> SapNames:
    """List the schemas that the connection's user may see."""
    name = await _checked(connection, connections)
    return SapNames(name, await connections.schemas(name))


@get(
    "/sap/schemas/{name:str}/tables",
    opt={"policy": "user"},
    operation_id="list_sap_tables",
    summary="List tables and views of SAP HANA",
    tags=["sap"],
)
async def tables(name: FromPath[str], connections: SkipValidation[Connections], connection: Named = None) -> SapNames:
    """List the tables and views of a schema, whose name is in its true case."""
    chosen = await _checked(connection, connections)
    return SapNames(chosen, await connections.tables(chosen, name))


async def _checked(wanted: str | None, connections: Connections) -> str:
    """Return the name of an SAP HANA connection: the one that is wanted, or the only one."""
    known = await connections.names(CONNECTOR)
    if wanted is not None:
        if wanted not in known:
            raise NotFound("SAP HANA connection", wanted)
        return wanted
    if len(known) != 1:
        told = f"name one of {', '.join(known)}" if known else "this workspace has no SAP HANA connection"
        raise InvalidInput([FieldError("connection", told)])
    return known[0]


ROUTES: Final[Sequence[HTTPRouteHandler]] = (query, schemas, tables)
