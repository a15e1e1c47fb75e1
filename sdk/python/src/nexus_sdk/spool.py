"""Where the buffer keeps what is not acknowledged, so that it outlives the process."""

from collections.abc import Sequence
from typing import Protocol


class Spool(Protocol):
    """Storage of messages, by batch.

    A batch is sent as a whole under its id, which is the idempotency key: what it holds must be the same at every attempt,
    so that it is only appended to until it is sent first, and removed in one piece. Called from two threads.
    """

    def left(self) -> Sequence[str]:
        """Return the ids of batches that an earlier, ended user of this spool has left, oldest first.

        Raises:
            ConfigurationError: someone else uses it.
        """

    def read(self, batch: str) -> Sequence[bytes]:
        """Return a batch's messages, in the order in which they were appended."""

    def append(self, batch: str, messages: Sequence[bytes]) -> None:
        """Add messages to a batch, all or none; they are on stable storage when this returns."""

    def remove(self, batch: str) -> None:
        """Forget a batch, all of it at once."""

    def close(self) -> None:
        """Let go of the storage; what it holds stays."""
