"""How many messages go into one write."""

from collections.abc import Callable, Iterator, Sequence

from nexus.model.message import Message

SUSPECT_DELIVERIES = 3
"""From this many deliveries on, a message is delivered alone: it may be what ended the workers before (reliability 14)."""

POISON_DELIVERIES = 6
"""Above this many deliveries a message that never settles becomes a dead letter."""


class BatchSize:
    """Starts small after trouble and doubles with every success, so that one bad message is soon alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.count = most

    def trouble(self) -> None:
        """The destination did not take a batch."""
        self.count = 1

    def success(self) -> None:
        """The destination took a batch."""
        self.count = min(self._most, self.count * 2)


def parts(
    messages: Sequence[Message], max_bytes: int, suspects: Callable[[str], bool] = lambda _: False
) -> Iterator[Sequence[Message]]:
    """Split at ``max_bytes`` of payload, and set alone what may have ended a worker before, or is suspected by its id."""
    part: list[Message] = []
    size = 0
    for message in messages:
        alone = message.deliveries >= SUSPECT_DELIVERIES or suspects(message.id)
        if part and (alone or size + len(message.payload) > max_bytes):
            yield part
            part, size = [], 0
        if alone:
            yield [message]
            continue
        part.append(message)
        size += len(message.payload)
    if part:
        yield part
