"""Answers the centre's questions; the connectors are loaded with the first of them."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from nexus.edge import Ask, Down, Failed, Fault, Taken, Up, unseal
from nexus_agent.assignment import Directory
from nexus_agent.home import Home
from nexus_agent.plugins import Plugins

if TYPE_CHECKING:
    from nexus.edge import Answering, OpenConnections

logger = logging.getLogger(__name__)

Send = Callable[[Up], Awaitable[None]]


class Answers:
    """Belongs to one event loop.

    Args:
        plugins: what is installed here.
        home: has the private key.
        directory: knows the agent's id.
    """

    def __init__(self, plugins: Plugins, home: Home, directory: Directory) -> None:
        self._plugins = plugins
        self._home = home
        self._directory = directory
        self._answering: Answering | None = None
        self._connections: OpenConnections | None = None
        self._loading: asyncio.Task[None] | None = None
        self._early: list[tuple[Down, Send]] = []

    async def received(self, frame: Down, send: Send) -> None:
        """Take a frame of the centre; what comes while connectors are loaded is taken, and answered then."""
        if self._answering is not None:
            self._answering.received(frame, send)
            return
        if isinstance(frame, Ask):
            await send(Taken(frame.id))
            self._loading = self._loading or asyncio.create_task(self._load())
        if self._loading is not None:
            self._early.append((frame, send))

    async def _load(self) -> None:
        try:
            self._answering = await self._begun()
        except Exception:
            logger.exception("connectors cannot be loaded")
            self._loading = None
        early, self._early = self._early, []
        for frame, send in early:
            if self._answering is not None:
                self._answering.received(frame, send, is_taken=True)
            elif isinstance(frame, Ask):
                with contextlib.suppress(OSError):
                    await send(Failed(frame.id, Fault("unavailable", "the agent cannot load connectors, see its log")))

    async def end(self) -> None:
        """Give up what is under way: the link is gone."""
        self._early = []
        if self._answering is not None:
            await self._answering.end()

    async def close(self) -> None:
        """Close what is open, at the end."""
        if self._loading is not None:
            await asyncio.wait([self._loading])
        await self.end()
        if self._connections is not None:
            await self._connections.close()

    async def _begun(self) -> "Answering":
        plugins, key = self._plugins, self._home.private_key
        catalogue = await plugins.catalogue()
        answering, connections = await asyncio.to_thread(_loaded)
        self._connections = connections.of(catalogue, plugins.egress, plugins.call)
        return answering(lambda sealed: unseal(self._directory.agent_id, key, sealed), self._connections)


def _loaded() -> "tuple[type[Answering], type[OpenConnections]]":
    from nexus.edge import Answering, OpenConnections  # noqa: PLC0415 — only when something is asked

    return Answering, OpenConnections
