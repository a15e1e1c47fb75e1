"""What a fault is."""

from abc import ABC, abstractmethod
from random import Random
from typing import Final

from campaign.layout import CRM, TABLES
from campaign.site import Site

INTAKE: Final = "intake"
"""What a fault hits that keeps messages from being accepted."""
PIPELINES: Final = frozenset({*TABLES, CRM})
WAREHOUSE: Final = frozenset(name for name, place in TABLES.items() if place == "warehouse")
MIRROR: Final = frozenset(name for name, place in TABLES.items() if place == "mirror")


class Fault(ABC):
    """One thing that goes wrong, from `begin` to `end`.

    Attributes:
        name: as the report calls it.
        place: what it befalls; a combination never has two faults at one place.
        hits: pipelines, or `INTAKE`, that do not move meanwhile; all others must.
        interrupted: how many writes to each destination may be cut off so that nobody knows whether they were applied;
            only these may come again where no ledger is.
        poison: share of the messages, sent while it lasts, that no database takes.
        needs_flow: it begins only where messages flow, and so before faults that stop them.
        rate: most messages a second that are sent meanwhile.
        alone: it befalls more than one place, and so is part of no combination.
    """

    name: str
    place: str
    hits: frozenset[str] = frozenset()
    interrupted: int = 0
    poison: float = 0.0
    needs_flow: bool = False
    rate: float = float("inf")
    alone: bool = False

    @abstractmethod
    def begin(self, site: Site, random: Random) -> None:
        """Do it."""

    def end(self, site: Site) -> None:  # noqa: B027 — what happens in a moment needs no end
        """Make it well again."""

    def __repr__(self) -> str:
        return self.name
