"""Runs saved queries: within their limits, from what was read a moment ago where that will do, by page or as a stream."""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

import msgspec
from attrs import frozen

from nexus.engine.calls import Caller
from nexus.errors import FieldError, InvalidInput, NexusError, Throttled, Unavailable
from nexus.hookspecs import Page, ResultPage
from nexus.model.connection import Connection
from nexus.model.query import Query
from nexus.services.open_queries import OpenQueries
from nexus.services.query_arguments import arguments
from nexus.services.read_ahead import read_ahead

AT_ONCE: Final = 32
"""Queries that are read in one process at a time: each holds a thread."""

CACHE_BYTES: Final = 32 * 1024 * 1024

_encode: Final = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode


class Selects(Protocol):
    """Reads from connections that are reached through an agent."""

    async def select(self, connection: Connection, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """As `Query.select`; raises AgentAway where the agent is not connected."""
        ...

    def stream(
        self, connection: Connection, statement: str, params: Mapping[str, Any]
    ) -> AsyncGenerator[ResultPage, None]:
        """As `Query.stream`; raises AgentAway where the agent is not connected."""
        ...


USUAL_LIMIT: Final = 100
"""Rows of a page for which nobody says how many."""


@frozen
class Asked:
    """Which part of a result a caller wants; no limit is the usual one."""

    page: int = 1
    limit: int | None = None
    total: bool = False


@frozen
class Answer:
    """One page, encoded.

    Attributes:
        body: a JSON object with columns, rows, page, limit, more and total.
        age: seconds since it was read; 0 if it was read now.
    """

    body: bytes
    age: int = 0


class QueryRuns:
    """Runs saved queries for whoever may; who may is not asked here.

    Args:
        open_queries: reads from this process.
        through_agents: reads from connections that name an agent.
        open_connection: returns a connection with its secrets by workspace and id; synchronous.
        call: runs what plugins give.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        open_queries: OpenQueries,
        through_agents: Selects,
        open_connection: Callable[[str, str], Connection],
        call: Caller,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_queries = open_queries
        self._through_agents = through_agents
        self._open_connection = open_connection
        self._call = call
        self._clock = clock
        self._under_way = 0
        self._cache: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self._cached_bytes = 0

    async def page(self, query: Query, given: Mapping[str, Any], asked: Asked) -> Answer:
        """Return one page of a query's result.

        Raises:
            InvalidInput: a parameter, the page or the statement is wrong, or the page is larger than it may be.
            Unavailable: the other end is away, or it takes too long; `AgentAway` where it is reached through one.
            ConfigurationError: a person must act first.
            Throttled: too many queries are under way.
        """
        values = arguments(query, given)
        page = _page(query, asked)
        key = _encode([query.id, query.version, values, page.page, page.limit, page.total])
        known = self._known(key, query.cache_seconds)
        if known is not None:
            return known
        with self._place():
            body = _body(query, page, await self._read(query, values, page))
        if query.cache_seconds:
            self._keep(key, body)
        return Answer(body)

    async def stream(self, query: Query, given: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """Yield a query's rows as lines of JSON objects, chunk by chunk, in constant memory.

        A stream that breaks off, or has more than ``max_rows``, ends with a line whose only member is ``$error``: what was
        sent cannot be taken back. Raises as `page` before the first line.
        """
        values = arguments(query, given)
        connection = await asyncio.to_thread(self._open_connection, query.workspace_id, query.connection)
        with self._place():
            if connection.via_agent is not None:
                pages = self._through_agents.stream(connection, query.statement, values)
                async for chunk in _chunks(query, pages):
                    yield chunk
                return
            async with self._open_queries.lend(connection) as opened:
                async for chunk in _chunks(query, read_ahead(opened, query.statement, values, self._call)):
                    yield chunk

    async def _read(self, query: Query, values: Mapping[str, Any], page: Page) -> ResultPage:
        connection = await asyncio.to_thread(self._open_connection, query.workspace_id, query.connection)
        if connection.via_agent is not None:
            return await self._through_agents.select(connection, query.statement, values, page)
        async with self._open_queries.lend(connection) as opened:
            reading = asyncio.ensure_future(self._call(opened.select, query.statement, values, page))
            done, _ = await asyncio.wait({reading}, timeout=page.timeout_s + 5)  # the system itself ends it in time
            if not done:
                reading.add_done_callback(_forget)
                raise Unavailable(f"no answer within {page.timeout_s:g} s")
            result: ResultPage = reading.result()
            return result

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._under_way >= AT_ONCE:
            raise Throttled("too many queries are under way", retry_after=1.0)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _known(self, key: bytes, seconds: int) -> Answer | None:
        read_at, body = self._cache.get(key, (0.0, b""))
        age = self._clock() - read_at
        if not body or not seconds or age >= seconds:
            return None
        self._cache.move_to_end(key)
        return Answer(body, int(age))

    def _keep(self, key: bytes, body: bytes) -> None:
        former = self._cache.pop(key, None)
        self._cached_bytes -= len(former[1]) if former else 0
        self._cache[key] = (self._clock(), body)
        self._cached_bytes += len(body)
        while self._cached_bytes > CACHE_BYTES:
            _, (_, oldest) = self._cache.popitem(last=False)
            self._cached_bytes -= len(oldest)


def _page(query: Query, asked: Asked) -> Page:
    limit = min(USUAL_LIMIT, query.max_limit) if asked.limit is None else asked.limit
    if limit > query.max_limit:
        raise InvalidInput(
            [FieldError("limit", f"at most {query.max_limit} rows a page; ask for more pages, or a stream")]
        )
    return Page(asked.page, limit, asked.total, query.timeout_s)


def _body(query: Query, page: Page, result: ResultPage) -> bytes:
    body = _encode(
        {
            "columns": list(result.columns),
            "rows": list(result.rows),
            "page": page.page,
            "limit": page.limit,
            "more": result.more,
            "total": result.total,
        }
    )
    if len(body) > query.max_bytes:
        text = f"the page has {len(body)} bytes; at most {query.max_bytes} are sent: ask for fewer rows, or a stream"
        raise InvalidInput([FieldError("limit", text)])
    return body


async def _chunks(query: Query, found: AsyncGenerator[ResultPage, None]) -> AsyncIterator[bytes]:
    sent = 0
    begun = False
    try:
        async with contextlib.aclosing(found) as pages:
            async for page in pages:
                room = query.max_rows - sent
                yield _lines(query, page if len(page.rows) <= room else ResultPage(page.columns, page.rows[:room]))
                begun = True
                sent += len(page.rows)
                if sent > query.max_rows:
                    yield _fault(f"there are more than {query.max_rows} rows")
                    return
    except NexusError as error:
        if not begun:
            raise
        yield _fault(f"the stream broke off: {error}")


def _lines(query: Query, page: ResultPage) -> bytes:
    columns = list(page.columns)
    if len(set(columns)) < len(columns):
        raise InvalidInput([FieldError("statement", f"{query.slug}: columns of a stream have different names: use AS")])
    return b"".join(_encode(dict(zip(columns, row, strict=True))) + b"\n" for row in page.rows)


def _fault(text: str) -> bytes:
    return _encode({"$error": text}) + b"\n"


def _forget(reading: "asyncio.Future[Any]") -> None:
    if not reading.cancelled():
        reading.exception()
