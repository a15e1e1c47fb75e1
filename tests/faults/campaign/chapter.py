"""One chapter of the campaign: messages flow, something goes wrong, it is made well again, and all is looked at."""

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import define, frozen
from harness.oracle import Oracle
from harness.sender import Sender

from campaign.faults.base import INTAKE, PIPELINES, Fault
from campaign.readings import reading
from campaign.site import CRM, Site
from nexus.testing import wait_until

PER_REQUEST: Final = (1, 20, 50, 100)
CONNECTIONS: Final = 4
ENDLESS: Final = 100_000_000
MOVES: Final = {CRM: 5}
"""By how many messages a destination must grow to count as moving; 50 where nothing is said."""
FELT_BACKLOG: Final = 50
FELT_REFUSALS: Final = 3
CHAPTER_S: Final = 10.0
"""A chapter is not longer for the sake of more messages, where its faults allow only few a second."""
BOUND_S: Final = 150.0
"""After so long everything must be drained, and each thing moving again (invariant 6)."""


@frozen
class Load:
    """How much is sent: at least so many messages in a chapter, at so many a second at most."""

    messages: int
    rate: float


@frozen
class Chapter:
    """What is known at the end of a chapter.

    Attributes:
        intended: what may have been sent; `acknowledged` what was.
        poison: those of them that no database takes.
        taken: how many messages the store has taken since the chapter began.
        grown: pipeline that no fault hit -> by how much it grew while the faults lasted (invariant 8).
        interrupted: how many writes to each destination the faults may have cut off.
        recovered_s: seconds from the end of the faults (servers answer again) until all that they hit moved again.
        refusals: answer of the API -> how often.
    """

    faults: tuple[str, ...]
    intended: set[int]
    acknowledged: set[int]
    poison: set[int]
    taken: int
    grown: Mapping[str, int]
    interrupted: int
    recovered_s: float
    refusals: Mapping[int | None, int]


def play(site: Site, faults: Sequence[Fault], load: Load, random: Random, folder: Path) -> Chapter:
    """Play a chapter to its end, at which everything is drained."""
    numbers = site.new_numbers(ENDLESS)
    share = max(fault.poison for fault in faults)
    taken_before = site.taken()

    def is_poison(number: int) -> bool:
        return Random(number).random() < share

    def payload(number: int) -> dict[str, Any]:
        return reading(number, poison=is_poison(number))

    folder.mkdir()
    rate = min(load.rate, *(fault.rate for fault in faults))
    enough = min(load.messages, int(rate * CHAPTER_S))
    with Oracle(folder) as oracle:
        sending = {"connections": CONNECTIONS, "rate": rate, "batches": PER_REQUEST, "payload": payload}
        with Sender(site.nexus.port, site.key, oracle, numbers, **sending) as sender:
            scene = _Scene(site, oracle, sender)
            scene.wait_for(int(enough * random.uniform(0.1, 0.3)))
            scene.wait_for_flow(PIPELINES if share < 1 else {CRM})
            grown = scene.go_wrong(faults, random)
            recovered_s = scene.make_well(faults, random)
            scene.wait_for(enough)
        site.wait_until_drained(BOUND_S)
        intended, acknowledged = oracle.intended, oracle.acknowledged
    return Chapter(
        faults=tuple(fault.name for fault in faults),
        intended=intended,
        acknowledged=acknowledged,
        poison={number for number in intended if is_poison(number)},
        taken=site.taken() - taken_before,
        grown=grown,
        interrupted=sum(fault.interrupted for fault in faults),
        recovered_s=recovered_s,
        refusals=dict(sender.refusals),
    )


@define
class _Scene:
    site: Site
    oracle: Oracle
    sender: Sender

    def wait_for(self, count: int) -> None:
        """Return once so many messages are acknowledged; raises what ended a sender."""
        wait_until(
            lambda: self.sender.is_done or self.oracle.count >= count,
            timeout_s=BOUND_S,
            what=f"{count} acknowledgements",
        )

    def wait_for_flow(self, pipelines: Collection[str]) -> None:
        """Return once messages arrive everywhere: only then is there something to interrupt."""
        for pipeline in sorted(pipelines):
            self._wait(lambda one=pipeline: self.site.arrived(one) > 0, f"{pipeline} to receive anything")

    def go_wrong(self, faults: Sequence[Fault], random: Random) -> dict[str, int]:
        """Begin the faults, one after the other, until each is felt, and return by how much the others moved."""
        hits = frozenset[str]().union(*(fault.hits for fault in faults))
        moving = sorted(PIPELINES - hits) if INTAKE not in hits else []
        before = self._counts(moving)
        refused = self.sender.refusals.total()
        for fault in sorted(faults, key=lambda one: not one.needs_flow):
            fault.begin(self.site, random)
        if INTAKE in hits:
            self._wait(lambda: self.sender.refusals.total() >= refused + FELT_REFUSALS, "senders to be refused")
        else:
            for pipeline in sorted(hits):
                self._wait(lambda one=pipeline: self._waiting(one) >= FELT_BACKLOG, f"a backlog of {pipeline}")
        for pipeline in moving:
            least = before[pipeline] + MOVES.get(pipeline, 50)
            self._wait(lambda one=pipeline, least=least: self.site.arrived(one) >= least, f"{pipeline} to move")
        return {pipeline: count - before[pipeline] for pipeline, count in self._counts(moving).items()}

    def make_well(self, faults: Sequence[Fault], random: Random) -> float:
        """End the faults and return after how many seconds everything moved again that they had hit."""
        ended = random.sample(list(faults), len(faults))
        for fault in ended[:-1]:
            fault.end(self.site)
        hits = frozenset[str]().union(*(fault.hits for fault in faults))
        poisoned = any(fault.poison == 1 for fault in faults)
        waiting = hits & PIPELINES if not poisoned else hits & {CRM}
        ended[-1].end(self.site)
        began = time.monotonic()
        before, acknowledged = self._counts(waiting), self.oracle.count  # not before: it could not be asked
        if INTAKE in hits:
            self._wait(lambda: self.oracle.count > acknowledged, "messages to be accepted again")
        for pipeline in waiting:
            self._wait(lambda one=pipeline: self.site.arrived(one) > before[one], f"{pipeline} to move again")
        return time.monotonic() - began

    def _counts(self, pipelines: Sequence[str] | frozenset[str]) -> dict[str, int]:
        return {pipeline: self.site.arrived(pipeline) for pipeline in pipelines}

    def _waiting(self, pipeline: str) -> int:
        found, group = self.site.backlog(), self.site.pipelines[pipeline]
        return found.unread.get(group, 0) + found.pending.get(group, 0)

    def _wait(self, condition: Any, what: str) -> None:
        """Wait while messages are sent; raises what ended a sender."""
        wait_until(lambda: self.sender.is_done or condition(), timeout_s=BOUND_S, every_s=0.02, what=what)
