"""The connections of one workspace by their names, for one request."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from nexus.hookspecs import Page, ResultPage, TableField
from nexus.model.connection import Connection
from nexus.services.connections.bounded import BoundedReach
from nexus.services.connections.desk import ConnectionDesk
from nexus.services.person import Person


@frozen
class WorkspaceConnections:
    """`nexus.hookspecs.Connections`.

    Args:
        desk: hands them over.
        reach: asks their other ends.
        workspace_id: whose they are.
        person: who asks.
    """

    _desk: ConnectionDesk
    _reach: BoundedReach
    _workspace_id: str
    _person: Person

    async def names(self, connector: str) -> Sequence[str]:
        """List the names."""
        found = await asyncio.to_thread(self._desk.list, self._workspace_id)
        return sorted(one.name for one in found if one.connector == connector)

    async def select(self, name: str, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Read one page; it is noted before, whatever comes of it."""
        connection = await self._opened(name)
        await asyncio.to_thread(self._desk.note_read, connection, statement, self._person)
        return await self._reach.select(connection, statement, params, page)

    async def schemas(self, name: str) -> Sequence[str]:
        """List the schemas."""
        return await self._reach.schemas(await self._opened(name))

    async def tables(self, name: str, schema: str) -> Sequence[str]:
        """List the tables of a schema."""
        return await self._reach.tables(await self._opened(name), schema)

    async def fields(self, name: str, schema: str, table: str) -> Sequence[TableField]:
        """List the fields of a table."""
        return await self._reach.fields(await self._opened(name), schema, table)

    async def _opened(self, name: str) -> Connection:
        return await asyncio.to_thread(self._desk.named, self._workspace_id, name)
