"""What can be asked of a connection's other end, from here or through an agent."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, cast

from nexus.config import cover, secret_texts, structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, InvalidInput, NexusError
from nexus.hookspecs import Browse, Check, Connector, Egress, Page, ResultPage, TableField
from nexus.model.connection import Connection


class Reach(Protocol):
    """Reaches connections; each is given with its secrets in clear, and its configuration fits its connector."""

    async def check(self, connection: Connection) -> Sequence[Check]:
        """Try the connection; what is wrong with its other end is said by checks.

        Raises:
            ConfigurationError: its connector is not installed.
            AgentAway: the agent that would have to ask is not connected.
        """
        ...

    async def schemas(self, connection: Connection) -> Sequence[str]:
        """Names of the schemas that the connection's user may see.

        Raises:
            ConfigurationError: its connector is not installed or cannot list anything, or a person must act first.
            Unavailable: the other end is away.
            AgentAway: as `check`.
        """
        ...

    async def tables(self, connection: Connection, schema: str) -> Sequence[str]:
        """Names of the tables and views of a schema; raises as `schemas`."""
        ...

    async def fields(self, connection: Connection, schema: str, table: str) -> Sequence[TableField]:
        """Fields of a table, in order; raises as `schemas`, and NotFound if there is no such table."""
        ...

    async def select(self, connection: Connection, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """One page of what a statement reads; raises as `schemas`, and InvalidInput if it is not one that only reads."""
        ...


class DirectReach:
    """Reaches connections from this process, under its egress guard.

    Args:
        components: the connectors that are installed.
        egress: decides which addresses may be reached.
        call: runs what plugins give.
    """

    def __init__(self, components: StepComponents, egress: Egress, call: Caller) -> None:
        self._components = components
        self._egress = egress
        self._call = call

    async def check(self, connection: Connection) -> Sequence[Check]:
        """Run the connector's own checks; a fault of the plugin is a check that failed."""
        connector = self._components.connector(connection.connector)
        try:
            async with self._opened(connection, connector) as (config, context):
                found: Sequence[Check] = await self._call(connector.check, config, context)
        except Exception as error:  # noqa: BLE001 — a plugin's fault is a finding
            found = [failed_check(error)]
        return [_covered(one, secret_texts(connector.config, connection.config)) for one in found]

    async def schemas(self, connection: Connection) -> Sequence[str]:
        """List the schemas."""
        return cast("Sequence[str]", await self._browsed(connection, lambda browse: browse.schemas))

    async def tables(self, connection: Connection, schema: str) -> Sequence[str]:
        """List the tables of a schema."""
        return cast("Sequence[str]", await self._browsed(connection, lambda browse: browse.tables, schema))

    async def fields(self, connection: Connection, schema: str, table: str) -> Sequence[TableField]:
        """List the fields of a table."""
        found = await self._browsed(connection, lambda browse: browse.fields, schema, table)
        return cast("Sequence[TableField]", found)

    async def select(self, connection: Connection, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Read one page."""
        connector = self._components.connector(connection.connector)
        if connector.query is None:
            raise ConfigurationError(f"{connector.title} cannot be queried", path="connector")
        async with self._opened(connection, connector) as (config, context):
            query = await self._call(connector.query, config, context)
            try:
                return cast("ResultPage", await self._call(query.select, statement, params, page))
            finally:
                await self._call(query.close)

    async def _browsed(
        self, connection: Connection, verb: Callable[[Browse], Callable[..., Any]], *arguments: str
    ) -> Sequence[Any]:
        connector = self._components.connector(connection.connector)
        if connector.browse is None:
            raise ConfigurationError(f"{connector.title} has no schemas, tables and fields to list", path="connector")
        async with self._opened(connection, connector) as (config, context):
            browse = await self._call(connector.browse, config, context)
            try:
                return list(await self._call(verb(browse), *arguments))
            finally:
                await self._call(browse.close)

    @asynccontextmanager
    async def _opened(
        self, connection: Connection, connector: Connector
    ) -> AsyncIterator[tuple[Any, ComponentContext]]:
        """Give configuration and context, and close at the end what was shared under it."""
        context = ComponentContext.of(connection, self._egress)
        try:
            yield structure(connector.config, dict(connection.config), "config"), context
        finally:
            await context.release(self._call)


def failed_check(error: Exception) -> Check:
    """Return the check that an error is."""
    if isinstance(error, ConfigurationError) and error.remedy:
        text = str(error).removesuffix(f" ({error.remedy})")
        return Check("connection", ok=False, message=text, remedy=error.remedy)
    if isinstance(error, InvalidInput):
        faults = "\n".join(map(str, error.errors))
        return Check("configuration", ok=False, message=faults, remedy="change these settings")
    kind = "" if isinstance(error, NexusError) else f"{type(error).__name__}: "
    return Check("connection", ok=False, message=f"{kind}{error}")


def _covered(check: Check, secrets: set[str]) -> Check:
    """Cover secrets that a driver repeats in what it says (security: secrets in use)."""
    return Check(check.name, check.ok, cover(check.message, secrets), cover(check.remedy, secrets), check.latency_ms)
