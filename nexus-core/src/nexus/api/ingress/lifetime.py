"""A connection from its first byte to its last: bounds in time, half-closing, back-pressure, shutdown."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, ClassVar, Final, TypeAlias

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from nexus.api.ingress.door import Door
from nexus.api.ingress.exchange import Exchange
from nexus.api.ingress.request import Head, Reply, refusal
from nexus.api.problems import Problem

_BYTES_PER_SECOND: Final = 10_000

Cycle: TypeAlias = tuple[RequestResponseCycle, Any]
"""A request for the ASGI application, and the application."""


class Lifetime(HttpToolsProtocol, ABC):
    """A connection with its queue of unanswered requests; what the requests are is for the class below it."""

    door: ClassVar[Door]

    def __init__(self, *args: Any, read_already: bytes = b"", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_already = read_already  # by the process that the connection was handed over by
        self._queue: deque[Exchange | Cycle] = deque()
        self._incoming: Exchange | None = None
        self._receiving = False
        self._in_head = False
        self._head_bytes = 0
        self._received = self._chunk = 0
        self._since = self.loop.time()
        self._write_paused_at = 0.0
        self._running = False  # the head of the queue is an ASGI cycle at work
        self._last = False  # nothing that comes from now on is answered
        self._deaf = False  # what still comes is read and dropped
        self._linger_until = 0.0
        self._ignored_upgrade = False
        self._method = b""
        self._begun: bytes | None = None  # the input, if a request began with it
        self._rules = self.door.rules
        self._max_body = self._rules.caps.body_bytes
        self._known_head = Head(())  # what the last request began with, if its head was known
        self._known_bytes = b""
        self._known_size = -1

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Start: the client has the time of one idle spell to send something."""
        super().connection_made(transport)
        self.door.opened(self)
        if self._read_already:
            data, self._read_already = self._read_already, b""
            self.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """End: answers that come later find nobody, and are dropped."""
        self.door.closed(self)
        if self._running and self._queue:
            cycle = self._queue[0]
            if isinstance(cycle, tuple) and cycle[0] is not self.cycle:
                cycle[0].disconnected = True
                cycle[0].message_event.set()
        self._queue.clear()
        self._incoming = None
        self._deaf = True
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override]  # uvicorn annotates the default
        """Close, unless the client only said that it sends nothing more and still waits for answers."""
        if self._receiving:
            self._abandon()  # a cut request: nothing of it is taken
        if self._queue and not self._running and self.scheme != "https":
            self._last = True
            self._deaf = True
            return True
        return None

    def shutdown(self) -> None:
        """Finish what has begun, then close; called by the server when it stops."""
        self._last = True
        for item in self._queue:
            if isinstance(item, tuple):
                item[0].keep_alive = False
        if not self._queue and not self._receiving:
            self.transport.close()

    def pause_writing(self) -> None:
        """The client does not read its answers: take no more requests from it."""
        super().pause_writing()
        self._write_paused_at = self.loop.time()
        self.flow.pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        self._write_paused_at = 0.0
        self._maybe_resume_reading()

    def check_time(self, now: float) -> None:
        """Hold the connection against its bounds; called once a second."""
        bounds = self.door.bounds
        if self.transport is None or self.transport.is_closing():
            return
        if self._linger_until:
            if now >= self._linger_until:
                self.transport.close()
        elif self._write_paused_at and now - self._write_paused_at > bounds.write_seconds:
            self.transport.abort()
        elif self._receiving and not self.flow.read_paused:
            if now - self._since > bounds.request_seconds + self._received / _BYTES_PER_SECOND:
                self._refuse(refusal(Problem("timeout", 408, "The request came too slowly", "Send it again, faster.")))
        elif not self._queue and now - self._since > bounds.idle_seconds:
            self.transport.close()

    @abstractmethod
    def advance(self) -> None:
        """Send what is ready, in the order of requests; never raises: the store's connection calls this."""

    @abstractmethod
    def _refuse(self, reply: Reply) -> None:
        """Answer what is not (yet) a request, after those before it, and close."""

    def _abandon(self) -> None:
        if self._incoming is not None:
            self._queue.remove(self._incoming)
            self._incoming = None
        self._receiving = False
        self._deaf = True

    def _maybe_resume_reading(self) -> None:
        if self.flow.read_paused and not self._write_paused_at and len(self._queue) <= self.door.bounds.pipelined // 2:
            self.flow.resume_reading()
