"""What stands in the queue."""

from typing import Any, NamedTuple

import msgspec

from nexus.edge import NewMessage


class Entry(NamedTuple):
    """A message in the queue.

    Attributes:
        seq: its place: higher is later.
        at: when it was taken, milliseconds since 1970 (UTC), by this machine's clock; for people.
        size: bytes that its payload and headers take in the file.
    """

    seq: int
    at: int
    size: int
    message: NewMessage


class Refused(NamedTuple):
    """A message that the centre has refused for what it is; kept until somebody looks at it."""

    entry: Entry
    refused_at: int
    reason: str


class Size(msgspec.Struct):
    """How much of one application stands in the queue.

    Attributes:
        bytes: of payloads and headers.
    """

    count: int = 0
    bytes: int = 0

    def add(self, count: int, size: int) -> None:
        """Count so much more, or less."""
        self.count += count
        self.bytes += size


class Beside(msgspec.Struct, omit_defaults=True):
    """What stands beside the payload of a source's message in the queue; see `nexus.SourceMessage`."""

    subscription: str = ""
    message_id: str | None = None
    metadata: dict[str, Any] = {}
    error: str = ""
