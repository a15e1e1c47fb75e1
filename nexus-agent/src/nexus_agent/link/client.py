"""Keeps the link to the centre open, and answers what comes over it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from attrs import define, field, frozen
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from nexus.edge import Changed, SourceReport, Status, Up, decode_down, encode
from nexus_agent import __version__
from nexus_agent.link.answers import Answers
from nexus_agent.pauses import Backoff

logger = logging.getLogger(__name__)

_PATH: Final = "/api/v1/agents/link"
_STATUS_SECONDS: Final = 15.0
_SOURCES_SECONDS: Final = 4.0
"""Shorter than a report of a source is taken for fresh at the centre."""
_PING_SECONDS: Final = 20.0
_MOST_BYTES: Final = 16 * 1024 * 1024
_NOT_VALID: Final = 4401
_REFUSED_SECONDS: Final = 60.0
_LONGEST_SECONDS: Final = 15.0
"""Between two attempts: it is by the link that an agent learns that its line is back."""


@define
class LinkStanding:
    """How the link is.

    Attributes:
        state: ``connecting``, ``connected``, ``away`` or ``unauthorized``.
        reason: why it is not connected.
        since: when that began (seconds since 1970).
    """

    state: str = "connecting"
    reason: str = ""
    since: float = field(factory=time.time)

    def become(self, state: str, reason: str = "") -> None:
        """Change."""
        if state != self.state:
            self.since = time.time()
        self.state, self.reason = state, reason


@frozen
class Telling:
    """What the agent tells of itself.

    Attributes:
        queue_size: returns how many messages wait.
        receives: returns whether it is to receive from sources.
        sources: returns how those are doing.
    """

    queue_size: Callable[[], int]
    receives: Callable[[], bool]
    sources: Callable[[], Sequence[SourceReport]]

    def status(self) -> Status:
        """Return how it is."""
        return Status(self.queue_size(), __version__, tuple(self.sources()))


@frozen
class News:
    """Who is told of what.

    Attributes:
        reached: the link is open: what waits for the centre need not wait any longer.
        changed: what the agent works with may have changed.
    """

    reached: Callable[[], None]
    changed: Callable[[], None]


class LinkClient:
    """Runs until it is cancelled; belongs to one event loop.

    Args:
        server: address of the centre.
        token: the agent's.
        answers: answers questions.
        news: who is told of what.
        telling: how the agent is.
    """

    def __init__(self, server: str, token: str, answers: Answers, news: News, telling: Telling) -> None:
        url = urlsplit(server)
        scheme = {"http": "ws", "https": "wss"}[url.scheme]
        self._url = url._replace(scheme=scheme, path=url.path.rstrip("/") + _PATH).geturl()
        self._token = token
        self._answers = answers
        self._news = news
        self._telling = telling
        self.standing = LinkStanding()

    async def run(self) -> None:
        """Connect, and connect again whenever the link breaks."""
        backoff = Backoff(_LONGEST_SECONDS)
        while True:
            try:
                async with self._connection() as socket:
                    self.standing.become("connected")
                    logger.info("the link to %s is open", self._url)
                    backoff.reset()
                    self._news.reached()
                    await self._serve(socket)
                pause = backoff.next()
            except InvalidStatus as refused:
                status = refused.response.status_code
                denied = status in {401, 403}
                self.standing.become("unauthorized" if denied else "away", f"the centre answers {status}")
                pause = _REFUSED_SECONDS if denied else backoff.next()
            except ConnectionClosed as closed:
                pause = self._closed(closed, backoff)
            except (OSError, TimeoutError, WebSocketException) as error:
                self.standing.become("away", str(error) or type(error).__name__)
                pause = backoff.next()
            await asyncio.sleep(pause)

    def _connection(self) -> connect:
        return connect(
            self._url,
            additional_headers={"Authorization": f"Bearer {self._token}"},
            user_agent_header=f"nexus-agent/{__version__}",
            ping_interval=_PING_SECONDS,
            ping_timeout=_PING_SECONDS,
            max_size=_MOST_BYTES,
        )

    async def _serve(self, socket: ClientConnection) -> None:
        async def send(frame: Up) -> None:
            try:
                await socket.send(encode(frame).decode())
            except ConnectionClosed as error:
                raise ConnectionResetError(str(error)) from None

        telling = asyncio.create_task(self._tell(send))
        try:
            async for text in socket:
                try:
                    frame = decode_down(text)
                except msgspec.DecodeError as error:  # a newer centre may say more
                    logger.warning("the centre sent what cannot be read: %s", error)
                    continue
                if isinstance(frame, Changed):
                    self._news.changed()
                else:
                    await self._answers.received(frame, send)
            raise socket.protocol.close_exc  # the loop ends without a word where the centre has said goodbye
        finally:
            telling.cancel()
            await asyncio.wait([telling])
            await self._answers.end()

    async def _tell(self, send: Callable[[Up], Awaitable[None]]) -> None:
        while True:
            await send(self._telling.status())
            await asyncio.sleep(_SOURCES_SECONDS if self._telling.receives() else _STATUS_SECONDS)

    def _closed(self, closed: ConnectionClosed, backoff: Backoff) -> float:
        code = closed.rcvd.code if closed.rcvd is not None else None
        reason = closed.rcvd.reason if closed.rcvd is not None and closed.rcvd.reason else str(closed)
        logger.warning("the link is closed: %s", reason)
        self.standing.become("unauthorized" if code == _NOT_VALID else "away", reason)
        return _REFUSED_SECONDS if code == _NOT_VALID else backoff.next()
