"""A process that ends at its k-th effect on the world: before it, or after it and before it hears of it.

All that a process does to others goes through its I/O. A life that is over sends nothing and hears nothing any more, so for
the rest of the world it is a process that was killed, without the second that starting a real one takes: every point can be
tried.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Self, TypeVar

from attrs import frozen

from nexus.streams.address import parse
from nexus.streams.connection import Answered
from nexus.streams.link import Link
from nexus.streams.replies import Command
from nexus.streams.single import SingleStore

T = TypeVar("T")
FOREVER_S: Final = 30.0


class Over(BaseException):
    """The process is gone: nothing of it goes on."""


@frozen
class Point:
    """Where a life ends: at its ``number``-th effect (from 1), ``after`` that has happened or before."""

    number: int
    after: bool

    @property
    def effects(self) -> int:
        """How many effects happen."""
        return self.number if self.after else self.number - 1

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} effect {self.number}"


class Life:
    """Counts effects, and ends at a point.

    Attributes:
        effects: how many have happened.
        is_over: whether the point was reached.
        elsewhere: what goes on in other processes, to its end, whenever this life's is.
    """

    def __init__(self, point: Point | None = None) -> None:
        self._point = point
        self.effects = 0
        self.is_over = False
        self.elsewhere: set[asyncio.Future[Any]] = set()
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def grant(self, wanted: int) -> int:
        """Return how many of so many effects happen now."""
        if self.is_over:
            return 0
        granted = wanted if self._point is None else min(wanted, self._point.effects - self.effects)
        self.effects += granted
        return granted

    @property
    def hears_no_more(self) -> bool:
        """Whether the last effect has happened whose reply is not heard."""
        return self._point is not None and self._point.after and self.effects == self._point.effects

    def end(self) -> None:
        """Be over."""
        self.is_over = True
        self._loop.call_soon_threadsafe(self._ended.set)

    async def io(self, effect: Callable[[], Awaitable[T]]) -> T:
        """Have an effect elsewhere than in the store."""
        if not self.grant(1):
            self.end()
            await _nothing_more()
        result = await effect()
        if self.is_over or self.hears_no_more:
            self.end()
            await _nothing_more()
        return result

    def blocking_io(self, effect: Callable[[], T]) -> T:
        """Have an effect in a thread."""
        if not self.grant(1):
            self.end()
            raise Over
        result = effect()
        if self.is_over or self.hears_no_more:
            self.end()
            raise Over
        return result

    async def lead(self, body: Callable[[Self], Awaitable[None]]) -> None:
        """Run ``body`` until it is done, or until this life is over; nothing of it goes on afterwards."""
        others = asyncio.all_tasks()
        living = asyncio.ensure_future(body(self))
        ending = asyncio.ensure_future(self._ended.wait())
        async with asyncio.timeout(FOREVER_S):
            await asyncio.wait({living, ending}, return_when=asyncio.FIRST_COMPLETED)
        over = self.is_over
        self.is_over = True
        await asyncio.gather(*self.elsewhere, return_exceptions=True)
        left = [task for task in asyncio.all_tasks() - others if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if not over:
            living.result()
        elif living.done() and not living.cancelled():
            living.exception()
        self.is_over = over


class MortalStore(SingleStore):
    """The stream store as a life reaches it: each command is an effect."""

    def __init__(self, url: str, life: Life) -> None:
        super().__init__(parse(url))
        self._mortal = MortalLink(super().link(""), life)

    def link(self, key: str) -> Link:
        """The one connection, while this life lasts."""
        return self._mortal  # type: ignore[return-value] # it is one by its methods


class MortalLink:
    """Sends as many commands as the life has left."""

    def __init__(self, link: Link, life: Life) -> None:
        self.name = link.name
        self._link = link
        self._life = life

    def send(self, commands: Sequence[Command], answered: Answered) -> None:
        """Send commands; where the life ends among them, those before its end are applied, and nobody hears of it."""
        granted = self._life.grant(len(commands))
        if self._life.is_over:
            return
        if granted == 0:
            self._life.end()
            return
        ends = granted < len(commands) or self._life.hears_no_more

        def received(outcome: Any) -> None:
            if ends:
                self._life.end()
            elif not self._life.is_over:
                answered(outcome)

        self._link.send(commands[:granted], received)

    def drop(self) -> None:
        """End the connection."""
        self._link.drop()


async def _nothing_more() -> Any:
    await asyncio.get_running_loop().create_future()


async def at_every_point(play: Callable[[Point], Awaitable[bool]]) -> int:
    """Call ``play`` with one point after the other until a life reaches its end before it; return how many there were.

    ``play`` tells whether the point was reached.
    """
    number = 0
    while True:
        number += 1
        reached = [await play(Point(number, after)) for after in (False, True)]
        if not any(reached):
            return number - 1
