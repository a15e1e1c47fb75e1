"""How much of the campaign is played, and with which chance."""

import secrets
from random import Random
from typing import Any, Final

from attrs import evolve, frozen

from campaign.chapter import Load
from campaign.faults import ALL, Fault
from campaign.layout import FANNED_OUT, SPREAD, Layout

SELECTION: Final = (
    "worker killed while it holds messages",
    "API killed",
    "stream store killed",
    "stream store: replies lost, again and again",
    "stream store: memory full",
    "stream store: power lost",
    "PostgreSQL killed",
    "PostgreSQL: replies lost, again and again",
    "MariaDB: connections half open, the server is another",
    "REST: stores, then resets the connection",
    "poison rows: 3% of all",
    "consumer groups destroyed",
)
"""What the plain test run plays: what was found to break most, in two minutes at most."""
COMBINED: Final = "combination {}"
COMBINATIONS: Final = {"selection": 3, "whole": 20, "long": 20}
LOADS: Final = {
    "selection": Load(2_000, 1_500.0),
    "whole": Load(20_000, 3_000.0),
    "long": Load(150_000, float("inf"), batches=(1_000, 1_000, 50, 1_000, 1_000, 1), turns=3, lasts_s=1.5),
}
LAYOUTS: Final = {"selection": FANNED_OUT, "whole": FANNED_OUT, "long": SPREAD}
_SEED: Final = 1


@frozen
class Plan:
    """What is played.

    Attributes:
        part: which of how many parts of the chapters.
        level: ``selection``, ``whole``, or ``long``: whole with as many messages as go through.
        seed: of every chance; the same seed plays the same again.
    """

    level: str
    seed: int
    load: Load
    rounds: int
    part: tuple[int, int] = (1, 1)

    @property
    def is_whole(self) -> bool:
        """Whether every fault is played, and not a selection of them."""
        return self.level != "selection"

    @property
    def layout(self) -> Layout:
        """Who sends what where."""
        return LAYOUTS[self.level]

    def describe(self) -> str:
        """Return how to play the same again."""
        again = f"--campaign={self.level} --campaign-seed={self.seed}"
        parts = "" if self.part == (1, 1) else f", part {self.part[0]} of {self.part[1]}"
        count, messages = len(self._names()), self.load.messages
        return f"{again} ({self.rounds} rounds of {count} chapters, {messages:,} messages each{parts})"

    def chapters(self) -> list[tuple[int, str]]:
        """Return round and name of each chapter."""
        chapters = [(number, name) for number in range(1, self.rounds + 1) for name in self._names()]
        part, parts = self.part
        return chapters[part - 1 :: parts]

    def random(self, round_number: int, name: str) -> Random:
        """Return the chance of one chapter, which no other changes."""
        return Random(f"{self.seed}/{round_number}/{name}")

    def faults(self, name: str, random: Random) -> list[Fault]:
        """Return the faults of a chapter: one, or a combination at different places."""
        if name in ALL:
            return [ALL[name]]
        names = [one for one in (ALL if self.is_whole else SELECTION) if not ALL[one].alone]
        chosen: list[Fault] = []
        for fault in (ALL[one] for one in random.sample(names, len(names))):
            if fault.place not in {one.place for one in chosen}:
                chosen.append(fault)
        return chosen[: random.randint(2, 3)]

    def _names(self) -> list[str]:
        singles = list(ALL) if self.is_whole else list(SELECTION)
        count = COMBINATIONS[self.level]
        return [*singles, *(COMBINED.format(number) for number in range(1, count + 1))]


_plans: dict[int, Plan] = {}


def plan_of(config: Any) -> Plan:
    """Return the plan that the command line asks for; the same for the whole of a test run."""
    if id(config) not in _plans:
        level = config.getoption("--campaign", "selection")
        drawn = _SEED if level == "selection" else secrets.randbelow(2**32)
        asked = config.getoption("--campaign-seed", None)
        load = LOADS[level]
        load = evolve(load, messages=config.getoption("--campaign-messages", None) or load.messages)
        rounds = config.getoption("--campaign-rounds", None) or 1
        part, _, parts = (config.getoption("--campaign-part", None) or "1/1").partition("/")
        _plans[id(config)] = Plan(level, drawn if asked is None else asked, load, rounds, (int(part), int(parts)))
    return _plans[id(config)]
