"""What all connections of one API process share: the rules, the counts, the bounds in time and size, the access log."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

from attrs import define, field, frozen
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from nexus.api.headers import SECURITY_HEADERS
from nexus.api.ingress.counts import IngressCounts
from nexus.api.ingress.cross_origin import AllowedOrigins
from nexus.api.ingress.request import Head, Reply
from nexus.api.ingress.rules import Rules

logger = logging.getLogger(__name__)
access_log = logging.getLogger("nexus.access")

_SWEEP_SECONDS: Final = 1.0
_LARGEST_KNOWN: Final = 2048
_MOST_KNOWN: Final = 4096


@frozen
class Bounds:
    """How long and how large the parts of a connection may be.

    Attributes:
        head_bytes: request line and headers together.
        head_count: how many headers.
        request_seconds: from the first byte of a request to its last; each 10 kB that have come allow a second more.
        idle_seconds: how long a connection may stay open between requests.
        write_seconds: how long a client may leave its answers unread.
        linger_seconds: how long what a refused client still sends is read and dropped, so that it sees its answer.
        pipelined: unanswered requests of one connection above which nothing more is read from it.
    """

    head_bytes: int = 64 * 1024
    head_count: int = 100
    request_seconds: float = 30.0
    idle_seconds: float = 75.0
    write_seconds: float = 30.0
    linger_seconds: float = 2.0
    pipelined: int = 64


class Timed(Protocol):
    """A connection that is looked at once a second."""

    def check_time(self, now: float) -> None:
        """Close, or answer 408, if a bound is passed."""
        ...


@define(eq=False)
class Door:
    """The shared part; belongs to one event loop.

    One timer looks at all connections: a timer per request would cost more than the request.
    """

    rules: Rules
    metrics: IngressCounts = field(factory=IngressCounts)
    bounds: Bounds = Bounds()
    origins: AllowedOrigins = field(factory=AllowedOrigins)
    give: Callable[[int, bytes], bool] | None = None
    """Hands a connection (its descriptor, and what was read from it) to another process; False where it cannot be."""
    known_heads: dict[bytes, Head] = field(factory=dict, init=False)
    """Heads of requests with the bytes that they were parsed from."""
    _connections: set[Timed] = field(factory=set, init=False)
    _timer: asyncio.TimerHandle | None = field(default=None, init=False)
    _heads: dict[tuple[int, bytes, int], bytes] = field(factory=dict, init=False)
    _date: object = field(default=None, init=False)
    _logs: bool = field(default=False, init=False)

    def opened(self, connection: Timed) -> None:
        """Watch a connection."""
        self._connections.add(connection)
        self.metrics.connections = len(self._connections)
        self._logs = access_log.isEnabledFor(logging.INFO)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SWEEP_SECONDS, self._sweep)

    def closed(self, connection: Timed) -> None:
        """Stop watching it."""
        self._connections.discard(connection)
        self.metrics.connections = len(self._connections)

    def remember(self, data: bytes, head: Head) -> None:
        """Keep a head that was parsed from the beginning of ``data``, if it is likely to come again."""
        end = data.find(b"\r\n\r\n") + 4
        if 4 <= end <= _LARGEST_KNOWN and head.recurs:
            if len(self.known_heads) >= _MOST_KNOWN:
                self.known_heads.clear()
            self.known_heads[data[:end]] = head

    def now(self) -> float:
        """Return the loop's time, seconds."""
        return asyncio.get_running_loop().time()

    def head(self, reply: Reply, default_headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return an answer's head; kept for as long as the ``Date`` in the default headers: most answers are alike."""
        if default_headers is not self._date:
            self._date = default_headers
            self._heads.clear()
        key = (reply.status, reply.media_type, len(reply.body))
        head = self._heads.get(key)
        if head is None:
            length = b"%d" % len(reply.body)
            fields = [
                *default_headers,
                *SECURITY_HEADERS,
                (b"content-type", reply.media_type),
                (b"content-length", length),
            ]
            head = b"".join([STATUS_LINE[reply.status], *[b"%b: %b\r\n" % pair for pair in fields], b"\r\n"])
            self._heads[key] = head
        return head

    def log(self, client: tuple[str, int] | None, path: bytes, reply: Reply, seconds: float) -> None:
        """Count an answer, and write it to the access log where that is on."""
        self.metrics.observe(reply.status, reply.reason, reply.accepted, reply.duplicates, seconds)
        if self._logs:
            access_log.info(
                '%s "POST %s" %d %.1f ms accepted=%d duplicates=%d%s',
                f"{client[0]}:{client[1]}" if client else "-",
                path.decode("latin-1"),
                reply.status,
                seconds * 1000,
                reply.accepted,
                reply.duplicates,
                f" reason={reply.reason}" if reply.reason else "",
            )

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in list(self._connections):
            try:
                connection.check_time(now)
            except Exception:
                logger.exception("a connection could not be checked")
        self._timer = loop.call_later(_SWEEP_SECONDS, self._sweep) if self._connections else None
