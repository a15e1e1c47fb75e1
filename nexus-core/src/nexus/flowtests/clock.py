"""Time as a case has it: it stands still, and goes on only where something waits."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import time_machine

from nexus.engine.outcome import now_ms

T = TypeVar("T")


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose timers see the time that was skipped."""

    skipped_s = 0.0

    def time(self) -> float:
        """Return seconds, as timers count them."""
        return super().time() + self.skipped_s


class Clock:
    """Moves the time of the whole process and of its event loop: of the engine, of steps and of plugins."""

    def __init__(self, traveller: "time_machine.Traveller", loop: _Loop) -> None:
        self._traveller = traveller
        self._loop = loop

    @property
    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return now_ms()

    def go_to(self, moment: int) -> None:
        """Make it ``moment`` (ms since 1970, UTC): later, or earlier for what went on meanwhile."""
        seconds = (moment - self.now) / 1000
        self._traveller.move_to(moment / 1000, tick=False)
        self._loop.skipped_s += max(0.0, seconds)

    async def forward(self, seconds: float) -> None:
        """Let time pass, and whoever waits for a time-out see it."""
        self.go_to(self.now + round(seconds * 1000))
        for _ in range(3):  # the loop looks at its timers, then wakes whose time has come, who then acts
            await asyncio.sleep(0)


def parse_moment(text: str) -> datetime:
    """Return the moment that ``text`` names in ISO 8601, in UTC where it names no zone; raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def in_virtual_time(start: datetime, act: Callable[[Clock], Awaitable[T]]) -> T:
    """Run ``act`` in an event loop of its own in which it is ``start``; pauses with jitter are the same each time."""

    async def run() -> T:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, _Loop)
        with time_machine.travel(start, tick=False) as traveller:
            return await act(Clock(traveller, loop))

    with _same_chance(), asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(run())


@contextmanager
def _same_chance() -> Iterator[None]:
    state = random.getstate()
    random.seed(0)
    try:
        yield
    finally:
        random.setstate(state)
