"""How long to wait before something is tried again."""

import asyncio
import random
from typing import Final

from attrs import define

FIRST_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 60.0


@define
class Backoff:
    """Doubles its bound with each failure; the pause is anywhere below it, so that many agents do not come at once."""

    longest: float = LONGEST_SECONDS
    _failures: int = 0

    def next(self, asked: float | None = None) -> float:
        """Return the seconds to wait after one more failure; at least those that the other side ``asked`` for."""
        bound = min(self.longest, FIRST_SECONDS * 2 ** min(self._failures, 16))
        self._failures += 1
        return (asked or 0.0) + random.uniform(0, bound)  # noqa: S311 — spreads load, guards nothing

    def reset(self) -> None:
        """It has worked."""
        self._failures = 0


class Bandwidth:
    """Spends at most so many bytes a second; what is larger than a second's share is paid for afterwards.

    Args:
        bytes_per_second: None without a limit.
    """

    def __init__(self, bytes_per_second: int | None) -> None:
        self._rate = bytes_per_second
        self._free_at = 0.0

    async def spend(self, size: int) -> None:
        """Return when ``size`` bytes may be sent."""
        if self._rate is None:
            return
        now = asyncio.get_running_loop().time()
        begin = max(now, self._free_at)
        self._free_at = begin + size / self._rate
        await asyncio.sleep(begin - now)


async def wait_for(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for an event, at most so long; return whether it came, and clear it."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True
