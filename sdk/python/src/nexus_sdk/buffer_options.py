"""How the buffer behaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nexus_sdk.errors import ConfigurationError, Fault
from nexus_sdk.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferOptions:
    """How ``enqueue`` keeps messages and sends them.

    Attributes:
        spool: where messages outlive the process; without one they are in memory alone.
        max_messages: most messages that wait.
        max_bytes: most bytes that wait.
        batch_count: messages of one request.
        batch_bytes: bytes of one request.
        interval_s: longest time that a message waits for others to go with.
        when_full: what ``enqueue`` does where there is no room: raise `BufferFull`, or wait for room.
        on_rejected: called with each message (as JSON) that can never be taken, which is gone then. Unless told, it is
            warned of in the log.
        on_error: called when a batch could not be sent; it stays, and is tried again. Unless told, it is warned of in the
            log.
    """

    spool: Spool | None = None
    max_messages: int = 10_000
    max_bytes: int = 8 * 1024 * 1024
    batch_count: int = 500
    batch_bytes: int = 48 * 1024
    interval_s: float = 1.0
    when_full: Literal["error", "wait"] = "error"
    on_rejected: Callable[[str, tuple[Fault, ...]], object] | None = None
    on_error: Callable[[Exception], object] | None = None

    def __post_init__(self) -> None:
        if min(self.max_messages, self.max_bytes, self.batch_count, self.batch_bytes) < 1:
            raise ConfigurationError("buffer: the bounds of messages, bytes and batches must be 1 at least")
        if self.batch_count > 10_000:
            raise ConfigurationError("buffer: batch_count must be 10,000 at most")
        if self.interval_s < 0:
            raise ConfigurationError("buffer: interval_s must not be negative")
        if self.when_full not in {"error", "wait"}:
            raise ConfigurationError("buffer: when_full must be 'error' or 'wait'")
