"""Sends requests over kept connections.

httpcore speaks HTTP (its ``AsyncHTTP11Connection``); the pool is ours. httpcore's own pool walks over all connections and
requests at every turn, which at 32 at once costs five times the request itself; a stack of idle connections does the same
work, since a client has one origin only.
"""

import asyncio
import contextlib
import ssl
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Final, cast

import httpcore
from attrs import frozen

from nexus import ConfigurationError, Egress, Unavailable
from nexus_rest.config import RestConfig, Timeouts
from nexus_rest.network import Endpoint, connect, tls_context

Header = tuple[bytes, bytes]

_CLIENT_REFUSED: Final = (
    "CERTIFICATE_REQUIRED",
    "BAD_CERTIFICATE",
    "UNKNOWN_CA",
    "CERTIFICATE_UNKNOWN",
    "HANDSHAKE_FAILURE",
)


@frozen
class Request:
    """One request, ready to send; ``target`` is path and query, percent-encoded."""

    method: bytes
    target: bytes
    headers: Sequence[Header]
    body: bytes = b""


@frozen
class Response:
    """What a server answered.

    Attributes:
        headers: names in lower case, in their order.
        body: as much as was read.
        whole: False if there was more than the connection's ``max_response_bytes``.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    whole: bool = True

    def header(self, name: str) -> str | None:
        """Return the first header ``name`` (in lower case)."""
        return next((value for key, value in self.headers if key == name), None)


class Client:
    """All requests of one connection: bounded in number, each over a kept or new TCP connection."""

    def __init__(self, config: RestConfig, egress: Egress) -> None:
        self.endpoint: Final = Endpoint.of(config.base_url)
        self._config = config
        self._egress = egress
        self._tls = tls_context(config)
        self._origin = self.endpoint.origin
        self._free = asyncio.Semaphore(config.concurrency)
        self._idle: list[httpcore.AsyncHTTP11Connection] = []
        self._closed = False

    async def send(self, request: Request, timeouts: Timeouts | None = None) -> Response:
        """Send one request and read its response; redirects are not followed, nothing is sent twice.

        Raises:
            Unavailable: there was no complete answer. The server may have acted on the request all the same.
            ConfigurationError: the address is not permitted, or TLS cannot be agreed on.
        """
        limits = timeouts or self._config.timeouts
        async with self._permit(limits.pool):
            try:
                async with asyncio.timeout(limits.total):
                    return await self._exchange(request, limits)
            except TimeoutError as error:
                raise self._away(f"no complete answer within {limits.total:g} s") from error
            except ssl.SSLError as error:
                raise self._tls_fault(error) from error
            except httpcore.LocalProtocolError as error:
                raise ConfigurationError(
                    f"{self.endpoint.authority}: the request cannot be sent: {error}", remedy="check headers and path"
                ) from error
            except (OSError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
                raise self._away(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        """Close the idle connections; those in use are closed when they become idle."""
        self._closed = True
        while self._idle:
            await self._idle.pop().aclose()

    @contextlib.asynccontextmanager
    async def _permit(self, seconds: float) -> AsyncIterator[None]:
        if self._free.locked():
            try:
                async with asyncio.timeout(seconds):
                    await self._free.acquire()
            except TimeoutError as error:
                raise self._away(f"all {self._config.concurrency} connections stayed busy for {seconds:g} s") from error
        else:
            await self._free.acquire()
        try:
            yield
        finally:
            self._free.release()

    async def _exchange(self, request: Request, limits: Timeouts) -> Response:
        connection = await self._take(limits.connect)
        try:
            answer = await connection.handle_async_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=self._origin.scheme,
                        host=self._origin.host,
                        port=self._origin.port,
                        target=request.target,
                    ),
                    headers=request.headers,
                    content=request.body,
                    extensions={"timeout": {"read": limits.read, "write": limits.write}},
                )
            )
            body, whole = await _read(answer, self._config.max_response_bytes)
            await answer.aclose()
        except BaseException:
            await connection.aclose()
            raise
        if connection.is_idle() and not self._closed:
            self._idle.append(connection)
        else:
            await connection.aclose()
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in answer.headers]
        return Response(answer.status, headers, body, whole)

    async def _take(self, seconds: float) -> httpcore.AsyncHTTP11Connection:
        """Return the connection used last, or a new one; those that the server or time has ended are dropped."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        try:
            stream = await connect(self.endpoint, self._egress, self._tls, seconds)
        except TimeoutError as error:
            raise self._away(f"no connection within {seconds:g} s") from error
        return httpcore.AsyncHTTP11Connection(self._origin, stream, keepalive_expiry=self._config.keep_alive)

    def _away(self, reason: str) -> Unavailable:
        return Unavailable(f"{self.endpoint.authority}: {reason}")

    def _tls_fault(self, error: ssl.SSLError) -> Exception:
        place = self.endpoint.authority
        if isinstance(error, ssl.SSLCertVerificationError):
            return ConfigurationError(
                f"{place}: the server's certificate is not trusted: {error.verify_message}",
                path="tls",
                remedy="correct the host in base_url, or give the authority's certificate as tls.ca",
            )
        if error.reason is not None and error.reason.endswith(_CLIENT_REFUSED):
            return ConfigurationError(
                f"{place}: the server refuses our side of TLS: {error.reason.lower().replace('_', ' ')}",
                path="tls.client_certificate",
                remedy="give the client certificate and key that the server expects",
            )
        return self._away(f"TLS failed: {error.reason or error}")


async def _read(answer: httpcore.Response, limit: int) -> tuple[bytes, bool]:
    """Read up to ``limit`` bytes of the body; whether that was all."""
    pieces: list[bytes] = []
    size = 0
    async with contextlib.aclosing(cast("AsyncGenerator[bytes, None]", answer.aiter_stream())) as stream:
        async for piece in stream:
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                return b"".join(pieces)[:limit], False
    return b"".join(pieces), True


def decoded(response: Response, limit: int) -> bytes:
    """Return the body of ``response`` without its compression, reading no more than ``limit`` bytes of it (bombs).

    Requests ask for no compression; some servers compress all the same.

    Raises:
        ValueError: the encoding is unknown or broken, or the body is larger than ``limit``.
    """
    if not response.whole:
        raise ValueError(f"the response is larger than {limit} bytes: raise max_response_bytes")
    encoding = (response.header("content-encoding") or "identity").strip().lower()
    if encoding == "identity":
        return response.body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"the response is encoded as {encoding[:40]!r} although none was asked for")
    unpacker = zlib.decompressobj(wbits=47)  # 32 + 15: takes gzip and zlib, by their headers
    try:
        body = unpacker.decompress(response.body, limit + 1)
    except zlib.error as error:
        raise ValueError(f"the response's {encoding} is broken: {error}") from error
    if len(body) > limit:
        raise ValueError(f"the response is larger than {limit} bytes once unpacked: raise max_response_bytes")
    if not unpacker.eof:
        raise ValueError(f"the response's {encoding} is cut off")
    return body
