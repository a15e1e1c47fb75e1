"""A batch in the buffer: filled until it is sent first, then the same at every attempt."""

from concurrent.futures import Future
from dataclasses import dataclass, field

from nexus_sdk.ids import new_id


@dataclass(slots=True, eq=False)
class Batch:
    """Messages that are sent together under one key; with a spool they are in it before they are here.

    Attributes:
        id: the idempotency key.
        due: when it is to be sent at the latest, by the monotonic clock.
        texts: its messages.
        count: of its messages, and of those that are being written.
        size: their bytes.
        is_open: more may come in.
        is_left: an earlier process left it, and it has not been read yet.
    """

    id: str = field(default_factory=new_id)
    due: float = 0.0
    texts: list[bytes] = field(default_factory=list)
    count: int = 0
    size: int = 0
    is_open: bool = True
    is_left: bool = False

    @property
    def is_written(self) -> bool:
        """Whether all its messages are here."""
        return self.is_left or len(self.texts) == self.count


@dataclass(slots=True, eq=False)
class Entry:
    """A message on its way into the buffer.

    Attributes:
        taken: done when the message is as safe as the buffer makes it.
        batch: that it goes with, once there is room.
    """

    text: bytes
    taken: Future[None] = field(default_factory=Future)
    batch: Batch | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.text) + 1
