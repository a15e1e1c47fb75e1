"""A connection that comes back: connects on first use, again after a loss, with a pause between failures."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from nexus.errors import StoreError
from nexus.streams.connection import Answered, Connection
from nexus.streams.replies import Command

Open = Callable[[], Awaitable[Connection]]

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 2.0


class Link:
    """Sends commands over a connection that is opened when needed.

    Commands that have been written are never written again (reliability 3). Commands that come while there is no
    connection wait for the one attempt under way and fail with it.
    """

    def __init__(self, name: str, open_connection: Open) -> None:
        self.name = name
        self._open = open_connection
        self._connection: Connection | None = None
        self._opening: asyncio.Task[None] | None = None
        self._queue: list[tuple[Sequence[Command], Answered]] = []
        self._pause = 0.0
        self._not_before = 0.0
        self._last_error = StoreError(f"the stream store {name} is away")
        self._closed = False

    def send(self, commands: Sequence[Command], answered: Answered) -> None:
        """Send commands; ``answered`` gets their replies, or the `StoreError` that came instead."""
        connection = self._connection
        if connection is not None and connection.is_open:
            connection.send(commands, answered)
            return
        loop = asyncio.get_running_loop()
        if self._closed:
            loop.call_soon(answered, StoreError(f"the stream store {self.name} has been closed by this process"))
            return
        if self._opening is None and loop.time() < self._not_before:
            # never from within send: who answers a failure by sending the next would recurse
            loop.call_soon(answered, self._last_error)
            return
        self._queue.append((commands, answered))
        if self._opening is None:
            self._opening = loop.create_task(self._reopen(), name=f"connect {self.name}")

    def drop(self) -> None:
        """End the connection; the next command opens another (and asks anew where the primary is)."""
        if self._connection is not None:
            self._connection.abort()
            self._connection = None

    async def close(self) -> None:
        """End the connection for good."""
        self._closed = True
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait([self._opening])
        if self._connection is not None:
            self._connection.abort()
            await self._connection.closed

    async def _reopen(self) -> None:
        error = StoreError(f"the stream store {self.name} has been closed by this process")
        try:
            self._connection = await self._open()
            self._pause = self._not_before = 0.0
        except StoreError as failure:
            error = failure
            self._fall_back(failure)
        finally:
            self._opening = None
            queue, self._queue = self._queue, []
            self._release(queue, error)

    def _release(self, queue: list[tuple[Sequence[Command], Answered]], error: StoreError) -> None:
        for commands, answered in queue:
            if self._connection is not None:
                self._connection.send(commands, answered)
            else:
                asyncio.get_running_loop().call_soon(answered, error)

    def _fall_back(self, error: StoreError) -> None:
        self._connection = None
        self._last_error = error
        self._pause = min(max(_FIRST_PAUSE, self._pause * 2), _LONGEST_PAUSE)
        self._not_before = asyncio.get_running_loop().time() + self._pause
