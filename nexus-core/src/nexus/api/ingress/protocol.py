"""A uvicorn HTTP protocol that answers ``POST /ingress`` itself and hands every other request to the ASGI application.

A request that goes through ASGI costs a task, a scope, events and several awaits; here its bytes go from the parser to
the rules, and the answer from the store's reply to the socket. Every connection has one queue for both kinds of requests:
answers leave in the order in which requests came, however they were pipelined.

Built on uvicorn's `HttpToolsProtocol`, from which it takes parsing, ASGI cycles and WebSocket upgrades.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from nexus.api.ingress.door import Door
from nexus.api.ingress.exchange import Exchange
from nexus.api.ingress.lifetime import Cycle, Lifetime
from nexus.api.ingress.request import PATHS, Head, Reply, refusal
from nexus.api.problems import Problem, of

logger = logging.getLogger(__name__)

_PATHS: Final = frozenset(path.encode() for path in PATHS)

_LARGE: Final = 64 * 1024
"""Bodies above this are refused before they are read, where that can be known."""


class _Stop(Exception):
    """Raised out of a parser's callback when the rest of the input does not matter any more."""


class IngressProtocol(Lifetime):
    """One connection. Make the class for a server with `protocol_class`."""

    # -- parsing -------------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        if not self._receiving and not self._last and not self._deaf and self._take_known(data):
            return
        if self.door.give is not None and self._is_at_rest() and self._given_away(data, self.door.give):
            return
        self._chunk = len(data)
        self._received += self._chunk
        self._begun = None if self._receiving else data
        while data and not self._deaf:
            if self._in_head:
                self._head_bytes += len(data)
            try:
                self.parser.feed_data(data)
                data = b""
            except httptools.HttpParserUpgrade as upgrade:
                if self._should_upgrade():
                    self._leave_to_websocket()
                    return
                data = self._without_upgrade() + data[upgrade.args[0] :]
            except httptools.HttpParserError as error:
                self._parsing_ended(error)
                return
        if self._in_head and self._receiving and self._head_bytes > self.door.bounds.head_bytes and not self._deaf:
            self._refuse(_head_too_large())

    def on_message_begin(self) -> None:
        """A request begins."""
        if self._last or self._deaf:
            self._deaf = True
            raise _Stop
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._incoming = None
        self._receiving = True
        self._in_head = True
        self._head_bytes = 0
        self._received = self._chunk
        self._since = self.loop.time()

    def on_headers_complete(self) -> None:
        """The head is there: a fast request, or one for the application."""
        bounds = self.door.bounds
        # the head is part of what has been received: only then is it worth measuring
        if len(self.headers) > bounds.head_count or (
            self._received > bounds.head_bytes and self._head_size() > bounds.head_bytes
        ):
            self._refuse(_head_too_large())
            raise _Stop
        self._in_head = False
        if self.parser.should_upgrade() and not self._should_upgrade():
            self._ignored_upgrade = True
            self._method = self.parser.get_method()
            return
        path, _, query = self.url.partition(b"?")
        if path in _PATHS and self.parser.get_method() == b"POST":
            self._begin_exchange(path, query)
        else:
            self._begin_cycle()

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body."""
        exchange = self._incoming
        if exchange is None:
            super().on_body(body)
        else:
            if exchange.parts is None:
                exchange.parts = []
            exchange.parts.append(body)
            exchange.size += len(body)
            if exchange.size > self._max_body:
                self._refuse_exchange(exchange, self.door.rules.refuse_size())

    def on_message_complete(self) -> None:
        """The request is whole: hand it to the rules."""
        if self._ignored_upgrade:
            return
        self._receiving = False
        exchange = self._incoming
        if exchange is None:
            super().on_message_complete()
            return
        self._incoming = None
        if not exchange.keep_alive:
            self._last = True
        if exchange.parts:
            exchange.body = b"".join(exchange.parts)
            exchange.parts = None
        self._hand_over(exchange)

    def _hand_over(self, exchange: Exchange) -> None:
        exchange.finished = self.loop.time()
        try:
            self._rules.handle(exchange, exchange.answer)
        except Exception as error:
            logger.exception("a request could not be handled")
            exchange.answer(refusal(of(error)))

    def _take_known(self, data: bytes) -> bool:
        """Take a request whose head has been parsed before, byte for byte, and whose body is here; False if it is not so.

        A sender's heads hardly differ, and the same bytes mean the same again: parsing them costs a fifth of a request.
        The parser is between two requests and stays there.
        """
        if len(data) != self._known_size or not data.startswith(self._known_bytes):
            end = data.find(b"\r\n\r\n") + 4
            head = self.door.known_heads.get(data[:end])
            if head is None or len(data) - end != head.content_length:
                return False
            self._known_head, self._known_bytes, self._known_size = head, data[:end], len(data)
        queue = self._queue
        exchange = Exchange(self, self._known_head, data[len(self._known_bytes) :])
        queue.append(exchange)
        self._hand_over(exchange)
        if len(queue) > 1 and len(queue) > self.door.bounds.pipelined:
            self.flow.pause_reading()
        return True

    # -- connections for another process -------------------------------------------------------------------------------

    def _is_at_rest(self) -> bool:
        """Whether nothing is under way on this connection: nobody here would miss it."""
        waits = self._receiving or self._queue or self._last or self._deaf
        return not waits and not self.transport.get_write_buffer_size()

    def _given_away(self, data: bytes, give: Callable[[int, bytes], bool]) -> bool:
        """Hand the connection over if what comes now is no ingress; it stays there for all that comes later."""
        line, end, _ = data.partition(b"\r\n")
        if not end or _path_of(line) in _PATHS:
            return False
        self.flow.pause_reading()  # the rest is for the other process to read
        if not give(self.transport.get_extra_info("socket").fileno(), data):
            self.flow.resume_reading()
            return False
        self._deaf = True
        self.transport.abort()  # closes this process's descriptor; the connection goes on by the other's
        return True

    # -- fast requests -------------------------------------------------------------------------------------------------

    def _begin_exchange(self, path: bytes, query: bytes) -> None:
        head = Head(self.headers, path, query)
        exchange = Exchange(self, head)
        exchange.keep_alive = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        exchange.expects_continue = self.expect_100_continue
        self._incoming = exchange
        self._queue.append(exchange)
        length = head.content_length
        if exchange.keep_alive and length and self._begun is not None and not self.expect_100_continue:
            self.door.remember(self._begun, head)
        self._begun = None
        if length is not None and length > self._max_body:
            self._refuse_exchange(exchange, self.door.rules.refuse_size())
        if self.expect_100_continue or length is None or length > _LARGE:
            reply = self.door.rules.refuse_early(head)
            if reply is not None:
                self._refuse_exchange(exchange, reply)
        if self.expect_100_continue:
            self.advance()
        elif len(self._queue) > self.door.bounds.pipelined:
            self.flow.pause_reading()

    def _refuse_exchange(self, exchange: Exchange, reply: Reply) -> None:
        """Answer before the body has come, and stop listening: 413 without reading all of it."""
        self._incoming = None
        self._receiving = False
        self._deaf = True
        exchange.keep_alive = False
        exchange.parts = None
        exchange.answer(reply)
        raise _Stop

    def _refuse(self, reply: Reply) -> None:
        """Answer what is not (yet) a request, after those before it, and close."""
        self._deaf = True
        if self._receiving and not self._in_head and self._incoming is None:
            self.transport.close()  # the application waits for the rest of a body: it is told that the client is gone
            return
        self._receiving = False
        exchange = self._incoming
        self._incoming = None
        if exchange is None:
            exchange = Exchange(self, Head((), b"-"))
            self._queue.append(exchange)
        exchange.keep_alive = False
        exchange.answer(reply)

    # -- requests for the application ----------------------------------------------------------------------------------

    def _begin_cycle(self) -> None:
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url = url
        self.headers.extend(headers)
        self.expect_100_continue = expects
        self.cycle = None  # type: ignore[assignment]  # so that the parent leaves the order of cycles to `_start_asgi_task`
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Take a place in the queue; the cycle runs when those before it are answered."""
        self._queue.append((cycle, app))
        if len(self._queue) > 1:
            self.flow.pause_reading()
        self.advance()

    def on_response_complete(self) -> None:
        """A cycle has been answered: go on with what came after it."""
        self.server_state.total_requests += 1
        self._running = False
        if self.transport.is_closing():
            return
        self._queue.popleft()
        self._since = self.loop.time()
        self.flow.resume_reading()
        self.advance()

    def _without_upgrade(self) -> bytes:
        """Return the head again, as of a request that asks for no upgrade, for a new parser.

        Some clients offer h2c with every request; the parser leaves it to us to say no, but takes the body for the other
        protocol's by then.
        """
        self._ignored_upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        lines = [b"%b: %b" % pair for pair in self.headers if pair[0] not in {b"upgrade", b"http2-settings"}]
        return b"\r\n".join([b"%b %b HTTP/1.1" % (self._method, self.url), *lines, b"", b""])

    def _leave_to_websocket(self) -> None:
        if self._queue:
            self._refuse(
                refusal(Problem("malformed-request", 400, "Not now", "Upgrade on a connection that awaits no answer."))
            )
            return
        self.door.closed(self)
        self.handle_websocket_upgrade()

    # -- answers -------------------------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Send what is ready, in the order of requests; never raises: the store's connection calls this."""
        queue = self._queue
        transport = self.transport
        try:
            while queue:
                if transport.is_closing():  # the client is gone: what was accepted stays accepted
                    queue.clear()
                    return
                item = queue[0]
                if not isinstance(item, Exchange):
                    self._run(item)
                    return
                if item.reply is None:
                    self._tell_to_continue(item)
                    return
                queue.popleft()
                if not self._send(item, item.reply):
                    return
            if self.flow.read_paused:
                self._maybe_resume_reading()
            if self._last and not self._receiving and not self.transport.is_closing():
                self.transport.close()
        except Exception:
            logger.exception("an answer could not be sent")
            self.transport.abort()

    def _run(self, cycle: Cycle) -> None:
        if not self._running:
            self._running = True
            super()._start_asgi_task(*cycle)

    def _tell_to_continue(self, exchange: Exchange) -> None:
        if exchange.expects_continue and exchange is self._incoming:
            exchange.expects_continue = False
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _send(self, exchange: Exchange, reply: Reply) -> bool:
        """Write an answer; False if it was the connection's last."""
        now = self._since = self.loop.time()
        door, state, finished = self.door, self.server_state, exchange.finished
        stays = exchange.keep_alive and not (self._last and not self._queue and not self._receiving)
        head = door.head(reply, state.default_headers)
        origin = exchange.head.origin
        if reply.headers or origin or not stays:
            fields = (*reply.headers, *door.origins.header_fields(origin))
            head = head[:-2] + _header_lines(fields, stays=stays) + b"\r\n"
        self.transport.write(head + reply.body)
        state.total_requests += 1
        door.log(self.client, exchange.head.path, reply, now - finished if finished else 0.0)
        if not stays:
            self._queue.clear()
            self._finish(linger=not finished)
        return stays

    def _finish(self, *, linger: bool) -> None:
        """Close; where the client may still be sending, let it read its answer first: a reset would take it away."""
        self._deaf = True
        self._last = True
        if not linger or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._linger_until = self.loop.time() + self.door.bounds.linger_seconds

    def _head_size(self) -> int:
        return len(self.url) + sum([len(name) + len(value) for name, value in self.headers])

    def _parsing_ended(self, error: httptools.HttpParserError) -> None:
        if self._deaf:  # by `_Stop`: the answer is given
            return
        if isinstance(error, httptools.HttpParserCallbackError):
            logger.error("a request could not be taken from the connection", exc_info=error.__context__ or error)
            self._refuse(refusal(of(error)))
            return
        self._refuse(refusal(Problem("malformed-request", 400, "Not HTTP", f"The request cannot be parsed: {error}.")))


def protocol_class(door: Door) -> type[IngressProtocol]:
    """Return the protocol class for one server."""
    return type("IngressProtocol", (IngressProtocol,), {"door": door})


def _path_of(line: bytes) -> bytes:
    """Return the path of a request line."""
    return line.partition(b" ")[2].partition(b" ")[0].partition(b"?")[0]


def _header_lines(fields: Iterable[tuple[str, str]], *, stays: bool) -> bytes:
    lines = [b"%b: %b\r\n" % (name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    return b"".join(lines if stays else [b"connection: close\r\n", *lines])


def _head_too_large() -> Reply:
    return refusal(
        Problem("head-too-large", 431, "Headers too large", "Request line and headers are longer than is taken.")
    )
