"""Which numbers came, and how often: a byte each, so that millions are compared in little room and time."""

from collections.abc import Iterable, Iterator
from typing import Final

MOST: Final = 255
"""Beyond that is not counted."""
SPAN: Final = 100_000_000
"""Numbers of one chapter; what lies outside is a stranger."""
_PRESENT: Final = bytes([0, *(1 for _ in range(MOST))])


class Tally:
    """How often each number came.

    Args:
        first: the least number of the chapter.
        numbers: that came; more come with `add`.

    Attributes:
        strangers: numbers that are none of the chapter's.
    """

    def __init__(self, first: int, numbers: Iterable[int] = ()) -> None:
        self.first = first
        self.strangers: list[int] = []
        self._counts = bytearray()
        self.add(numbers)

    def add(self, numbers: Iterable[int]) -> None:
        """Count each of these."""
        first, counts = self.first, self._counts
        for number in numbers:
            at = number - first
            if not 0 <= at < SPAN:
                self.strangers.append(number)
                continue
            if at >= len(counts):
                counts.extend(bytes(at + 1024))
            if counts[at] < MOST:
                counts[at] += 1

    def __len__(self) -> int:
        """How many different numbers came."""
        return len(self._counts) - self._counts.count(0)

    @property
    def total(self) -> int:
        """How many numbers came, each as often as it did."""
        return sum(self._counts)

    @property
    def repeated(self) -> int:
        """How often a number came that had come before."""
        return self.total - len(self)

    def __iter__(self) -> Iterator[int]:
        """The different numbers, in order."""
        return (self.first + at for at, count in enumerate(self._counts) if count)

    def __sub__(self, other: "Tally") -> "Tally":
        """The numbers that came here and not there."""
        return self._of(self._bits & ~other._bits)

    def __and__(self, other: "Tally") -> "Tally":
        """The numbers that came at both."""
        return self._of(self._bits & other._bits)

    def __or__(self, other: "Tally") -> "Tally":
        """The numbers that came at either."""
        return self._of(self._bits | other._bits)

    def one_in(self, every: int, at: int) -> "Tally":
        """The numbers of which ``at`` is left when they are divided by ``every``."""
        chosen, start = Tally(self.first), (at - self.first) % every
        chosen._counts = bytearray(len(self._counts))
        chosen._counts[start::every] = self._counts[start::every]
        return chosen

    def some(self, most: int = 20) -> list[int]:
        """The first of the numbers, and strangers: for an error."""
        return [*self.strangers[:most], *(number for number, _ in zip(self, range(most), strict=False))]

    @property
    def _bits(self) -> int:
        """A byte for each number, 1 where it came, the first as the least."""
        return int.from_bytes(self._counts.translate(_PRESENT), "little")

    def _of(self, bits: int) -> "Tally":
        made = Tally(self.first)
        made._counts = bytearray(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))
        return made
