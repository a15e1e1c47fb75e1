"""Connections that are read from stay open between requests, so that their pools are worth having."""

from contextlib import AbstractAsyncContextManager

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError
from nexus.hookspecs import Egress, Query
from nexus.model.connection import Connection
from nexus.services.kept_open import IDLE_SECONDS, KeptOpen, Opened, opened_component


class OpenQueries:
    """One `Query` for each connection that is read from, in its current version. Belongs to one event loop.

    Args:
        components: the connectors that are installed.
        egress: decides which addresses may be reached.
        call: runs what plugins give.
    """

    def __init__(
        self, components: StepComponents, egress: Egress, call: Caller, *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._components = components
        self._egress = egress
        self._call = call
        self._kept: KeptOpen[Query] = KeptOpen("a connection that was read from", idle_seconds)

    def lend(self, connection: Connection) -> AbstractAsyncContextManager[Query]:
        """Give the connection's query; many may use it at once.

        Raises:
            ConfigurationError: its connector is not installed, cannot be queried, or a person must act first.
            Unavailable: the other end is away.
        """
        return self._kept.lend((connection.id, connection.version), lambda: self._opened(connection))

    async def close(self) -> None:
        """Close all; for the end of the process."""
        await self._kept.close()

    async def _opened(self, connection: Connection) -> Opened[Query]:
        connector = self._components.connector(connection.connector)
        if connector.query is None:
            raise ConfigurationError(f"{connector.title} cannot be queried", path="connection")
        config = structure(connector.config, dict(connection.config), "config")
        return await opened_component(
            self._call, ComponentContext.of(connection, self._egress), connector.query, config
        )
