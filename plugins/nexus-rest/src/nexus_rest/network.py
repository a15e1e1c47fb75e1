"""Opens connections: to the address that the egress guard permits, and to no other."""

import asyncio
import ssl
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
from attrs import frozen

from nexus import ConfigurationError, Egress
from nexus_rest.config import RestConfig, Tls


@frozen
class Endpoint:
    """Where a base URL points: who is asked for (``Host``, SNI), and the path before every target."""

    secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, base_url: str) -> "Endpoint":
        """Take a checked base URL apart."""
        url: SplitResult = urlsplit(base_url)
        secure = url.scheme == "https"
        return cls(secure, _ascii(url.hostname or ""), url.port or (443 if secure else 80), url.path.rstrip("/"))

    @property
    def authority(self) -> str:
        """Value of the ``Host`` header (RFC 9110 section 7.2): no port where it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"

    @property
    def origin(self) -> httpcore.Origin:
        """The endpoint as httpcore names it."""
        return httpcore.Origin(b"https" if self.secure else b"http", self.host.encode(), self.port)


class Stream(httpcore.AsyncNetworkStream):
    """Bytes to and from a server, over asyncio alone: a third cheaper than httpcore's general backend."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 — httpcore's interface
        """Return the next bytes, or none at the end."""
        try:
            async with asyncio.timeout(timeout):
                return await self._reader.read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(f"no answer within {timeout:g} s") from error
        except ConnectionError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 — httpcore's interface
        """Send ``buffer``; wait only while the server takes less than is sent."""
        self._writer.write(buffer)
        try:
            async with asyncio.timeout(timeout):
                await self._writer.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(f"the request was not taken within {timeout:g} s") from error
        except ConnectionError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close at once: all that mattered was read, and a server need not be waited for."""
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """Tell httpcore whether an idle connection has something to read, which can only be its end."""
        if info == "is_readable":
            return self._reader.at_eof() or self._reader.exception() is not None or self._writer.transport.is_closing()
        return None


async def connect(endpoint: Endpoint, egress: Egress, context: ssl.SSLContext | None, seconds: float) -> Stream:
    """Connect to the one address that ``egress`` permits, with the original host for TLS (security: SSRF).

    Raises:
        ConfigurationError, Unavailable: as `Egress.resolve` does.
        TimeoutError: it took longer than ``seconds``.
        OSError: it is not to be reached, or TLS failed (`ssl.SSLError`).
    """
    async with asyncio.timeout(seconds):
        address = await asyncio.to_thread(egress.resolve, endpoint.host, endpoint.port)
        reader, writer = await asyncio.open_connection(
            address, endpoint.port, ssl=context, server_hostname=endpoint.host if context else None
        )
    return Stream(reader, writer)


def tls_context(config: RestConfig) -> ssl.SSLContext | None:
    """Make the TLS context of a connection, or None for plain HTTP.

    Raises:
        ConfigurationError: a certificate or key cannot be read.
    """
    if not config.base_url.lower().startswith("https:"):
        return None
    try:
        context = ssl.create_default_context(cadata=config.tls.ca)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(f"no certificate: {error}", path="tls.ca", remedy="paste it as PEM") from error
    if not config.tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    _load_client_certificate(context, config.tls)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load_client_certificate(context: ssl.SSLContext, tls: Tls) -> None:
    if tls.client_certificate is None or tls.client_key is None:
        return
    password = tls.client_key_password.reveal() if tls.client_key_password else ""
    with TemporaryDirectory(
        prefix="nexus-"
    ) as folder:  # ssl takes them from files only; the folder is ours alone (0700)
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_text(tls.client_certificate)
        key.write_text(tls.client_key.reveal())
        try:
            context.load_cert_chain(certificate, key, password)
        except (ssl.SSLError, ValueError) as error:
            raise ConfigurationError(
                f"client certificate and key do not work together: {error}",
                path="tls.client_certificate",
                remedy="paste both as PEM, the key with its password if it has one",
            ) from error


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ConfigurationError(f"{host!r} is no host name", path="base_url", remedy="check its spelling") from error
