"""Store URLs: where the stream store is, and how to sign in.

=====================================  =================================================
``redis://[user:pass@]host[:6379][/0]``   one server
``rediss://…``                            one server over TLS
``unix:///path/to/socket[?db=0]``         one server on a local socket
``redis+sentinel://h1[:26379],h2/name``   the primary that the sentinels name
``redis+cluster://h1[:6379],h2``          a cluster, found through any of its nodes
=====================================  =================================================

``rediss+sentinel`` and ``rediss+cluster`` are the same over TLS. Query parameters: ``ca`` (file with the certificates to
trust), ``cert`` and ``key`` (client certificate), ``sentinel_password``, ``timeout`` (seconds to wait for a reply).
"""

import math
import ssl
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from attrs import field, frozen

from nexus.errors import ConfigurationError

PATH: Final = "NEXUS_REDIS_URL"
DEFAULT_TIMEOUT: Final = 15.0


class Kind(StrEnum):
    """How the servers of a store belong together."""

    SINGLE = "single"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@frozen
class Endpoint:
    """One server: a host and port, or the path of a local socket."""

    host: str = ""
    port: int = 6379
    path: str = ""

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


@frozen
class Address:
    """A parsed store URL.

    Attributes:
        endpoints: the server, the sentinels, or nodes of the cluster.
        service: the name that the sentinels know the primary by.
        timeout: seconds after which a reply that has not come is given up, and the connection with it.
    """

    kind: Kind
    endpoints: tuple[Endpoint, ...]
    username: str = ""
    password: str = field(default="", repr=False)
    database: int = 0
    service: str = ""
    sentinel_password: str = field(default="", repr=False)
    timeout: float = DEFAULT_TIMEOUT
    tls: ssl.SSLContext | None = field(default=None, repr=False, eq=False)


_SCHEMES: Final = {
    "redis": (Kind.SINGLE, False),
    "rediss": (Kind.SINGLE, True),
    "valkey": (Kind.SINGLE, False),
    "valkeys": (Kind.SINGLE, True),
    "redis+sentinel": (Kind.SENTINEL, False),
    "rediss+sentinel": (Kind.SENTINEL, True),
    "redis+cluster": (Kind.CLUSTER, False),
    "rediss+cluster": (Kind.CLUSTER, True),
}


def parse(url: str) -> Address:
    """Return the address that a store URL names.

    Raises:
        ConfigurationError: the URL cannot be understood; says what would be right, without repeating the password.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # its text may hold the password
        raise ConfigurationError("this is no URL", path=PATH, remedy="redis://127.0.0.1:6379/0") from None
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme == "unix":
        return _unix(parts.path, query)
    if parts.scheme not in _SCHEMES:
        raise ConfigurationError(
            f"unknown scheme {parts.scheme!r}", path=PATH, remedy=f"use unix or one of {', '.join(_SCHEMES)}"
        )
    kind, secure = _SCHEMES[parts.scheme]
    login, _, hosts = parts.netloc.rpartition("@")
    username, _, password = login.partition(":")
    path = [part for part in parts.path.split("/") if part]
    service = path.pop(0) if kind is Kind.SENTINEL and path else ""
    if kind is Kind.SENTINEL and not service:
        raise ConfigurationError("no service is named", path=PATH, remedy="redis+sentinel://host1,host2/mymaster")
    database = _number(path[0] if path else query.get("db", "0"), "the database")
    if kind is Kind.CLUSTER and database:
        raise ConfigurationError("a cluster has no database but 0", path=PATH, remedy="leave the path away")
    return Address(
        kind=kind,
        endpoints=tuple(_endpoint(host, 26379 if kind is Kind.SENTINEL else 6379) for host in hosts.split(",")),
        username=unquote(username),
        password=unquote(password),
        database=database,
        service=service,
        sentinel_password=query.get("sentinel_password", ""),
        timeout=_seconds(query),
        tls=_tls(query) if secure else None,
    )


def _unix(path: str, query: dict[str, str]) -> Address:
    if not path.startswith("/"):
        raise ConfigurationError("a socket needs an absolute path", path=PATH, remedy="unix:///run/valkey.sock")
    return Address(
        kind=Kind.SINGLE,
        endpoints=(Endpoint(path=unquote(path)),),
        username=query.get("username", ""),
        password=query.get("password", ""),
        database=_number(query.get("db", "0"), "the database"),
        timeout=_seconds(query),
    )


def _endpoint(text: str, default_port: int) -> Endpoint:
    host, separator, port = text.rpartition(":")
    if not separator or text.endswith("]"):  # a bare name, or an IPv6 address in brackets
        host, port = text, str(default_port)
    if not host:
        raise ConfigurationError("a host is missing", path=PATH, remedy="redis://127.0.0.1:6379/0")
    return Endpoint(host.strip("[]"), _number(port, "the port"))


def _number(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ConfigurationError(f"{what} must be a number, not {text!r}", path=PATH, remedy="redis://127.0.0.1:6379/0")
    return int(text)


def _seconds(query: dict[str, str]) -> float:
    try:
        seconds = float(query.get("timeout", DEFAULT_TIMEOUT))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise ConfigurationError("timeout must be a number of seconds above 0", path=PATH, remedy="timeout=15")
    return seconds


def _tls(query: dict[str, str]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=query.get("ca"))
        if "cert" in query:
            context.load_cert_chain(query["cert"], query.get("key"))
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"the TLS files cannot be read: {error}", path=PATH, remedy="check ca, cert and key in the query"
        ) from error
    return context
