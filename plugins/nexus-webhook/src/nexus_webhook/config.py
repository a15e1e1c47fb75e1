"""Settings of an endpoint that webhooks are sent to, and of one that takes them."""

from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from nexus import FieldDocument
from nexus.config import Secret, define, field
from nexus_webhook.signature import key_of

_SHORTEST_KEY: Final = 16


@define
class WebhookConfig:
    """An endpoint that takes signed webhooks."""

    url: str = field(title="URL", help="Where webhooks are sent.", placeholder="https://example.com/hooks/orders")
    secret: Secret = field(
        title="Secret", help="Shared with the receiver: whsec_ and base64, or a text of 16 bytes or more."
    )
    former_secret: Secret | None = field(
        default=None,
        title="Former secret",
        help="While receivers change over, webhooks are signed with both.",
        advanced=True,
    )
    timeout: float = field(
        default=15.0, title="Time-out", help="Seconds for a whole request.", minimum=0.1, maximum=300, group="Limits"
    )
    concurrency: int = field(
        default=16, title="Concurrency", help="Most requests at once.", minimum=1, maximum=500, group="Limits"
    )
    ca: str | None = field(
        default=None, title="Own CA", help="PEM; replaces the public authorities.", multiline=True, advanced=True
    )

    def __attrs_post_init__(self) -> None:
        _check_url(self.url)
        check_secret("secret", self.secret)
        if self.former_secret is not None:
            check_secret("former_secret", self.former_secret)

    @property
    def address(self) -> SplitResult:
        """The URL, taken apart."""
        return urlsplit(self.url)

    @property
    def keys(self) -> list[bytes]:
        """The keys that sign, the newest first."""
        secrets = [self.secret, *([self.former_secret] if self.former_secret is not None else [])]
        return [key_of(one.reveal()) for one in secrets]


@define
class WebhookOptions:
    """How one pipeline sends."""

    type: str = field(
        default="",
        title="Type",
        help="With it the body is {type, timestamp, data}, as Standard Webhooks recommends; without it the row.",
        pattern=r"[A-Za-z0-9_.-]{0,200}",
    )


@define
class Endpoint:
    """One path that webhooks are taken at."""

    name: str = field(title="Name", help="What workflows name it by.", pattern=r"[A-Za-z0-9][A-Za-z0-9 _.-]*")
    path: str = field(title="Path", placeholder="/hooks/orders", pattern=r"/[!-~]*")
    scheme: Literal["standard", "hub"] = field(
        default="standard",
        title="Signature",
        help="standard: Standard Webhooks. hub: X-Hub-Signature-256, which does not keep old ones from coming again.",
    )
    secret: Secret = field(title="Secret", help="As the sender gives it.")
    former_secret: Secret | None = field(
        default=None, title="Former secret", help="Taken too, while the sender changes over.", advanced=True
    )
    id_header: str = field(
        default="",
        title="Header with the id",
        help="Of the hub scheme, by which a webhook that is sent again is recognised: X-GitHub-Delivery.",
        pattern=r"[A-Za-z0-9-]*",
        advanced=True,
    )
    fields: tuple[FieldDocument, ...] = field(
        default=(), title="Fields", help="What messages must look like; others become dead letters."
    )
    allow_unknown: bool = field(default=True, title="Take fields that are not listed")

    def __attrs_post_init__(self) -> None:
        check_secret("secret", self.secret)
        if self.former_secret is not None:
            check_secret("former_secret", self.former_secret)

    @property
    def keys(self) -> list[bytes]:
        """The keys that are taken."""
        secrets = [self.secret, *([self.former_secret] if self.former_secret is not None else [])]
        return [key_of(one.reveal()) for one in secrets]


@define
class ListenerConfig:
    """A server that takes webhooks."""

    host: str = field(default="127.0.0.1", title="Listen on", help="Put a reverse proxy with TLS before it.")
    port: int = field(default=8090, title="Port", minimum=1, maximum=65535)
    endpoints: tuple[Endpoint, ...] = field(
        default=(), title="Endpoints", help="What workflows can take messages from."
    )
    max_body_bytes: int = field(
        default=1024 * 1024,
        title="Largest webhook",
        help="Bytes.",
        minimum=1024,
        maximum=64 * 1024 * 1024,
        group="Limits",
        advanced=True,
    )
    max_waiting: int = field(
        default=1000,
        title="Webhooks at once",
        help="That wait until they are stored; above, senders get 503 and come again.",
        minimum=1,
        maximum=100_000,
        group="Limits",
        advanced=True,
    )
    rejection_log: str | None = field(
        default=None,
        title="Rejection log",
        help="A file: one line of JSON for each webhook that was refused; five files of 10 MB at most.",
        pattern="/.*",
        group="Rejections",
    )

    def __attrs_post_init__(self) -> None:
        for what in ("name", "path"):
            values = [getattr(one, what) for one in self.endpoints]
            if len(set(values)) != len(values):
                raise ValueError(f"endpoints: every endpoint has a {what} of its own")


def check_secret(name: str, secret: Secret) -> None:
    """Refuse a secret that signs nothing.

    Raises:
        ValueError: it is no base64, or too short.
    """
    try:
        key = key_of(secret.reveal())
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"{name}: has {len(key)} bytes; use {_SHORTEST_KEY} or more")


def _check_url(text: str) -> None:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise ValueError(f"url: {error}") from error
    if url.scheme not in ("http", "https") or not url.hostname or port == 0:
        raise ValueError("url: write http:// or https://, a host and perhaps a path: https://example.com/hooks")
    if url.username is not None or url.password is not None or url.fragment:
        raise ValueError("url: credentials and fragments do not belong into it")
    if not all("!" <= char <= "~" for char in url.path + url.query):
        raise ValueError("url: percent-encode spaces and characters beyond ASCII")
