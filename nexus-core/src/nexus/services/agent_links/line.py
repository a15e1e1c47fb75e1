"""The centre's end of what is done through one connection by its agent: one question after the other."""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from msgspec import MsgspecError, Raw

from nexus.errors import AgentAway, ConfigurationError, DeliveryError, Rejected, Retry, Unavailable
from nexus.model.agent import Agent
from nexus.model.connection import Connection
from nexus.services.agent_links.frames import Ask, Reached
from nexus.services.agent_links.items import decode_items
from nexus.services.agent_links.reach import Asks, away


class Line:
    """Asks the agent of one connection; it is looked up anew after a failure.

    Args:
        asks: asks agents.
        connection: that it is about.
        find: returns the agent, and what it is told of the connection; synchronous.
    """

    def __init__(self, asks: Asks, connection: Connection, find: Callable[[], tuple[Agent, Reached]]) -> None:
        self._asks = asks
        self._connection = connection
        self._find = find
        self._found: tuple[Agent, Reached] | None = None

    async def ask(self, verb: str, arguments: dict[str, Any], rows: Raw) -> list[Any]:
        """Return the items of the answer.

        Raises:
            Rejected, Retry, ConfigurationError: as the plugin at the agent says.
            Unavailable: as that says; or the agent is away, or cannot be asked: no attempt is spent on either.
        """
        try:
            if self._found is None:
                self._found = await asyncio.to_thread(self._find)
            return await self._asked(*self._found, verb, arguments, rows)
        except (Rejected, Retry):
            raise
        except (DeliveryError, ConfigurationError):
            self._found = None
            raise
        except Exception as error:  # it was not the system behind the agent that failed
            self._found = None
            raise Unavailable(f"the agent cannot be asked for {verb}: {error}") from error

    async def _asked(self, agent: Agent, about: Reached, verb: str, arguments: dict[str, Any], rows: Raw) -> list[Any]:
        ask = Ask(uuid.uuid4().hex, verb, about, arguments, rows=rows)
        try:
            async with aclosing(self._asks.ask(agent.id, ask)) as parts:
                return [item async for part in parts for item in decode_items(part)]
        except AgentAway as error:
            raise away(self._connection, agent, error.reason) from None
        except MsgspecError as error:
            raise Unavailable(f"the agent {agent.name!r} answers what cannot be read: {error}") from None
