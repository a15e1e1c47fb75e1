"""Connections that are read from stay open between requests, so that their pools are worth having."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from attrs import define

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError
from nexus.hookspecs import Egress, Query
from nexus.model.connection import Connection

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 60.0
"""A connection that nobody has read from for so long is closed."""


@define(eq=False)
class _Open:
    query: "asyncio.Future[tuple[Query, ComponentContext]]"
    users: int = 0
    used_at: float = 0.0


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
        self._idle_seconds = idle_seconds
        self._open: dict[tuple[str, int], _Open] = {}

    @asynccontextmanager
    async def lend(self, connection: Connection) -> AsyncIterator[Query]:
        """Give the connection's query; many may use it at once.

        Raises:
            ConfigurationError: its connector is not installed, cannot be queried, or a person must act first.
            Unavailable: the other end is away.
        """
        key = (connection.id, connection.version)
        entry = self._open.get(key)
        if entry is None or (entry.query.done() and entry.query.exception() is not None):
            entry = self._open[key] = _Open(asyncio.ensure_future(self._opened(connection)))
        entry.users += 1
        try:
            query, _ = await asyncio.shield(entry.query)
            yield query
        finally:
            entry.users -= 1
            entry.used_at = asyncio.get_running_loop().time()
            asyncio.get_running_loop().call_later(self._idle_seconds, self._sweep)

    async def close(self) -> None:
        """Close all; for the end of the process."""
        entries = list(self._open.values())
        self._open.clear()
        await asyncio.gather(*(self._closed(entry) for entry in entries))

    async def _opened(self, connection: Connection) -> tuple[Query, ComponentContext]:
        connector = self._components.connector(connection.connector)
        if connector.query is None:
            raise ConfigurationError(f"{connector.title} cannot be queried", path="connection")
        logger = logging.getLogger(f"nexus.connection.{connection.name}")
        context = ComponentContext(ConnectionResources(), self._egress, logger)
        config = structure(connector.config, dict(connection.config), "config")
        try:
            return await self._call(connector.query, config, context), context
        except BaseException:
            await self._release(context)
            raise

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for key, entry in list(self._open.items()):
            if not entry.users and now - entry.used_at >= self._idle_seconds:
                del self._open[key]
                task = asyncio.ensure_future(self._closed(entry))
                _closing.add(task)
                task.add_done_callback(_closing.discard)

    async def _closed(self, entry: _Open) -> None:
        try:
            query, context = await entry.query
            await self._call(query.close)
            await self._release(context)
        except Exception:
            log.warning("a connection that was read from did not close well", exc_info=True)

    async def _release(self, context: ComponentContext) -> None:
        for closing in context.released():
            await self._call(closing)


_closing: "set[asyncio.Future[Any]]" = set()
