"""How much of the campaign is played, and with which chance."""

import secrets
from random import Random
from typing import Any, Final

from attrs import frozen

from campaign.chapter import Load
from campaign.faults import ALL, Fault

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
COMBINATIONS: Final = {"selection": 3, "whole": 20}
_SEED: Final = 1


@frozen
class Plan:
    """What is played.

    Attributes:
        seed: of every chance; the same seed plays the same again.
    """

    is_whole: bool
    seed: int
    load: Load
    rounds: int

    def describe(self) -> str:
        """Return how to play the same again."""
        again = f"--campaign-seed={self.seed}"
        return f"{again} ({self.rounds} rounds of {len(self._names())} chapters, {self.load.messages:,} messages each)"

    def chapters(self) -> list[tuple[int, str]]:
        """Return round and name of each chapter."""
        return [(number, name) for number in range(1, self.rounds + 1) for name in self._names()]

    def random(self, round_number: int, name: str) -> Random:
        """Return the chance of one chapter, which no other changes."""
        return Random(f"{self.seed}/{round_number}/{name}")

    def faults(self, name: str, random: Random) -> list[Fault]:
        """Return the faults of a chapter: one, or a combination at different places."""
        if name in ALL:
            return [ALL[name]]
        names = list(ALL) if self.is_whole else list(SELECTION)
        chosen: list[Fault] = []
        for fault in (ALL[one] for one in random.sample(names, len(names))):
            if fault.place not in {one.place for one in chosen}:
                chosen.append(fault)
        return chosen[: random.randint(2, 3)]

    def _names(self) -> list[str]:
        singles = list(ALL) if self.is_whole else list(SELECTION)
        count = COMBINATIONS["whole" if self.is_whole else "selection"]
        return [*singles, *(COMBINED.format(number) for number in range(1, count + 1))]


_plans: dict[int, Plan] = {}


def plan_of(config: Any) -> Plan:
    """Return the plan that the command line asks for; the same for the whole of a test run."""
    if id(config) not in _plans:
        is_whole = config.getoption("--campaign", "selection") == "whole"
        drawn = secrets.randbelow(2**32) if is_whole else _SEED
        asked = config.getoption("--campaign-seed", None)
        messages = config.getoption("--campaign-messages", None) or (20_000 if is_whole else 2_000)
        load = Load(messages, 3_000.0 if is_whole else 1_500.0)
        rounds = config.getoption("--campaign-rounds", None) or 1
        _plans[id(config)] = Plan(is_whole, drawn if asked is None else asked, load, rounds)
    return _plans[id(config)]
