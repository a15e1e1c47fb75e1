"""How API processes reach the agents that are connected to one of them: who has which link, and letters between processes.

Letters go over pub/sub: each process listens on a channel of its own. Links are strings that end by themselves.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Any, Final

from nexus.errors import StoreError
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.scripts import LEASE, RELEASE
from nexus.streams.wake import subscribed

_log = logging.getLogger(__name__)

LINK_SECONDS: Final = 15
"""So long a link is known without being renewed."""

_HEARTBEAT: Final = 5.0
_PAUSE: Final = 0.5


class StreamPost:
    """The `nexus.services.agent_links.switchboard.Post` on the stream store; belongs to one event loop.

    Args:
        store: sends letters, and has the links.
        ear: opens the connection that letters come in by; traffic of others does not queue behind it.
    """

    def __init__(self, store: Store, ear: Store) -> None:
        self._store = store
        self._ear = ear
        self._name = uuid.uuid4().hex

    @property
    def name(self) -> str:
        """Name of this process, another one after each start."""
        return self._name

    async def holder(self, agent_id: str) -> str | None:
        """Return the process that has an agent's link."""
        found = await self._store.call(keys.agent_link(agent_id), "GET", keys.agent_link(agent_id))
        return found.decode() if found is not None else None

    async def claim(self, agent_id: str) -> None:
        """This process has an agent's link."""
        key = keys.agent_link(agent_id)
        await self._store.call(key, "SET", key, self._name, "EX", LINK_SECONDS)

    async def renew(self, agent_id: str) -> bool:
        """Say again that this process has it; False if another one has."""
        taken = await self._store.run(LEASE, [keys.agent_link(agent_id)], [self._name, LINK_SECONDS * 1000])
        return bool(taken != 0)

    async def release(self, agent_id: str) -> None:
        """This process has it no more."""
        await self._store.run(RELEASE, [keys.agent_link(agent_id)], [self._name])

    async def send(self, process: str, text: bytes) -> None:
        """Send a letter to another process."""
        channel = keys.letters(process)
        await self._store.call(channel, "PUBLISH", channel, text)

    async def listen(self, received: Callable[[bytes], None], again: Callable[[], None]) -> None:
        """Hand over letters to this process, until cancelled; ``again`` is called when some may have been lost."""

        def pushed(reply: list[Any]) -> None:
            if reply[0] == b"message":
                received(reply[2])

        while True:
            try:
                connection = await subscribed(self._ear, keys.letters(self._name), pushed)
            except StoreError as error:
                _log.warning("letters to this process cannot be heard, trying again: %s", error)
                await asyncio.sleep(_PAUSE)
                continue
            try:
                while connection.is_open:
                    # a heartbeat finds connections that are dead
                    await asyncio.wait({connection.closed}, timeout=_HEARTBEAT)
                    if connection.is_open:
                        connection.send([("PING",)], lambda _: None)
            finally:
                connection.abort()
            again()
