"""What a client and its calls are made with."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypedDict

from nexus_sdk.answers import Receipt
from nexus_sdk.backoff import NO_RETRY, Retry
from nexus_sdk.buffer_options import BufferOptions
from nexus_sdk.encryption import Encryption
from nexus_sdk.errors import ConfigurationError
from nexus_sdk.trace import TraceSource

MEBIBYTE: Final = 1024 * 1024
_KEY: Final = re.compile(r"[\x20-\x7e]{1,200}")

MessageIds = Literal["sdk", "payload"]


class ClientOptions(TypedDict, total=False):
    """Options of a client, beside its URL and key.

    Attributes:
        retry: of each request; None for no retries.
        timeout_s: for one attempt; 30 seconds unless told.
        gzip_from_bytes: bodies from this size on are compressed; 1,024 unless told, None for never.
        message_ids: how the server recognises a resend. ``sdk``: by the key that this library makes for each request.
            ``payload``: by the field of the message that the application's ``message_id_path`` names; a key would stand in
            for it.
        encryption: for applications that have encryption.
        traceparent: the trace that messages belong to, or a function that knows the current one.
        buffer: how ``enqueue`` keeps messages and sends them.
    """

    retry: Retry | None
    timeout_s: float
    gzip_from_bytes: int | None
    message_ids: MessageIds
    encryption: Encryption | None
    traceparent: TraceSource | None
    buffer: BufferOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`ClientOptions` with what they leave open."""

    retry: Retry | None = field(default_factory=Retry)
    timeout_s: float = 30.0
    gzip_from_bytes: int | None = 1024
    message_ids: MessageIds = "sdk"
    encryption: Encryption | None = None
    traceparent: TraceSource | None = None
    buffer: BufferOptions = field(default_factory=BufferOptions)

    def __post_init__(self) -> None:
        if not self.timeout_s > 0:
            raise ConfigurationError("timeout_s must be more than 0")
        if self.message_ids not in {"sdk", "payload"}:
            raise ConfigurationError("message_ids must be 'sdk' or 'payload'")

    @property
    def retries(self) -> Retry:
        """The retries of each request."""
        return self.retry or NO_RETRY


class SendOptions(TypedDict, total=False):
    """Options of one call.

    Attributes:
        key: names what is sent (1 to 200 printable ASCII characters), so that the same call made again, after a crash
            even, is taken once. One is made unless given.
        traceparent: the trace that the messages belong to.
    """

    key: str | None
    traceparent: TraceSource | None


class SendManyOptions(SendOptions, total=False):
    """Options of a call that sends many.

    Attributes:
        partial: take the good messages even if others are bad.
        max_count: most messages of one request; 1,000 unless told, 10,000 at most.
        max_bytes: most bytes of one request before compression; 1 MiB unless told.
    """

    partial: bool
    max_count: int
    max_bytes: int


class SendBatchOptions(SendManyOptions, total=False):
    """Options of ``send_batch``.

    Attributes:
        concurrency: requests under way at once; more than one gives up the order.
        on_receipt: called with the receipt of each request, and the index of its first message.
    """

    concurrency: int
    on_receipt: Callable[[Receipt, int], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`SendBatchOptions` with what they leave open."""

    key: str | None = None
    traceparent: TraceSource | None = None
    partial: bool = False
    max_count: int = 1000
    max_bytes: int = MEBIBYTE
    concurrency: int = 1
    on_receipt: Callable[[Receipt, int], None] | None = None

    def __post_init__(self) -> None:
        if self.key is not None and not _KEY.fullmatch(self.key):
            raise ConfigurationError("key must be 1 to 200 printable ASCII characters")
        if not 1 <= self.max_count <= 10_000:
            raise ConfigurationError("max_count must be 1 to 10,000")
        if self.max_bytes < 1 or self.concurrency < 1:
            raise ConfigurationError("max_bytes and concurrency must be 1 at least")
