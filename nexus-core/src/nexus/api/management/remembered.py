"""Who a token belongs to, remembered for a moment: a dashboard asks for many things at once."""

import hashlib
import time
from collections.abc import Callable
from typing import Final

from attrs import frozen

from nexus.model.user import SignedIn

SECONDS: Final = 1.0
"""How long an answer holds, at most; any change that is made or heard of ends it at once."""

_MOST: Final = 10_000


@frozen
class _Entry:
    found: SignedIn
    until: float
    generation: int


class Remembered:
    """Remembers for reads alone; whoever changes something is looked up each time.

    A change that this process makes to the metadata database ends all that is remembered, and so does one that it hears of:
    API processes tell each other of people as of definitions. Only while the stream store that carries the news is away may
    somebody who was disabled elsewhere still read here, for `SECONDS` (security, tokens).

    Args:
        look_up: asks the database; raises NotSignedIn.
        generation: rises with every change that this process makes to it.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self,
        look_up: Callable[[str], SignedIn],
        generation: Callable[[], int],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up = look_up
        self._generation = generation
        self._clock = clock
        self._known: dict[bytes, _Entry] = {}

    def get(self, token: str) -> SignedIn | None:
        """Return who it is, if that was asked a moment ago."""
        entry = self._known.get(_key(token))
        if entry is None or entry.until <= self._clock() or entry.generation != self._generation():
            return None
        return entry.found

    def look_up(self, token: str) -> SignedIn:
        """Ask, and remember; synchronous. Raises NotSignedIn."""
        generation, until = self._generation(), self._clock() + SECONDS  # of before: a change meanwhile counts
        found = self._look_up(token)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[_key(token)] = _Entry(found, until, generation)
        return found


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
