"""Settings of a REST connection, and of a pipeline that writes to one."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlsplit

from nexus.config import Secret, define, field

# Source: RFC 9110 section 7.6.1 and RFC 9112: these belong to the connection, not to the message.
RESERVED_HEADERS: Final = frozenset(
    ["connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"]
)
_HEADER_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110 section 5.6.2


@define
class NoAuth:
    """The API asks for no credentials."""

    type: Literal["none"] = "none"


@define
class BearerAuth:
    """A token in the ``Authorization`` header (RFC 6750)."""

    type: Literal["bearer"] = "bearer"
    token: Secret = field(title="Token", min_length=1)

    def __attrs_post_init__(self) -> None:
        check_header("Authorization", self.token.reveal())


@define
class ApiKeyAuth:
    """A key in a header, or in the query where an API offers nothing better."""

    type: Literal["api_key"] = "api_key"
    key: Secret = field(title="Key", min_length=1)
    place: Literal["header", "query"] = field(default="header", title="Place")
    name: str = field(
        default="X-API-Key", title="Name", help="Name of the header or query parameter.", pattern=_HEADER_NAME
    )

    def __attrs_post_init__(self) -> None:
        if self.place == "header":
            check_header(self.name, self.key.reveal())


@define
class BasicAuth:
    """User name and password in the ``Authorization`` header (RFC 7617)."""

    type: Literal["basic"] = "basic"
    username: str = field(title="User name", pattern="[^:]*")
    password: Secret = field(title="Password")


@define
class Timeouts:
    """How long each part of a request may take, in seconds."""

    connect: float = field(default=5.0, title="Connect", help="TCP and TLS.", minimum=0.05, maximum=600)
    read: float = field(
        default=30.0, title="Read", help="Between two pieces of a response.", minimum=0.05, maximum=3600
    )
    write: float = field(default=30.0, title="Write", help="For each piece of a request.", minimum=0.05, maximum=3600)
    pool: float = field(default=30.0, title="Pool", help="Wait for a free connection.", minimum=0.05, maximum=3600)
    total: float = field(
        default=60.0, title="Total", help="A whole request and its response.", minimum=0.05, maximum=3600
    )


@define
class Tls:
    """How the server proves who it is, and how Nexus does where the server asks."""

    verify: bool = field(default=True, title="Verify the certificate", help="Off accepts any server: for trials only.")
    ca: str | None = field(default=None, title="Own CA", help="PEM; replaces the public authorities.", multiline=True)
    client_certificate: str | None = field(default=None, title="Client certificate", help="PEM.", multiline=True)
    client_key: Secret | None = field(default=None, title="Client key", help="PEM.", multiline=True)
    client_key_password: Secret | None = field(default=None, title="Password of the key")

    def __attrs_post_init__(self) -> None:
        if (self.client_certificate is None) != (self.client_key is None):
            raise ValueError("client_certificate and client_key belong together: give both or none")


@define
class RestConfig:
    """An HTTP API."""

    base_url: str = field(
        title="Base URL",
        help="Scheme, host and an optional path that is put before every target.",
        placeholder="https://api.example.com/v1",
    )
    auth: NoAuth | BearerAuth | ApiKeyAuth | BasicAuth = field(factory=NoAuth, title="Authentication")
    headers: Mapping[str, str] = field(factory=dict, title="Headers", help="Sent with every request.")
    secret_headers: Mapping[str, Secret] = field(
        factory=dict, title="Secret headers", help="Sent with every request, shown nowhere.", advanced=True
    )
    health_path: str | None = field(
        default=None, title="Health path", help="Fetched by the connection test.", placeholder="/health"
    )
    concurrency: int = field(
        default=32, title="Concurrency", help="Most requests at once, over all pipelines.", minimum=1, maximum=1000
    )
    timeouts: Timeouts = field(factory=Timeouts, title="Timeouts", group="Limits", advanced=True)
    keep_alive: float = field(
        default=4.0,
        title="Keep idle connections",
        help="Seconds. Stay below the server's own limit (often 5), or requests meet a closing connection.",
        group="Limits",
        minimum=0,
        maximum=3600,
        advanced=True,
    )
    max_response_bytes: int = field(
        default=1024 * 1024,
        title="Largest response",
        help="Bytes, compressed or not; more is not read.",
        group="Limits",
        minimum=1024,
        maximum=64 * 1024 * 1024,
        advanced=True,
    )
    tls: Tls = field(factory=Tls, title="TLS", group="TLS", advanced=True)

    def __attrs_post_init__(self) -> None:
        _check_base_url(self.base_url)
        for name, value in self.headers.items():
            check_header(name, value)
        for name, secret in self.secret_headers.items():
            check_header(name, secret.reveal())


@define
class RestOptions:
    """How one pipeline turns rows into requests."""

    query: Mapping[str, str] = field(
        factory=dict, title="Query", help="Parameters; values may hold {field} and {message.id}."
    )
    headers: Mapping[str, str] = field(
        factory=dict, title="Headers", help="Further headers; values may hold {field} and {message.id}."
    )
    body: Literal["each", "array", "ndjson"] = field(
        default="each", title="Body", help="One request per message, or one per batch as a JSON array or as lines."
    )
    max_items: int = field(
        default=100, title="Messages per body", help="For array and ndjson.", minimum=1, maximum=10_000
    )
    idempotency_header: str = field(
        default="Idempotency-Key",
        title="Idempotency header",
        help="Carries a key that is the same whenever a message is sent again.",
        pattern=_HEADER_NAME,
    )
    success: tuple[int, ...] = field(
        default=(), title="Success statuses", help="Statuses that mean stored; all of 200 to 299 where none is given."
    )
    ordered: bool = field(
        default=False, title="In order", help="One request at a time, stopping at the first that must be tried again."
    )
    omit_path_fields: bool = field(
        default=False, title="Leave path fields out of the body", help="Fields that the path uses are not sent again."
    )

    def __attrs_post_init__(self) -> None:
        for name, value in self.headers.items():
            check_header(name, value)
        for status in self.success:
            if not 200 <= status <= 499 or 300 <= status <= 399 or status in (401, 403, 407):
                raise ValueError(
                    f"success: {status} cannot mean stored: use 200 to 299, or 4xx apart from 401, 403 and 407"
                )


def check_header(name: str, value: str) -> None:
    """Refuse a header that cannot be sent as it stands.

    Raises:
        ValueError: its name is none or belongs to the connection, or its value has control characters.
    """
    if not name or not name.isascii() or not all(char.isalnum() or char in "!#$%&'*+.^_`|~-" for char in name):
        raise ValueError(f"{name!r} is no header name: use letters, digits and -")
    if name.lower() in RESERVED_HEADERS:
        raise ValueError(f"the header {name} is set by the connection itself: leave it out")
    if not is_header_value(value):
        raise ValueError(f"the header {name} has control characters in its value: remove line breaks")


def is_header_value(value: str) -> bool:
    """Whether ``value`` can stand in a header: a line break would begin another header (request splitting)."""
    return all(char >= " " and char != "\x7f" for char in value)


def _check_base_url(text: str) -> None:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise ValueError(f"base_url: {error}") from error
    if url.scheme not in ("http", "https") or not url.hostname or port == 0:
        raise ValueError("base_url: write http:// or https://, a host and perhaps a path: https://api.example.com/v1")
    if url.username is not None or url.password is not None:
        raise ValueError("base_url: credentials do not belong into it: use auth")
    if url.query or url.fragment:
        raise ValueError("base_url: query and fragment do not belong into it: use the pipeline's options.query")
    if not all("!" <= char <= "~" for char in url.path):
        raise ValueError("base_url: percent-encode spaces and characters beyond ASCII in its path")
