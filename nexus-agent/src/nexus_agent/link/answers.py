"""Answers the centre's questions; the connectors are loaded with the first of them."""

from collections.abc import Awaitable, Callable

from nexus.edge import Answering, Ask, Down, OpenConnections, Up, unseal
from nexus_agent.assignment import Directory
from nexus_agent.home import Home
from nexus_agent.plugins import Plugins


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

    async def received(self, frame: Down, send: Callable[[Up], Awaitable[None]]) -> None:
        """Take a frame of the centre."""
        if self._answering is None:
            if not isinstance(frame, Ask):
                return
            self._answering = await self._begun()
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

    async def _begun(self) -> Answering:
        plugins, key = self._plugins, self._home.private_key
        self._connections = OpenConnections.of(await plugins.catalogue(), plugins.egress, plugins.call)
        return Answering(lambda sealed: unseal(self._directory.agent_id, key, sealed), self._connections)
