"""What was read of definitions, kept for a while."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from attrs import define, field

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_MOST = 10_000


@define(eq=False)
class Fresh(Generic[K, T]):
    """Values by key, each read again after a change, and after a while. Safe to use from any thread.

    Args:
        generation: tells another number after each change that is heard of.
        clock: monotonic seconds.
        seconds: after so long a value is read again, though nothing of a change was heard.
    """

    _generation: Callable[[], int]
    _clock: Callable[[], float]
    _seconds: float
    _known: dict[K, tuple[int, float, T]] = field(factory=dict, init=False)

    def get(self, key: K, read: Callable[[], T]) -> T:
        """Return the value of a key, as ``read`` gives it now or gave it a while ago; raises what that raises."""
        generation, now = self._generation(), self._clock()
        known = self._known.get(key)
        if known is not None and known[0] == generation and now < known[1]:
            return known[2]
        value = read()
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (generation, now + self._seconds, value)
        return value
