"""One chapter of the campaign: messages flow, something goes wrong, it is made well again, and all is looked at."""

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import define, frozen
from harness.oracle import Oracle
from harness.sender import Sender

from campaign.faults.base import INTAKE, PIPELINES, Fault
from campaign.layout import CRM
from campaign.readings import reading
from campaign.site import Site
from campaign.tally import SPAN, Tally
from nexus.testing import wait_until

MOVES: Final = {CRM: 5, "journal": 5}
"""By how many messages a destination must grow to count as moving; 50 where nothing is said."""
ROOM: Final = 25_000
"""So far senders may be ahead of the slowest pipeline, and as far again while something is wrong."""
FELT_BACKLOG: Final = 50
FELT_REFUSALS: Final = 3
CHAPTER_S: Final = 10.0
"""A chapter is not longer for the sake of more messages, where its faults allow only few a second."""
BOUND_S: Final = 150.0
"""After so long everything must be drained, and each thing moving again (invariant 6)."""


@frozen
class Load:
    """How much is sent, and how often something goes wrong meanwhile.

    Attributes:
        messages: of a chapter, at least.
        rate: messages a second at most.
        batches: messages per request, in turn.
        turns: how often the faults of a chapter begin and end.
        lasts_s: how long they last at most after they are felt.
    """

    messages: int
    rate: float
    batches: tuple[int, ...] = (1, 20, 50, 100)
    turns: int = 1
    lasts_s: float = 0.0


@frozen
class Chapter:
    """What is known at the end of a chapter.

    Attributes:
        intended: what may have been sent; `acknowledged` what was.
        poison: those of them that no database takes.
        turns: how often the faults began.
        seconds: from the first message until all was drained.
        taken: lane -> how many messages the store has taken for it since the chapter began.
        grown: pipeline that no fault hit -> by how much it grew while the faults lasted (invariant 8).
        interrupted: how many writes to each destination the faults may have cut off.
        recovered_s: seconds from the end of the faults (servers answer again) until all that they hit moved again.
        refusals: answer of the API -> how often.
    """

    faults: tuple[str, ...]
    intended: Tally
    acknowledged: Tally
    poison: Tally
    turns: int
    seconds: float
    taken: Mapping[str, int]
    grown: Mapping[str, int]
    interrupted: int
    recovered_s: float
    refusals: Mapping[int | None, int]


def play(site: Site, faults: Sequence[Fault], load: Load, random: Random, folder: Path) -> Chapter:
    """Play a chapter to its end, at which everything is drained."""
    numbers = site.new_numbers(SPAN)
    share = max(fault.poison for fault in faults)
    taken_before = site.taken()

    def is_poison(number: int) -> bool:
        return share > 0 and Random(number).random() < share

    def payload(number: int) -> dict[str, Any]:
        return reading(number, poison=is_poison(number))

    folder.mkdir()
    rate = min(load.rate, *(fault.rate for fault in faults))
    enough = int(min(load.messages, rate * CHAPTER_S))
    room, grown, recovered_s = Room(site), Counter[str](), 0.0
    began = time.monotonic()
    with Oracle(folder) as oracle:
        sending = {"connections": len(site.keys), "rate": rate, "batches": load.batches, "payload": payload}
        with Sender(site.nexus.port, site.keys, oracle, numbers, may_send=room.is_left, **sending) as sender:
            scene = _Scene(site, oracle, sender, room)
            for turn in range(load.turns):
                scene.wait_for(int(enough * (turn + random.uniform(0.1, 0.3)) / load.turns))
                scene.wait_for_flow(PIPELINES if share < 1 else {CRM})
                scene.wait_for_room()
                moved = scene.go_wrong(faults, random, load.lasts_s)
                grown = grown & moved if turn else moved
                recovered_s = max(recovered_s, scene.make_well(faults, random))
            scene.wait_for(enough)
        site.wait_until_drained(BOUND_S)
        seconds = time.monotonic() - began
        intended = Tally(numbers[0], oracle.intents())
        acknowledged = Tally(numbers[0], oracle.acknowledgements())
    return Chapter(
        faults=tuple(fault.name for fault in faults),
        intended=intended,
        acknowledged=acknowledged,
        poison=Tally(numbers[0], filter(is_poison, intended)),
        turns=load.turns,
        seconds=seconds,
        taken={lane: count - taken_before[lane] for lane, count in site.taken().items()},
        grown=grown,
        interrupted=load.turns * sum(fault.interrupted for fault in faults),
        recovered_s=recovered_s,
        refusals=dict(sender.refusals),
    )


@define
class Room:
    """How far senders may be ahead of the pipelines: what waits is not to grow without end, where they are faster."""

    site: Site
    most: int = ROOM

    def is_left(self) -> bool:
        """Whether more may be sent."""
        return self.site.most_waiting() < self.most


@define
class _Scene:
    site: Site
    oracle: Oracle
    sender: Sender
    room: Room

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

    def wait_for_room(self) -> None:
        """Return once senders go on, though a pipeline was far behind: only then do the others move."""
        self._wait(self.room.is_left, "the pipelines to catch up")

    def go_wrong(self, faults: Sequence[Fault], random: Random, lasts_s: float) -> "Counter[str]":
        """Begin the faults, one after the other, until each is felt, and return by how much the others moved."""
        self.room.most = 2 * ROOM  # else none could move where one is far behind, and stands
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
        time.sleep(random.uniform(0, lasts_s))
        return Counter({pipeline: count - before[pipeline] for pipeline, count in self._counts(moving).items()})

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
        self.room.most = ROOM
        return time.monotonic() - began

    def _counts(self, pipelines: Sequence[str] | frozenset[str]) -> dict[str, int]:
        return {pipeline: self.site.arrived(pipeline) for pipeline in pipelines}

    def _waiting(self, pipeline: str) -> int:
        found, group = self.site.backlog(), self.site.pipelines[pipeline]
        return found.unread.get(group, 0) + found.pending.get(group, 0)

    def _wait(self, condition: Any, what: str) -> None:
        """Wait while messages are sent; raises what ended a sender."""
        wait_until(lambda: self.sender.is_done or condition(), timeout_s=BOUND_S, every_s=0.1, what=what)
