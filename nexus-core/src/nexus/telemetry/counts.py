"""What one process counts: a meter for each thing that it measures.

Counting is adding to plain integers. Once a second `Counts.tick` hands out what was counted since; totals stay for
Prometheus.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field, frozen

from nexus.model.metrics import Figures, Kind, Subject

MOST: Final = 20_000
"""Meters of one process; beyond it those that were not used for longest go."""


@frozen
class Names:
    """What a thing is called, and where it belongs: labels of its metrics. Empty where that does not apply."""

    workspace: str = ""
    workflow: str = ""
    pipeline: str = ""
    application: str = ""
    connection: str = ""


@define(eq=False)
class Meter:
    """Counts for one thing.

    Attributes:
        parents: what its figures are also figures of: a pipeline's of its workflow, connection and workspace.
        total: all that was counted before the present second.
    """

    subject: Subject
    names: Names
    parents: Sequence[Subject] = ()
    total: Figures = field(factory=Figures)
    _now: Figures | None = None

    @property
    def figures(self) -> Figures:
        """Those of the present second, to be added to."""
        now = self._now
        if now is None:
            now = self._now = Figures()
        return now

    def turn(self) -> Figures | None:
        """Begin a new second; return the figures of the former one, None if nothing was counted."""
        now, self._now = self._now, None
        if now is None:
            return None
        self.total.add(now)
        return now

    def sum(self) -> Figures:
        """All that was counted, as it is now; may be asked in another thread."""
        made, now = self.total.copy(), self._now
        if now is not None:
            made.add(now)
        return made


class Counts:
    """All meters of one process; belongs to one event loop, but for reading."""

    def __init__(self) -> None:
        self._meters: dict[Subject, Meter] = {}

    def meter(self, subject: Subject) -> Meter | None:
        """Return the meter of a thing, if it has one."""
        return self._meters.get(subject)

    def enrol(self, subject: Subject, names: Names, parents: Sequence[Subject] = ()) -> Meter:
        """Return the meter of a thing, made or renamed as need be."""
        found = self._meters.get(subject)
        if found is None:
            if len(self._meters) >= MOST:
                del self._meters[next(iter(self._meters))]
            found = self._meters[subject] = Meter(subject, names, parents)
        else:
            found.names, found.parents = names, parents
        return found

    def forget(self, subject: Subject) -> None:
        """The thing is gone."""
        self._meters.pop(subject, None)

    def meters(self, kind: Kind) -> Iterator[Meter]:
        """Yield all of a kind; may be asked in another thread."""
        yield from [one for one in list(self._meters.values()) if one.subject.kind is kind]

    def tick(self) -> dict[Subject, Figures]:
        """Return what was counted since the last tick, by thing; what belongs to others is added up for them."""
        found: dict[Subject, Figures] = {}
        for meter in self._meters.values():
            figures = meter.turn()
            if figures is None:
                continue
            for subject in (meter.subject, *meter.parents):
                known = found.get(subject)
                if known is None:
                    found[subject] = figures.copy()
                else:
                    known.add(figures)
        return found
