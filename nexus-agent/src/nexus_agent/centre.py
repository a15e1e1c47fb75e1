"""What the agent asks of the centre over HTTP."""

import base64
import ssl
from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import msgspec
from attrs import field, frozen

from nexus import ConfigurationError, Unauthorized, Unavailable
from nexus_agent import __version__
from nexus_agent.queue.routes import source_of

_API: Final = "/api/v1/agents"
_TIMEOUT: Final = {"connect": 10.0, "pool": 30.0, "read": 30.0, "write": 30.0}
_SLOW: Final = {"connect": 10.0, "pool": 30.0, "read": 120.0, "write": 120.0}
"""For batches: a thin line needs its time."""

_BROKEN: Final = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


@frozen
class Answer:
    """What the centre answered.

    Attributes:
        body: of an answer in JSON, else empty.
        retry_after: seconds after which it may be asked again, where it says so.
    """

    status: int
    body: Mapping[str, Any] = field(factory=dict)
    retry_after: float | None = None

    @property
    def reason(self) -> str:
        """Return what it says about itself, for people."""
        detail = self.body.get("detail") or self.body.get("title")
        return str(detail) if detail else f"HTTP {self.status}"

    @property
    def problem(self) -> str:
        """Name of the problem, where it is one."""
        return str(self.body.get("type", "")).removeprefix("urn:nexus:problem:")


class Centre:
    """A connection to the centre, through the proxy that the environment names, if it does.

    Built on httpcore: httpx brings 8 MiB more than an agent needs.

    Args:
        server: its address.
        token: the agent's.
    """

    def __init__(self, server: str, token: str) -> None:
        self.server = server
        self._headers = [
            (b"Authorization", f"Bearer {token}".encode()),
            (b"User-Agent", f"nexus-agent/{__version__}".encode()),
            (b"Accept", b"application/json"),
            (b"Host", urlsplit(server).netloc.rpartition("@")[2].encode()),
        ]
        self._pool = _pool(server)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.aclose()

    async def register(self, public_key: bytes) -> None:
        """Register the agent's key.

        Raises:
            Unauthorized: the token is not valid.
            ConfigurationError: another key is registered, or the address is not that of a Nexus.
            Unavailable: the centre does not answer.
        """
        key = base64.b64encode(public_key).decode()
        body = msgspec.json.encode({"public_key": key})
        answer = _answer(await self._send("POST", "/register", {"Content-Type": "application/json"}, body))
        match answer.status:
            case 204:
                return
            case 401:
                raise Unauthorized(f"{self.server} does not take the token: {answer.reason}")
            case 409:
                remedy = "give the agent a new token at the centre, and register it with that"
                raise ConfigurationError(answer.reason, remedy=remedy)
            case 429 | 502 | 503 | 504:
                raise Unavailable(f"{self.server}: {answer.reason}")
            case _:
                remedy = "see whether it is the address of a Nexus"
                raise ConfigurationError(f"{self.server} answers {answer.status}: {answer.reason}", remedy=remedy)

    async def assignment(self, tag: str | None, queue_size: int) -> tuple[Answer, bytes, str | None]:
        """Ask what the agent works with; return the answer, its text, and its ``ETag``.

        Args:
            tag: of the answer before; status 304 says that nothing has changed.
            queue_size: messages that are not yet forwarded.

        Raises:
            Unavailable: the centre does not answer.
        """
        headers = {"If-None-Match": tag} if tag else {}
        query = urlencode({"queue_size": queue_size, "release": __version__})
        found = await self._send("GET", f"/sync?{query}", headers)
        return _answer(found), found.content, _header(found, b"etag")

    async def forward(self, route: str, body: bytes) -> Answer:
        """Forward a batch of one route, compressed with gzip; raises Unavailable if the centre does not answer."""
        headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        connection = source_of(route)
        if connection is not None:
            path = f"/sources/{quote(connection, safe='')}/messages"
        else:
            path = f"/messages?{urlencode({'application': route})}"
        return _answer(await self._send("POST", path, headers, body, _SLOW))

    async def _send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        patience: Mapping[str, float] = _TIMEOUT,
    ) -> httpcore.Response:
        own = [(name.encode(), value.encode()) for name, value in headers.items()]
        try:
            return await self._pool.request(
                method,
                self.server + _API + path,
                headers=[*self._headers, *own, *([(b"Content-Length", b"%d" % len(body))] if method != "GET" else [])],
                content=body,
                extensions={"timeout": dict(patience)},
            )
        except (*_BROKEN, OSError) as error:
            raise Unavailable(f"{self.server} does not answer: {type(error).__name__}: {error}") from None


def _pool(server: str) -> httpcore.AsyncConnectionPool:
    url = urlsplit(server)
    proxies = {} if proxy_bypass(url.hostname or "") else getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context() if url.scheme == "https" else None,
        max_connections=16,
        max_keepalive_connections=4,
        keepalive_expiry=60,
        proxy=httpcore.Proxy(proxy) if proxy else None,
    )


def _header(found: httpcore.Response, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in found.headers if key.lower() == name), None)


def _answer(found: httpcore.Response) -> Answer:
    body: Any = {}
    if found.content and "json" in (_header(found, b"content-type") or ""):
        try:
            body = msgspec.json.decode(found.content)
        except msgspec.DecodeError:
            body = {}
    after = _header(found, b"retry-after") or ""
    seconds = min(float(after), 3600.0) if after.isdecimal() and len(after) < 10 else None
    return Answer(found.status, body if isinstance(body, dict) else {}, seconds)
