"""``GET`` and ``POST /query/{slug}`` for applications, and ``POST /queries/{id}/run`` for people who try one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream

from nexus.api.management.caller import caller_of
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.queries.callers import QueriesBySlug, application_of, query_of
from nexus.config import define, field
from nexus.errors import ConfigurationError, FieldError, InvalidInput, Unavailable
from nexus.model.query import Query
from nexus.services.queries import RESERVED
from nexus.services.query_runs import Asked, QueryRuns

logger = logging.getLogger(__name__)

NDJSON: Final = "application/x-ndjson"
_REFUSES: Final = (429, 502, 503)

_Page: TypeAlias = Annotated[int, QueryParameter(name="page", ge=1, le=1_000_000, description="Counted from 1.")]
_Limit: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        name="limit", ge=1, le=100_000, description="Most rows of one page; else 100, or what the query allows."
    ),
]
_Total: TypeAlias = Annotated[bool, QueryParameter(name="total", description="Count all rows, too.")]
_Key: TypeAlias = Annotated[str, HeaderParameter(name="X-API-Key", description="The application's key.")]
_Accept: TypeAlias = Annotated[
    str, HeaderParameter(name="Accept", description=f"`{NDJSON}` streams all rows, one JSON object a line.")
]

_DESCRIPTION: Final = (
    f"One page of rows; with `Accept: {NDJSON}` all rows as a stream, one JSON object a line. A stream that breaks off ends "
    "with a line whose only member is `$error`. "
)


@define
class QueryParametersDocument:
    """What a query is run with."""

    EXAMPLE: ClassVar = {"params": {"customer": 7}}

    params: Mapping[str, Any] = field(title="Parameters", help="Their values, by name.", factory=dict)


@view
class QueryResultView:
    """One page of what a query reads."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(help="Values in the order of the columns.")
    page: int
    limit: int
    more: bool = field(help="There is a next page.")
    total: int | None = field(help="Of all rows, where it was asked for.")


_STREAMED: Final = {
    200: ResponseSpec(
        QueryResultView, description="One page; or a stream, where it was asked for.", generate_examples=False
    )
}


def public_routes(runs: QueryRuns, queries: QueriesBySlug, *, in_schema: bool = True) -> list[HTTPRouteHandler]:
    """Return the routes for applications."""

    @route(
        "GET",
        "/query/{slug:str}",
        policy=Policy.API_KEY,
        name="run_query",
        summary="Run a query by its slug",
        description=_DESCRIPTION + "Further query parameters are those of the query.",
        tag="queries",
        refuses=_REFUSES,
        answers=_STREAMED,
        in_threads=False,
        in_schema=in_schema,
    )
    async def run_query(
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        *,
        page: _Page = 1,
        limit: _Limit = None,
        total: _Total = False,
        api_key: _Key = "",  # noqa: ARG001 — named for OpenAPI; read from the raw headers
        accept: _Accept = "*/*",
    ) -> Response[Any]:
        query = await query_of(queries, await application_of(request), slug)
        with _discreet(query):
            return await _answered(runs, query, _given(request), Asked(page, limit, total), accept)

    @route(
        "POST",
        "/query/{slug:str}",
        policy=Policy.API_KEY,
        name="run_query_with_body",
        summary="Run a query by its slug, with its parameters in the body",
        description=_DESCRIPTION,
        tag="queries",
        body=QueryParametersDocument,
        status=200,
        refuses=_REFUSES,
        answers=_STREAMED,
        in_threads=False,
        in_schema=in_schema,
    )
    async def run_query_with_body(
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: JSONBody[QueryParametersDocument],
        *,
        page: _Page = 1,
        limit: _Limit = None,
        total: _Total = False,
        api_key: _Key = "",  # noqa: ARG001 — as above
        accept: _Accept = "*/*",
    ) -> Response[Any]:
        query = await query_of(queries, await application_of(request), slug)
        with _discreet(query):
            return await _answered(runs, query, data.params, Asked(page, limit, total), accept)

    return [run_query, run_query_with_body]


def person_routes(runs: QueryRuns, queries: QueriesBySlug) -> list[HTTPRouteHandler]:
    """Return the route for people."""

    @route(
        "POST",
        "/queries/{query_id:str}/run",
        policy=Policy.USER,
        name="try_query",
        summary="Run a query",
        description="As applications do under its slug, also while it is disabled. " + _DESCRIPTION,
        tag="queries",
        body=QueryParametersDocument,
        status=200,
        refuses=_REFUSES,
        answers=_STREAMED,
        in_threads=False,
    )
    async def try_query(
        request: Request[Any, Any, Any],
        query_id: FromPath[str],
        data: JSONBody[QueryParametersDocument],
        *,
        page: _Page = 1,
        limit: _Limit = None,
        total: _Total = False,
        accept: _Accept = "*/*",
    ) -> Response[Any]:
        query = await asyncio.to_thread(queries.get, caller_of(request).workspace_id, query_id)
        return await _answered(runs, query, data.params, Asked(page, limit, total), accept)

    return [try_query]


@contextmanager
def _discreet(query: Query) -> Iterator[None]:
    """Tell applications that the connection cannot be used, and operators why: it is theirs to mend, and their secret."""
    try:
        yield
    except ConfigurationError as error:
        logger.error("query %s cannot be run: %s", query.slug, error)  # noqa: TRY400 — a setting, no fault of the code
        raise Unavailable("what this query reads from cannot be used now; its operators have been told") from error


def _given(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return the query's own parameters of a query string.

    Raises:
        InvalidInput: one stands twice.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in RESERVED:
            continue
        if name in given:
            raise InvalidInput([FieldError(name, "stands twice")])
        given[name] = value
    return given


async def _answered(
    runs: QueryRuns, query: Query, given: Mapping[str, Any], asked: Asked, accept: str
) -> Response[Any]:
    if NDJSON in accept:
        lines = runs.stream(query, given)
        first = await anext(lines, b"")  # so that what is wrong is answered as such
        return Stream(_with(first, lines), media_type=NDJSON, status_code=200)
    answer = await runs.page(query, given, asked)
    headers = {"Cache-Control": "no-store"}
    if query.cache_seconds:
        headers = {"Cache-Control": f"private, max-age={query.cache_seconds - answer.age}", "Age": str(answer.age)}
    return Response(answer.body, media_type="application/json", status_code=200, headers=headers)


async def _with(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for lines in rest:
        yield lines
