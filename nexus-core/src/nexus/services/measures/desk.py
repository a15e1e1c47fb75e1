"""Reads the figures of a workspace. What many ask for within one second is read once: the next one brings the news."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from attrs import define, frozen

from nexus.errors import FieldError, InvalidInput, NotFound
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import Depth
from nexus.model.metrics import MINUTES, Figures, Kind, Subject, resolution_for, total
from nexus.model.metrics.circuit import OpenCircuit
from nexus.ports import FiguresStore, Situation
from nexus.services.measures.inventory import Family, Inventory, Place, read_inventory
from nexus.services.repositories import Repositories

T = TypeVar("T")

INVENTORY_KEPT_S: Final = 5.0
"""What a workspace has is read again after so long."""

MOST_POINTS: Final = 3_600
TREND_POINTS: Final = 30
_MOST_KEPT: Final = 1_000


class WaitingLetters(Protocol):
    """Dead letters that nobody has acted on."""

    def count_by_pipeline(self, workspace_id: str, wanted: DeadLetterFilter) -> Mapping[tuple[str, str], int]:
        """Return how many there are, by workflow and pipeline id."""
        ...


@frozen
class Span:
    """Which slots of time are asked for.

    Attributes:
        seconds: from now back.
        step_s: length of a point.
    """

    seconds: int = 3600
    step_s: int = 60

    def check(self) -> None:
        """Raise InvalidInput for what is not kept, or too much at once."""
        if self.seconds < self.step_s:
            raise InvalidInput([FieldError("span", f"is shorter than one point of {self.step_s} s")])
        if self.seconds // self.step_s > MOST_POINTS:
            least = -(-self.seconds // MOST_POINTS)
            raise InvalidInput([FieldError("resolution", f"gives more than {MOST_POINTS} points: say {least} or more")])
        if resolution_for(self.step_s, self.seconds) is None:
            kept = "seconds are kept for an hour, minutes and hours for a week"
            raise InvalidInput([FieldError("resolution", f"{kept}: say a multiple of 60 for this span, up to 604800")])


@frozen
class Measured:
    """What the figures say.

    Attributes:
        first: the first point's beginning, seconds since 1970 (UTC); points lie ``span.step_s`` apart.
        points: of the thing that was asked for, in order, none left out.
        totals: of everything in the workspace that was counted in the span, by thing.
        trends: deliveries of each workflow in equal parts of the span, at most `TREND_POINTS`, in order; by workflow id.
        depths: what is before each pipeline now.
        circuits: those that are not closed.
        dead: letters that wait for a person, by workflow and pipeline id.
    """

    inventory: Inventory
    span: Span
    asked: Subject
    first: int
    points: Sequence[Figures]
    totals: Mapping[Subject, Figures]
    trends: Mapping[str, Sequence[int]]
    depths: Mapping[tuple[str, str], Depth]
    circuits: Sequence[OpenCircuit]
    dead: Mapping[tuple[str, str], int]

    def total(self, subject: Subject) -> Figures:
        """Return the figures of a thing over the span."""
        return self.totals.get(subject) or Figures()

    def depth(self, places: Sequence[Place]) -> Depth:
        """Return what is before pipelines together."""
        found = [self.depths[one.key] for one in places if one.key in self.depths]
        return Depth(
            sum(one.lag for one in found), sum(one.pending for one in found), sum(one.scheduled for one in found)
        )


@define
class _Kept:
    until: float
    answer: "asyncio.Future[Any]"


class MeasureDesk:
    """What can be asked about the figures of a workspace; belongs to one event loop.

    Args:
        repositories: what there is.
        connectors: by name, for their families.
        figures: what was counted.
        situation: how things stand.
        letters: dead letters.
        clock: seconds since 1970 (UTC).
    """

    def __init__(
        self,
        *,
        repositories: Repositories,
        connectors: Mapping[str, Family],
        figures: FiguresStore,
        situation: Situation,
        letters: WaitingLetters,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._repositories = repositories
        self._connectors = connectors
        self._figures = figures
        self._situation = situation
        self._letters = letters
        self._clock = clock
        self._kept: dict[Hashable, _Kept] = {}

    async def measured(self, workspace_id: str, span: Span, kind: Kind, asked: str = "") -> Measured:
        """Return what the figures of a workspace, and of one thing in it, say.

        Raises:
            InvalidInput: the span is not kept, or has too many points.
            NotFound: the thing is not in this workspace.
            StoreError: the stream store is away.
        """
        span.check()
        key = ("measured", workspace_id, span, kind, asked)
        return await self._once(key, self._left(), lambda: self._measured(workspace_id, span, kind, asked))

    async def inventory(self, workspace_id: str) -> Inventory:
        """Return what there is in a workspace."""
        read = lambda: asyncio.to_thread(  # noqa: E731 — for `_once`
            read_inventory, self._repositories, self._connectors, workspace_id
        )
        return await self._once(("inventory", workspace_id), INVENTORY_KEPT_S, read)

    async def look_up(self, workspace_id: str, kind: Kind, asked: str) -> tuple[Inventory, Subject]:
        """Return what there is in a workspace, and the thing of this id or name in it; it may have been made just now.

        Raises:
            NotFound: there is none.
        """
        inventory = await self.inventory(workspace_id)
        subject = inventory.subject(kind, asked)
        if subject is None:
            self._kept.pop(("inventory", workspace_id), None)
            inventory = await self.inventory(workspace_id)
            subject = inventory.subject(kind, asked)
        if subject is None:
            raise NotFound(kind.value, asked)
        return inventory, subject

    async def depths(self, workspace_id: str) -> Mapping[tuple[str, str], Depth]:
        """Return what is before the pipelines of a workspace now; raises StoreError."""
        inventory = await self.inventory(workspace_id)
        return await self._once(
            ("depths", workspace_id), self._left(), lambda: self._situation.depths(inventory.routes)
        )

    async def letters(self, workspace_id: str) -> Mapping[tuple[str, str], int]:
        """Return how many dead letters wait for a person, by workflow and pipeline id."""
        count = lambda: asyncio.to_thread(  # noqa: E731 — for `_once`
            self._letters.count_by_pipeline, workspace_id, DeadLetterFilter()
        )
        return await self._once(("letters", workspace_id), self._left(), count)

    async def _measured(self, workspace_id: str, span: Span, kind: Kind, asked: str) -> Measured:
        if kind is Kind.WORKSPACE:
            inventory, subject = await self.inventory(workspace_id), Subject(kind, workspace_id)
        else:
            inventory, subject = await self.look_up(workspace_id, kind, asked)
        resolution = resolution_for(span.step_s, span.seconds)
        assert resolution is not None, "checked before"
        count = span.seconds // span.step_s
        end = _end(self._clock(), span.step_s)
        first = end - count * span.step_s
        slots = (resolution.slot(first), resolution.slot(end - 1))
        everything = dict.fromkeys([subject, *_subjects(inventory)])
        found = await self._figures.read(list(everything), resolution, *slots)
        points = [Figures() for _ in range(count)]
        for slot, figures in found[subject].items():
            points[(slot * resolution.seconds - first) // span.step_s].add(figures)
        return Measured(
            inventory=inventory,
            span=span,
            asked=subject,
            first=first,
            points=points,
            totals={one: total(slots.values()) for one, slots in found.items() if slots},
            trends={one.id: _trend(found[Subject(Kind.WORKFLOW, one.id)], *slots) for one in inventory.workflows},
            depths=await self.depths(workspace_id),
            circuits=await self._situation.circuits([one.id for one in inventory.workflows]),
            dead=await self.letters(workspace_id),
        )

    def _left(self) -> float:
        """What is left of the present second."""
        return 1.0 - self._clock() % 1.0

    async def _once(self, key: Hashable, seconds: float, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what ``ask`` answers, or has answered a moment ago; all who ask meanwhile wait for the same answer."""
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is None or (kept.answer.done() and (kept.until <= now or kept.answer.exception() is not None)):
            if len(self._kept) >= _MOST_KEPT:
                self._kept = {name: one for name, one in self._kept.items() if one.until > now}
            answer = asyncio.ensure_future(ask())
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())  # also if nobody waits any more
            kept = self._kept[key] = _Kept(now + seconds, answer)
        return await asyncio.shield(kept.answer)


def _end(now: float, step_s: int) -> int:
    """Return the end of the last point: of one that is not over for minutes, else of the last that is known whole."""
    known = int(now) - 1  # what was counted in this second is written about now
    return known // step_s * step_s + (step_s if step_s >= MINUTES.seconds else 0)


def _trend(found: Mapping[int, Figures], first: int, last: int) -> Sequence[int]:
    """Return deliveries in equal parts of the slots from first to last."""
    count = last - first + 1
    parts = [0] * min(count, TREND_POINTS)
    for slot, figures in found.items():
        parts[(slot - first) * len(parts) // count] += figures["delivered"]
    return parts


def _subjects(inventory: Inventory) -> Sequence[Subject]:
    return [
        Subject(Kind.WORKSPACE, inventory.workspace_id),
        *(Subject(Kind.WORKFLOW, one.id) for one in inventory.workflows),
        *(one.subject for one in inventory.places),
        *(Subject(Kind.APPLICATION, one.id) for one in inventory.applications),
        *(Subject(Kind.CONNECTION, one.id) for one in inventory.connections),
    ]
