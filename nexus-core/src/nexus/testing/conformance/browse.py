"""The suite for connections that can be listed."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from nexus.errors import NotFound, Unauthorized, Unavailable
from nexus.hookspecs import TableField
from nexus.model.mapping import TYPES
from nexus.testing.conformance.base import answer, within
from nexus.testing.conformance.bench import ConnectionBench, missing
from nexus.testing.conformance.connector import ConnectorChecks
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.rules import check
from nexus.testing.servers import TcpProxy

# ruff: noqa: ARG002, D102 — what is not overridden fails the check that asks; the name of a check is its sentence


class BrowseBench(ConnectionBench):
    """A system whose catalogue can be listed."""

    def table(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """Make a table (or what the system calls so) with these fields and return its schema and its name.

        Args:
            fields: name -> one of `nexus.model.mapping.TYPES`; ``id`` is its key, and required.
        """
        missing("table", "make a table")

    def reported_as(self, kind: str) -> str:
        """Return the type that the catalogue reports for a field of this type: another, where it cannot tell them apart."""
        return kind


class BrowseConformance(ConnectorChecks):
    """What every catalogue keeps to.

    Subclass it, set ``connector``, and give a fixture ``bench`` that returns your `BrowseBench`.
    """

    title = "Browse"

    @check()
    async def test_schemas_and_tables_are_listed(self, bench: BrowseBench) -> None:
        schema, table = await answer(bench.table({"id": "integer", "name": "string"}))
        async with self.open(bench) as browse:
            assert schema in await browse("schemas")
            tables = list(await browse("tables", schema))
        assert table in tables
        assert len(tables) == len(set(tables))

    @check()
    async def test_fields_come_in_order_with_type_and_key(self, bench: BrowseBench) -> None:
        schema, table = await answer(bench.table({"id": "integer", "name": "string", "qty": "integer"}))
        async with self.open(bench) as browse:
            fields: Sequence[TableField] = await browse("fields", schema, table)
        assert all(isinstance(field, TableField) for field in fields)
        assert [field.name for field in fields] == ["id", "name", "qty"]
        assert [field.type for field in fields] == [
            bench.reported_as(kind) for kind in ("integer", "string", "integer")
        ]
        assert [field.key for field in fields] == [True, False, False]
        assert fields[0].required
        assert not fields[1].required

    @pytest.mark.parametrize("kind", TYPES)
    @check()
    async def test_every_type_is_mapped_to_the_nearest(self, bench: BrowseBench, kind: str) -> None:
        schema, table = await answer(bench.table({"id": "integer", "v": kind}))
        async with self.open(bench) as browse:
            field = (await browse("fields", schema, table))[1]
        assert field.type == bench.reported_as(kind)
        assert field.type in TYPES

    @check()
    async def test_an_unknown_table_is_not_found(self, bench: BrowseBench) -> None:
        schema, table = await answer(bench.table({"id": "integer"}))
        async with self.open(bench) as browse:
            with pytest.raises(NotFound):
                await browse("fields", schema, f"{table}_that_is_not_there")

    @check("through")
    async def test_a_system_that_is_away_is_unavailable(
        self, bench: BrowseBench, tcp_proxy: Callable[[int], TcpProxy]
    ) -> None:
        proxy = tcp_proxy(bench.port)
        async with self.open(bench, bench.through(proxy.host, proxy.port)) as browse:
            await browse("schemas")
            proxy.refuse()
            with pytest.raises(Unavailable):
                await within(self.patience_s, browse("schemas"), "listing while the system is away")

    @check("wrong_credentials")
    async def test_wrong_credentials_need_a_person(self, bench: BrowseBench) -> None:
        with pytest.raises(Unauthorized):
            async with self.open(bench, bench.wrong_credentials()) as browse:
                await browse("schemas")

    @check()
    async def test_what_was_open_is_closed(self, bench: BrowseBench) -> None:
        before = Footprint.now()
        for turn in range(3):
            async with self.open(bench) as browse:
                await browse("schemas")
            if turn == 0:
                before = Footprint.now()  # what a library keeps once for the process is no leak
        await assert_nothing_left(before, "the closed catalogue")

    @asynccontextmanager
    async def open(self, bench: ConnectionBench, config: Any = None) -> AsyncIterator[Callable[..., Any]]:
        """Open a catalogue, give ``browse(method, *arguments)``, and close it with all that it shares."""
        async with self.opened(self.connector.browse, bench.config if config is None else config) as (browse, call):
            yield lambda method, *arguments: call(getattr(browse, method), *arguments)
