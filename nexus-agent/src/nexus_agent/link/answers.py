"""Answers the centre's questions; the connectors are loaded with the first of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nexus.edge import (
    Answering,
    Ask,
    Caller,
    DaemonThreads,
    Down,
    EgressGuard,
    OpenConnections,
    Up,
    load_plugins,
    unseal,
)
from nexus_agent.assignment import Directory
from nexus_agent.home import Home
from nexus_agent.settings import Settings

logger = logging.getLogger(__name__)


class Answers:
    """Belongs to one event loop.

    Args:
        settings: which plugins, and which networks.
        home: has the private key.
        directory: knows the agent's id.
    """

    def __init__(self, settings: Settings, home: Home, directory: Directory) -> None:
        self._settings = settings
        self._home = home
        self._directory = directory
        self._answering: Answering | None = None
        self._connections: OpenConnections | None = None

    async def received(self, frame: Down, send: Callable[[Up], Awaitable[None]]) -> None:
        """Take a frame of the centre."""
        if self._answering is None:
            if not isinstance(frame, Ask):
                return
            self._answering = await asyncio.to_thread(self._loaded)
        self._answering.received(frame, send)

    async def end(self) -> None:
        """Give up what is under way: the link is gone."""
        if self._answering is not None:
            await self._answering.end()

    async def close(self) -> None:
        """Close what is open, at the end."""
        await self.end()
        if self._connections is not None:
            await self._connections.close()

    def _loaded(self) -> Answering:
        catalogue = load_plugins(self._settings.plugins_allow, routes=False, commands=False)
        for fault in catalogue.faults:
            logger.warning("plugin %s is not used: %s (%s)", fault.plugin, fault.reason, fault.remedy)
        guard, key = EgressGuard(self._settings.egress_allow), self._home.private_key
        self._connections = OpenConnections.of(catalogue, guard, Caller(DaemonThreads()))
        return Answering(lambda sealed: unseal(self._id(), key, sealed), self._connections)

    def _id(self) -> str:
        assignment = self._directory.assignment
        return assignment.id if assignment is not None else ""
