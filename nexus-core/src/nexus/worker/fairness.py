"""Shares a worker among workspaces by weight, so that a noisy one does not starve the others.

Two things are scarce: the event loop, which reads and maps (`FairShare.turns`), and what writes (`FairShare.slots`, as
many as there are threads). Both are given out round by round: a workspace that waits is served while it has credit, each
message costs one, and when nobody who waits has credit left, all of them get `QUANTUM` times their weight (deficit round
robin, Shreedhar and Varghese 1995; with debts, since what a read costs is known after it). Who is alone is never held up.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field

QUANTUM: Final = 64
"""Messages of one round, times the weight; also the largest batch while several workspaces have something to do.

Small enough for the loop to come round to everybody within some milliseconds.
"""

TURNS: Final = 4
"""Reads under way at once: while one waits for the store, others are worked on."""

RECENT_S: Final = 1.0
"""Who has had nothing to do for so long is not there any more: it takes no share, and has no debts."""


@define(eq=False)
class _Place:
    """A workspace at one gate.

    Attributes:
        credit: what it may still cost in this round; below zero, what it has had too much.
        inside: how often it has been let in and not left.
    """

    waiting: deque[asyncio.Future[None]] = field(factory=deque)
    credit: int = 0
    inside: int = 0


class Gate:
    """Lets in as many at once as there is room for; who waits is let in by turns.

    Args:
        room: how many.
        spare: kept free for others by any one workspace, where there are others.
    """

    def __init__(self, room: int, share: "FairShare", spare: int = 0) -> None:
        self._room = room
        self._spare = spare
        self._share = share
        self._places: dict[str, _Place] = {}
        self._line: deque[str] = deque()  # workspaces that wait, the next one first
        self._inside = 0

    async def enter(self, workspace_id: str) -> None:
        """Return when there is room."""
        self._share.saw(workspace_id)
        place = self._places.get(workspace_id)
        if place is None:
            place = self._places[workspace_id] = _Place()
        if not self._line and self._fits(workspace_id, place):
            self._let_in(place)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not place.waiting:
            self._line.append(workspace_id)
        place.waiting.append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was let in at this very moment
                self.leave(workspace_id, 0)
            raise

    def leave(self, workspace_id: str, cost: int) -> None:
        """Make room; ``cost`` is what it took, in messages."""
        place = self._places[workspace_id]
        place.inside -= 1
        place.credit -= cost
        self._inside -= 1
        self._serve()

    def forgive(self, workspace_id: str) -> None:
        """A workspace that was away for long begins anew."""
        place = self._places.get(workspace_id)
        if place is not None:
            place.credit = 0

    def _let_in(self, place: _Place) -> None:
        place.inside += 1
        self._inside += 1

    def _fits(self, workspace_id: str, place: _Place) -> bool:
        most = self._room - self._spare if self._share.has_others(workspace_id) else self._room
        return self._inside < self._room and place.inside < most

    def _serve(self) -> None:
        while self._line and self._inside < self._room:
            chosen = self._choose()
            if chosen is None:
                return
            place = self._places[chosen]
            turn = place.waiting.popleft()
            if not place.waiting:
                self._line.remove(chosen)
            elif place.credit <= 0:
                self._line.remove(chosen)
                self._line.append(chosen)
            if not turn.done():  # its runner may have been cancelled
                self._let_in(place)
                turn.set_result(None)

    def _choose(self) -> str | None:
        able = [one for one in self._line if self._fits(one, self._places[one])]
        if not able:
            return None
        while True:
            for one in able:
                if self._places[one].credit > 0:
                    return one
            for one in able:
                self._places[one].credit += QUANTUM * self._share.weight(one)


class FairShare:
    """What the runners of one worker share.

    Args:
        slots: writes at once.
        turns: reads at once.
        clock: seconds of a monotonic clock.
    """

    def __init__(self, slots: int, turns: int = TURNS, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.turns = Gate(turns, self)
        self.slots = Gate(slots, self, spare=slots // 4)
        self._clock = clock
        self._weights: Mapping[str, int] = {}
        self._seen: dict[str, float] = {}

    def weigh(self, weights: Mapping[str, int]) -> None:
        """Take note of the weights of all workspaces that have something to run."""
        self._weights = weights

    def weight(self, workspace_id: str) -> int:
        """A workspace's weight."""
        return self._weights.get(workspace_id, 1)

    def saw(self, workspace_id: str) -> None:
        """A workspace has something to do."""
        now = self._clock()
        if now - self._seen.get(workspace_id, now) > RECENT_S:
            self.turns.forgive(workspace_id)
            self.slots.forgive(workspace_id)
        self._seen[workspace_id] = now

    def has_others(self, workspace_id: str) -> bool:
        """Whether others than this one run here at all."""
        return any(one != workspace_id for one in self._weights)

    def most(self, workspace_id: str, wanted: int) -> int:
        """Return how many messages a workspace may read at once: fewer, while others have something to do."""
        since = self._clock() - RECENT_S
        crowded = any(at >= since for one, at in self._seen.items() if one != workspace_id)
        return min(wanted, QUANTUM * self.weight(workspace_id)) if crowded else wanted
