"""The centre's end of what steps read through an agent."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, Final

from nexus.errors import ConfigurationError, DeliveryError, InvalidInput, Throttled, Unavailable
from nexus.hookspecs import Page, ResultPage
from nexus.model.connection import Connection
from nexus.services.agent_links.reach import AgentReach

AT_ONCE: Final = 8
"""Statements of one step at a time: fewer than an agent answers at once, so that people's queries find room, too."""


class AgentQuery:
    """The `nexus.hookspecs.Query` of a connection that is reached through an agent. Belongs to one event loop."""

    def __init__(self, reach: AgentReach, connection: Connection) -> None:
        self._reach = reach
        self._connection = connection
        self._room = asyncio.Semaphore(AT_ONCE)
        self._loop = asyncio.get_running_loop()

    async def select(self, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Let the agent read one page."""
        async with self._room:
            try:
                return await self._reach.select(self._connection, statement, params, page)
            except (DeliveryError, ConfigurationError, InvalidInput):
                raise
            except Throttled as busy:
                raise Unavailable(str(busy), after=busy.retry_after) from busy
            except Exception as error:  # it was not the system behind the agent that failed
                raise Unavailable(f"the agent cannot be asked to read: {error}") from error

    def stream(self, statement: str, params: Mapping[str, Any]) -> Iterator[ResultPage]:
        """Yield what the agent reads, as it comes; for a thread, as every plain function of a plugin runs in one."""
        pages = self._reach.stream(self._connection, statement, params)

        async def following() -> ResultPage | None:
            return await anext(pages, None)

        try:
            while (page := asyncio.run_coroutine_threadsafe(following(), self._loop).result()) is not None:
                yield page
        finally:
            asyncio.run_coroutine_threadsafe(pages.aclose(), self._loop).result()

    async def close(self) -> None:
        """Do nothing: nothing is open here; the agent closes what nobody reads from."""
