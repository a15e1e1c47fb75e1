"""A real HTTP/1.1 server that records what it hears and answers as it was told."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httptools

from nexus.testing.servers.answers import Answer, ReceivedRequest
from nexus.testing.servers.loop_thread import LoopThread, close_listener
from nexus.testing.servers.ports import claim_port, release_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

_NO_LINGER = struct.pack("ii", 1, 0)  # close() then sends RST instead of FIN


class HttpServer:
    """Answers with what `script` lined up, one after the other, and then with ``handler`` or ``default``.

    Attributes:
        default: the answer to every request for which nothing is lined up.
        handler: called with each such request instead, on the server's thread, if set.
        requests: what was heard, in the order in which it was complete.
    """

    def __init__(
        self, default: Answer | None = None, *, handler: Callable[[ReceivedRequest], Answer] | None = None
    ) -> None:
        self.host = "127.0.0.1"
        self.port = claim_port()
        self.default = default or Answer()
        self.handler = handler
        self.requests: list[ReceivedRequest] = []
        self._script: deque[Answer] = deque()
        self._lock = threading.Lock()
        self._connections: set[_Connection] = set()
        self._thread = LoopThread("nexus-testing-http")
        self._listener: asyncio.Server | None = None

    def url(self, path: str = "") -> str:
        """Return the server's URL, or that of a path on it."""
        return f"http://{self.host}:{self.port}{path}"

    def script(self, *answers: Answer) -> None:
        """Line up answers for the next requests, each used once."""
        with self._lock:
            self._script.extend(answers)

    def clear(self) -> None:
        """Forget what was heard and what was lined up."""
        with self._lock:
            self._script.clear()
            self.requests.clear()

    def start(self) -> Self:
        """Listen."""
        self._thread.start()
        self.heal()
        return self

    def refuse(self) -> None:
        """Stop listening and drop the open connections, until `heal`: the server is down."""
        self._thread.call(self._refuse())

    def heal(self) -> None:
        """Listen (again), on the same port."""
        self._thread.call(self._listen())

    def close(self) -> None:
        """End the server and its thread."""
        self.refuse()
        self._thread.stop()
        release_port(self.port)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def hear(self, request: ReceivedRequest) -> Answer:
        """Record a request and return the answer to it."""
        with self._lock:
            self.requests.append(request)
            if self._script:
                return self._script.popleft()
        return self.handler(request) if self.handler else self.default

    async def _listen(self) -> None:
        if self._listener is None:
            make = lambda: _Connection(self, self._connections)  # noqa: E731 — a factory in one line
            self._listener = await self._thread.loop.create_server(make, self.host, self.port, backlog=1024)

    async def _refuse(self) -> None:
        if self._listener is not None:
            listener, self._listener = self._listener, None
            await close_listener(listener)
        for connection in list(self._connections):
            connection.reset()
        await asyncio.sleep(0)


class _Connection(asyncio.Protocol):
    """One client: parses requests with httptools and answers them in their order."""

    def __init__(self, server: HttpServer, connections: set[_Connection]) -> None:
        self._server = server
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[tuple[Answer, bool]] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport
        self._begin()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._connections.discard(self)
        if self._answering is not None:
            self._answering.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._transport.write(Answer(400, str(error), {"Connection": "close"}).head(0))
            self._transport.close()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")
        if name.lower() == b"expect":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        parts = urlsplit(self._url.decode("latin-1"))
        request = ReceivedRequest(
            self._parser.get_method().decode(),
            parts.path,
            parts.query,
            self._headers,
            bytes(self._body),
            time.monotonic(),
        )
        self._waiting.append((self._server.hear(request), self._parser.should_keep_alive()))
        self._begin()
        if self._answering is None:
            self._answer_waiting()

    def reset(self) -> None:
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def _begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    def _answer_waiting(self) -> None:
        """Answer what can be answered at once; the first slow answer makes a task that takes over."""
        while self._waiting and not self._transport.is_closing():
            answer, keep_alive = self._waiting.popleft()
            if answer.delay_s or answer.chunk_delay_s:
                self._answering = asyncio.get_running_loop().create_task(self._answer_slowly(answer, keep_alive))
                self._answering.add_done_callback(self._go_on)
                return
            content = answer.content()
            self._send(answer, answer.head(len(content)) + content, keep_alive)

    async def _answer_slowly(self, answer: Answer, keep_alive: bool) -> None:  # noqa: FBT001 — a private step
        await asyncio.sleep(answer.delay_s)
        content = answer.content()
        head = answer.head(len(content))
        if not answer.chunk_delay_s or answer.reset_after is not None:
            self._send(answer, head + content, keep_alive)
            return
        self._transport.write(head)
        for index in range(len(content)):
            await asyncio.sleep(answer.chunk_delay_s)
            self._transport.write(content[index : index + 1])
        if not keep_alive:
            self._transport.close()

    def _go_on(self, task: asyncio.Task[None]) -> None:
        self._answering = None
        if not task.cancelled():
            self._answer_waiting()

    def _send(self, answer: Answer, data: bytes, keep_alive: bool) -> None:  # noqa: FBT001 — a private step
        if answer.reset_after is None:
            self._transport.write(data)
            if not keep_alive:
                self._transport.close()
        else:
            if answer.reset_after:
                self._transport.write(data[: answer.reset_after])
            self.reset()
