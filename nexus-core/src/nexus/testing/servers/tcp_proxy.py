"""A TCP proxy that does to a connection what networks do."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from nexus.testing.servers.loop_thread import LoopThread, close_listener
from nexus.testing.servers.ports import claim_port, release_port

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_CHUNK = 256 * 1024
_NO_LINGER = struct.pack("ii", 1, 0)


class TcpProxy:
    """Forwards connections to a server until told to misbehave; `heal` ends all misbehaviour.

    Args:
        port: of the server behind it.
        host: of the server behind it.

    Attributes:
        accepted: how many connections were taken so far.
    """

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.host = "127.0.0.1"
        self.port = claim_port()
        self.accepted = 0
        self._upstream = (host, port)
        self._thread = LoopThread("nexus-testing-proxy")
        self._listener: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._delay_s = 0.0
        self._reply_budget: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connections(self) -> int:
        """How many connections are open now."""
        return len(self._tasks)

    def cut(self) -> None:
        """Reset every open connection, once; new ones work."""
        self._thread.call(self._cut())

    def refuse(self) -> None:
        """Reset every open connection and refuse new ones, until `heal`."""
        self._thread.call(self._refuse())

    def black_hole(self) -> None:
        """Forward nothing, in either direction, on old and new connections, until `heal`: then all flows on."""
        self._thread.loop.call_soon_threadsafe(self._open.clear)

    def delay(self, seconds: float) -> None:
        """Hold back every piece of data by so much, in both directions, until `heal`."""
        self._delay_s = seconds

    def cut_replies_after(self, count: int) -> None:
        """Forward ``count`` more bytes of replies, over all connections, then reset the one that brings more.

        It happens once. 0 loses the next reply whole: the server has acted, the client does not know.
        """
        self._reply_budget = count

    def heal(self) -> None:
        """Forward faithfully again."""
        self._thread.call(self._heal())

    def start(self) -> Self:
        """Listen."""
        self._thread.start()
        self.heal()
        return self

    def close(self) -> None:
        """Reset what is open and end."""
        self.refuse()
        self._thread.stop()
        release_port(self.port)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def _heal(self) -> None:
        self._delay_s, self._reply_budget = 0.0, None
        self._open.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, self.host, self.port, backlog=1024, limit=_CHUNK)

    async def _refuse(self) -> None:
        if self._listener is not None:
            listener, self._listener = self._listener, None
            await close_listener(listener)
        await self._cut()

    async def _cut(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        writers = [client]
        try:
            await self._open.wait()
            replies, server = await asyncio.open_connection(*self._upstream, limit=_CHUNK)
            writers.append(server)
            await self._forward_both(reader, server, replies, client)
        except (OSError, asyncio.CancelledError):
            for writer in writers:
                _reset(writer)
        finally:
            self._tasks.discard(task)
            await _close(writers)

    async def _forward_both(
        self,
        requests: asyncio.StreamReader,
        server: asyncio.StreamWriter,
        replies: asyncio.StreamReader,
        client: asyncio.StreamWriter,
    ) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forward_requests(requests, server))
                group.create_task(self._forward_replies(replies, client))
        except* OSError as errors:
            raise ConnectionResetError(str(errors)) from errors

    async def _forward_requests(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._forward(data, server)
        server.write_eof()

    async def _forward_replies(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            allowed = len(data) if self._reply_budget is None else self._reply_budget
            await self._forward(data[:allowed], client)
            if len(data) > allowed:
                self._reply_budget = None
                raise ConnectionResetError("cut as asked for")
            if self._reply_budget is not None:
                self._reply_budget -= len(data)
        client.write_eof()

    async def _forward(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        await self._open.wait()
        writer.write(data)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    if raw is not None and not writer.is_closing():
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


async def _close(writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
