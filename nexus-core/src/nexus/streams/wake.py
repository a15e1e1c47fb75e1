"""News over pub/sub: which workflows have new data, which definitions have changed.

Pub/sub may lose messages while a connection is down; it saves polling and is never relied on. After each (re)connect the
listener is told to look at everything once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from nexus.errors import StoreError
from nexus.streams.base import Store
from nexus.streams.connection import Connection, ask
from nexus.streams.replies import checked

_log = logging.getLogger(__name__)
_HEARTBEAT: Final = 5.0
_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0

RESYNC: Final = None
"""Yielded after every connect: news may have been missed, look at everything once."""


async def listen(store: Store, channel: str) -> AsyncIterator[str | None]:
    """Yield the ids that are published on ``channel``, and `RESYNC` after each connect; never ends by itself.

    An id that is published several times before the caller comes back is yielded once.
    """
    pause = _FIRST_PAUSE
    while True:
        ear = _Ear()
        try:
            connection = await ear.open(store, channel)
        except StoreError as error:
            _log.warning("cannot listen on %s, trying again: %s", channel, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        pause = _FIRST_PAUSE
        try:
            yield RESYNC
            while connection.is_open:
                for item in await ear.heard(connection):
                    yield item
        finally:
            connection.abort()


async def publish(store: Store, channel: str, item: str) -> None:
    """Tell all listeners of ``channel`` about ``item``.

    Raises:
        StoreError: the store is away; listeners look at everything once when it is back.
    """
    await store.call(channel, "PUBLISH", channel, item)


async def subscribed(store: Store, channel: str, pushed: Callable[[list[Any]], None]) -> Connection:
    """Return a connection that listens on a channel; ``pushed`` gets what comes.

    Raises:
        StoreError: no server can be reached, or it refuses.
    """
    connection = await store.subscriber(pushed)
    connection.subscribe(channel)
    try:
        checked((await ask(connection, [("PING",)]))[0])
    except BaseException:
        connection.abort()
        raise
    return connection


class _Ear:
    """Gathers what a subscription hears until someone asks."""

    def __init__(self) -> None:
        self._items: dict[str, None] = {}
        self._news = asyncio.Event()

    async def open(self, store: Store, channel: str) -> Connection:
        connection = await subscribed(store, channel, self._pushed)
        connection.closed.add_done_callback(lambda _: self._news.set())
        return connection

    async def heard(self, connection: Connection) -> list[str]:
        """Return what came since the last call, or wait for it; a heartbeat finds connections that are dead."""
        try:
            async with asyncio.timeout(_HEARTBEAT):
                await self._news.wait()
        except TimeoutError:
            connection.send([("PING",)], lambda _: None)
        self._news.clear()
        items, self._items = list(self._items), {}
        return items

    def _pushed(self, reply: list[Any]) -> None:
        if reply[0] == b"message":
            self._items[reply[2].decode(errors="replace")] = None
            self._news.set()
