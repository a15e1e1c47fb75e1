"""Sends requests with httpcore's pool, to the address that the egress guard permits and to no other."""

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore
from attrs import frozen

from nexus import ConfigurationError, Egress, Unavailable
from nexus_webhook.config import WebhookConfig

_LARGEST_ANSWER = 16 * 1024


@frozen
class Answer:
    """What an endpoint answered; of its body as much as people are shown."""

    status: int
    headers: dict[str, str]
    body: bytes


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects where the guard says; the host of the URL still decides on TLS and the ``Host`` header (security: SSRF)."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, and connect to that address."""
        address = await asyncio.to_thread(self._egress.resolve, host, port)
        return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts of the pool's own."""
        await asyncio.sleep(seconds)


class Client:
    """All requests to one endpoint."""

    def __init__(self, config: WebhookConfig, egress: Egress) -> None:
        self._config = config
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls(config),
            max_connections=config.concurrency,
            max_keepalive_connections=config.concurrency,
            keepalive_expiry=4.0,
            network_backend=Guarded(egress),
        )

    async def post(self, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        """Send one webhook and read its answer; redirects are not followed, nothing is sent twice. Raises as `send`."""
        return await self.send("POST", headers, body)

    async def send(self, method: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> Answer:
        """Send one request and read its answer.

        Raises:
            Unavailable: there was no complete answer; the endpoint may have acted on it all the same.
            ConfigurationError: the address is not permitted, or TLS cannot be agreed on.
        """
        place = self._config.address.netloc
        try:
            async with asyncio.timeout(self._config.timeout):
                return await self._exchange(method, headers, body)
        except TimeoutError as error:
            raise Unavailable(f"{place}: no answer within {self._config.timeout:g} s") from error
        except (httpcore.ConnectError, ssl.SSLError) as error:
            if isinstance(error.__cause__ or error.__context__ or error, ssl.SSLCertVerificationError):
                raise ConfigurationError(
                    f"{place}: the server's certificate is not trusted: {error}",
                    path="ca",
                    remedy="correct the host in url, or give the authority's certificate as ca",
                ) from error
            raise Unavailable(f"{place}: {error}") from error
        except (OSError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise Unavailable(f"{place}: {str(error) or type(error).__name__}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def _exchange(self, method: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        async with self._pool.stream(method, self._config.url, headers=headers, content=body) as response:
            pieces, size = [], 0
            async for piece in response.aiter_stream():
                pieces.append(piece)
                size += len(piece)
                if size > _LARGEST_ANSWER:
                    break
            fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(response.status, fields, b"".join(pieces)[:_LARGEST_ANSWER])


def _tls(config: WebhookConfig) -> ssl.SSLContext | None:
    if config.address.scheme != "https":
        return None
    try:
        return ssl.create_default_context(cadata=config.ca)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(f"no certificate: {error}", path="ca", remedy="paste it as PEM") from error
