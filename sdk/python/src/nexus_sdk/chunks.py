"""From many messages to chunks that fit into a request each, holding no more than one chunk."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from nexus_sdk.plans import END, Plan, Take
from nexus_sdk.serialize import Message


@dataclass(frozen=True, slots=True)
class Chunk:
    """Messages that follow one another; ``offset`` is the index of the first of them among all."""

    offset: int
    texts: tuple[bytes, ...]

    @property
    def span(self) -> range:
        """The indexes of its messages."""
        return range(self.offset, self.offset + len(self.texts))

    def halves(self) -> "tuple[Chunk, Chunk]":
        """Return its two halves."""
        middle = len(self.texts) // 2
        return Chunk(self.offset, self.texts[:middle]), Chunk(self.offset + middle, self.texts[middle:])


class Chunker:
    """Cuts messages into chunks; the bounds depend on messages and limits alone, so that a repeated run makes the same.

    Args:
        source: the messages.
        pack: brings a message and its index into the form in which it is sent.
        max_count: messages of a chunk.
        max_bytes: of a chunk as an array; a message that is larger alone goes alone.
    """

    def __init__(
        self,
        source: Iterator[Message] | AsyncIterator[Message],
        pack: Callable[[Message, int], bytes],
        max_count: int,
        max_bytes: int,
    ) -> None:
        self._source = source
        self._pack = pack
        self._max_count = max_count
        self._max_bytes = max_bytes
        self._next = 0
        self._over: list[bytes] = []
        self._failure: Exception | None = None

    def chunk(self) -> Plan[Chunk | None]:
        """Return the next chunk, or None after the last.

        Raises:
            InvalidMessage: a message cannot be sent; what came before it has been returned.
            Exception: what the source raises, likewise.
        """
        texts, self._over = self._over, []
        size = 2 + sum(len(text) + 1 for text in texts)
        while self._failure is None and len(texts) < self._max_count:
            text = yield from self._take()
            if text is None:
                break
            if texts and size + len(text) + 1 > self._max_bytes:
                self._over = [text]
                break
            texts.append(text)
            size += len(text) + 1
        if texts:
            return Chunk(self._next - len(texts) - len(self._over), tuple(texts))
        if self._failure is not None:
            raise self._failure
        return None

    def _take(self) -> Plan[bytes | None]:
        """Return the next message, or None where there is none or it failed."""
        try:
            message = yield Take(self._source)
            if message is END:
                return None
            text = self._pack(message, self._next)
        except Exception as error:  # noqa: BLE001 — raised when what came before is sent
            self._failure = error
            return None
        self._next += 1
        return text
