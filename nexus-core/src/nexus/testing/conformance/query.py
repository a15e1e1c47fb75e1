"""The suite for connections that can be read from."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from nexus.errors import InvalidInput, NexusError, Unauthorized, Unavailable
from nexus.hookspecs import Page, Query, ResultPage
from nexus.testing.conformance.base import answer, within
from nexus.testing.conformance.bench import ConnectionBench, missing
from nexus.testing.conformance.connector import ConnectorChecks
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.secrets import canaries, listening
from nexus.testing.servers import TcpProxy

# ruff: noqa: ARG002, D102 — what is not overridden fails the check that asks; the name of a check is its sentence

ROWS = 250
"""How many rows checks read."""


class QueryBench(ConnectionBench):
    """A system that holds `ROWS` rows, ``id`` from 0 and ``name`` "item {id}", and the statements that read them."""

    def everything(self, count: int) -> str:
        """Put so many rows there, past the connector, and return a statement for id and name, by descending id."""
        missing("everything", "read all rows")

    def by_name(self) -> str:
        """Return a statement for the ids of the rows whose name is ``:name``."""
        missing("by_name", "read with a parameter")

    def writing(self) -> Sequence[str]:
        """Return statements that would change something; all are refused, and the rows are still there."""
        missing("writing", "try to write through a query")

    def slow(self) -> str:
        """Return a statement that takes much longer than a second."""
        missing("slow", "ask for something that takes long")


class QueryConformance(ConnectorChecks):
    """What everything that can be read from keeps to.

    Subclass it, set ``connector``, and give a fixture ``bench`` that returns your `QueryBench`.
    """

    title = "Query"

    @check()
    async def test_pages_keep_the_order_and_say_whether_more_follow(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            pages = [await query.select(statement, Page(number, 100, total=True)) for number in (1, 2, 3, 4)]
        assert [row[0] for page in pages for row in page.rows] == list(range(ROWS - 1, -1, -1))
        assert [page.more for page in pages] == [True, True, False, False]
        assert {page.total for page in pages[:3]} == {ROWS}
        assert list(pages[0].columns) == ["id", "name"]
        assert list(pages[0].rows[0]) == [ROWS - 1, f"item {ROWS - 1}"]

    @check()
    async def test_a_page_that_ends_with_the_last_row_says_that_nothing_follows(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            page = await query.select(statement, Page(5, ROWS // 5))
        assert len(page.rows) == ROWS // 5
        assert not page.more
        assert page.total is None, "a total that nobody asked for costs"

    @check()
    async def test_rows_can_be_sent_as_json(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            page = await query.select(statement, Page(1, 10))
        assert json.loads(json.dumps(page.rows, default=str)) == [list(row) for row in page.rows]
        assert all(len(row) == len(page.columns) for row in page.rows)

    @check("by_name")
    async def test_parameters_are_values_and_never_read_as_statement(self, bench: QueryBench) -> None:
        await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            for hostile in ("x' OR '1'='1", 'x" OR "1"="1', "x\\' OR 1=1 -- ", "%", "*", "'; --"):
                assert list((await query.select(bench.by_name(), name=hostile)).rows) == []
            assert [list(row) for row in (await query.select(bench.by_name(), name="item 7")).rows] == [[7]]

    @check("by_name")
    async def test_a_missing_parameter_is_named(self, bench: QueryBench) -> None:
        await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            with pytest.raises(InvalidInput, match="name"):
                await query.select(bench.by_name())

    @check("writing")
    async def test_what_does_not_only_read_is_refused(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            for writing in (*bench.writing(), "", "this is no statement (((("):
                with pytest.raises(InvalidInput):
                    await query.select(writing)
            assert (await query.select(statement, Page(1, 1, total=True))).total == ROWS

    @check("slow")
    async def test_a_query_that_takes_too_long_is_given_up(self, bench: QueryBench) -> None:
        await answer(bench.everything(ROWS))
        async with self.open(bench) as query:
            with pytest.raises((Unavailable, InvalidInput)):
                await within(15, query.select(bench.slow(), Page(timeout_s=1.0)), "a query with a limit of 1 s")

    @check("stream")
    async def test_a_stream_yields_everything_in_chunks(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(10 * ROWS))
        async with self.open(bench) as query:
            pages = await query.stream(statement)
        assert len(pages) > 1, "a stream comes in pieces"
        assert [row[0] for page in pages for row in page.rows] == list(range(10 * ROWS - 1, -1, -1))
        assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]

    @check("stream")
    async def test_a_stream_that_is_left_early_harms_nothing(self, bench: QueryBench) -> None:
        statement = await answer(bench.everything(10 * ROWS))
        async with self.open(bench) as query:
            assert len(await query.stream(statement, pages=1)) == 1
            assert (await query.select(statement, Page(1, 1))).more

    @check()
    async def test_what_was_open_is_closed(self, bench: QueryBench) -> None:
        statement, before = await answer(bench.everything(ROWS)), Footprint.now()
        for turn in range(3):
            async with self.open(bench) as query:
                await query.select(statement)
            if turn == 0:
                before = Footprint.now()  # what a library keeps once for the process is no leak
        await assert_nothing_left(before, "the closed query")

    @check("through")
    async def test_a_system_that_is_away_is_unavailable_and_works_again_after(
        self, bench: QueryBench, tcp_proxy: Callable[[int], TcpProxy]
    ) -> None:
        statement, proxy = await answer(bench.everything(ROWS)), tcp_proxy(bench.port)
        async with self.open(bench, bench.through(proxy.host, proxy.port)) as query:
            await query.select(statement)
            proxy.refuse()
            with pytest.raises(Unavailable):
                await within(self.patience_s, query.select(statement), "a query while the system is away")
            proxy.heal()
            with suppress(Unavailable):  # it may have to notice a dead connection first
                await query.select(statement)
            assert len((await query.select(statement)).rows) == Page().limit

    @check("wrong_credentials")
    async def test_wrong_credentials_need_a_person_and_are_shown_nowhere(self, bench: QueryBench) -> None:
        statement, wrong = await answer(bench.everything(ROWS)), bench.wrong_credentials()
        with listening() as heard:
            with pytest.raises(Unauthorized) as raised:
                await self._open_and_select(bench, wrong, statement)
            heard.add(wrong, raised.value)
        heard.assert_without(canaries(bench.config, wrong))

    async def _open_and_select(self, bench: QueryBench, config: Any, statement: str) -> ResultPage:
        async with self.open(bench, config) as query:
            return await query.select(statement)

    @asynccontextmanager
    async def open(self, bench: ConnectionBench, config: Any = None) -> AsyncIterator["OpenQuery"]:
        """Open a query, and close it with all that it shares."""
        async with self.opened(self.connector.query, bench.config if config is None else config) as (query, call):
            yield OpenQuery(query, call)


class OpenQuery:
    """A query in use.

    Attributes:
        query: what the plugin gave.
    """

    def __init__(self, query: Query, call: Callable[..., Any]) -> None:
        self.query = query
        self._call = call

    async def select(self, statement: str, page: Page | None = None, /, **params: Any) -> ResultPage:
        """Run a statement; raises what the plugin raises, and fails for what the contract does not know."""
        try:
            result = await self._call(self.query.select, statement, params, page or Page())
        except NexusError:
            raise
        except Exception as error:
            raise AssertionError(f"an error that the contract does not know: {error!r}") from error
        assert isinstance(result, ResultPage)
        return result

    async def stream(
        self, statement: str, params: Mapping[str, Any] | None = None, pages: int = -1
    ) -> list[ResultPage]:
        """Read a stream to its end, or only so many pages of it, in one thread."""

        def read() -> list[ResultPage]:
            stream = self.query.stream(statement, params or {})
            read = []
            for page in stream:
                read.append(page)
                if len(read) == pages:
                    break
            if hasattr(stream, "close"):
                stream.close()
            return read

        found: list[ResultPage] = await self._call(read)
        return found
