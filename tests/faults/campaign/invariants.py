"""What must hold at the end of a chapter, whatever went wrong in it: the numbers are those of the guarantee's page."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from campaign.chapter import Chapter
from campaign.layout import ALL, CRM, TABLES
from campaign.readings import digest, overtaken, reading
from campaign.site import Site
from campaign.tally import Tally

LEDGERS: Final = ("books", "journal", "ledgered")
WINDOW: Final = 1_000
"""Most rows of one write to a database, and so most that come twice when one is cut off."""


@frozen
class Found:
    """What was found in the destinations at the end of a chapter.

    Attributes:
        arrived: pipeline -> what is at its destination.
        dead: pipeline -> what is dead.
        reasons: pipeline -> why some of that is dead.
        changed: table -> rows that are not as they were sent.
        overtaken: rows of the ordered table that others have overtaken.
    """

    chapter: Chapter
    arrived: Mapping[str, Tally]
    dead: Mapping[str, Tally]
    reasons: Mapping[str, list[str]]
    changed: Mapping[str, list[tuple[Any, ...]]]
    overtaken: list[tuple[int, str]]
    site: Site

    def lost(self, pipeline: str) -> Tally:
        """Return the acknowledged messages that are neither at the destination nor dead nor filtered."""
        expected = self.site.layout.let_through(pipeline, self.chapter.acknowledged)
        return expected - self.arrived[pipeline] - self.dead[pipeline]

    @property
    def twice(self) -> int:
        """How many rows came twice though a ledger is on."""
        return sum(self.arrived[table].repeated for table in LEDGERS)

    @property
    def again(self) -> int:
        """How many rows and requests came again where at least once is promised."""
        return sum(self.arrived[name].repeated for name in ("copies", CRM))


def look(site: Site, chapter: Chapter) -> Found:
    """Read everything."""
    first, letters = chapter.intended.first, site.dead_letters()
    return Found(
        chapter,
        arrived={name: Tally(first, site.numbers(name)) for name in ALL},
        dead={name: Tally(first, letters.get(name, ())) for name in ALL},
        reasons={name: sorted(set(of_one.values()))[:3] for name, of_one in letters.items()},
        changed={table: site.changed_rows(table) for table in TABLES},
        overtaken=overtaken(site.written(), len(site.keys)),
        site=site,
    )


def nothing_is_lost(found: Found) -> None:
    """1: every acknowledged message is in each destination, or dead there, or filtered."""
    assert {name: lost.some() for name in ALL if len(lost := found.lost(name))} == {}


def only_poison_is_dead(found: Found) -> None:
    """1: nothing that a destination would have taken is dead, and nothing dead is there as well."""
    assert len(found.dead[CRM]) == 0, "the CRM takes everything"
    for pipeline, letters in found.dead.items():
        assert (letters - found.chapter.poison).some() == [], found.reasons[pipeline]
        assert (letters & found.arrived[pipeline]).some() == []


def repetitions_are_those_of_the_guarantee(found: Found) -> None:
    """2: once where the ledger is on; elsewhere no more than what was under way when something was cut off."""
    assert found.twice == 0
    assert found.arrived["copies"].repeated <= found.chapter.interrupted * WINDOW
    keys = [{one.key for one in stored} for stored in found.site.crm.stored.values()]
    assert all(len(of_one) == 1 for of_one in keys), "one idempotency key for each message"
    assert len(frozenset[str]().union(*keys)) == len(keys), "each message has a key of its own"


def contents_are_those_that_were_sent(found: Found) -> None:
    """3: every row, and every body, has the content that its number stands for."""
    assert {table: rows[:5] for table, rows in found.changed.items() if rows} == {}
    poison = set(found.chapter.poison)
    for number, stored in found.site.crm.stored.items():
        assert {one.digest for one in stored} == {digest(reading(number, poison=number in poison))}


def nothing_came_from_nowhere(found: Found) -> None:
    """4: nothing arrived that was never sent, and nothing that the pipeline's condition holds back."""
    for pipeline in ALL:
        sent = found.site.layout.let_through(pipeline, found.chapter.intended)
        for come in (found.arrived[pipeline], found.dead[pipeline]):
            assert (come - sent).some() + come.strangers[:5] == [], pipeline


def the_sums_are_right(found: Found) -> None:
    """5: accepted = delivered + dead + filtered for each pipeline, and every message was accepted once.

    What was accepted and never acknowledged is known by a pipeline that filters nothing; the others must have the same.
    """
    layout, chapter = found.site.layout, found.chapter
    settled = {name: found.arrived[name] | found.dead[name] for name in ALL}
    for lane in layout.lanes:
        taken, accepted = chapter.taken[lane.name], settled[lane.pipelines[0]]
        assert len(layout.sent(lane, chapter.acknowledged)) <= taken <= len(layout.sent(lane, chapter.intended))
        assert len(accepted) == taken, lane.name
        for pipeline in lane.pipelines:
            assert len(settled[pipeline]) == len(layout.let_through(pipeline, accepted)), pipeline


def nothing_is_left(found: Found) -> None:
    """6: nothing is unread, pending or scheduled, and no job is left behind."""
    assert found.site.drained()
    assert found.site.jobs() == 0


def every_discard_is_audited(found: Found) -> None:
    """7: a person discards what is dead, and the audit log has each with its reason."""
    count = sum(len(letters) for letters in found.dead.values())
    if not count:
        return
    ids = found.site.discard("a chapter of the campaign ends")
    assert len(ids) == count
    assert {f"dead_letter:{one}" for one in ids} <= found.site.audited("dead_letter.discard", len(ids))
    assert found.site.dead_letters() == {}


def healthy_destinations_moved(found: Found) -> None:
    """8: what was not hit went on meanwhile."""
    assert all(growth > 0 for growth in found.chapter.grown.values()), found.chapter.grown


def order_is_kept(found: Found) -> None:
    """9: the readings of a device that one sender sent are written in their order where that is promised."""
    assert found.overtaken[:5] == []


INVARIANTS: Final[tuple[Callable[[Found], None], ...]] = (
    nothing_is_lost,
    only_poison_is_dead,
    repetitions_are_those_of_the_guarantee,
    contents_are_those_that_were_sent,
    nothing_came_from_nowhere,
    the_sums_are_right,
    nothing_is_left,
    every_discard_is_audited,
    healthy_destinations_moved,
    order_is_kept,
)
