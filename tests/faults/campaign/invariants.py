"""What must hold at the end of a chapter, whatever went wrong in it: the numbers are those of the guarantee's page."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from campaign.chapter import Chapter
from campaign.readings import digest, goes_to_crm, reading, row
from campaign.site import CRM, TABLES, Site

LEDGERS: Final = ("books", "ledgered")
WINDOW: Final = 1_000
"""Most rows of one write to a database, and so most that come twice when one is cut off."""


@frozen
class Found:
    """What was found in the destinations at the end of a chapter.

    Attributes:
        rows: table -> rows.
        dead: pipeline -> number -> reason.
        twice: rows that a ledger should have kept out.
        again: rows and requests that came again where at least once is promised.
    """

    chapter: Chapter
    rows: dict[str, list[tuple[Any, ...]]]
    dead: dict[str, dict[int, str]]
    site: Site

    def numbers(self, pipeline: str) -> Counter[int]:
        """Return how often each message arrived."""
        if pipeline == CRM:
            return Counter({number: len(stored) for number, stored in self.site.crm.stored.items()})
        return Counter(int(number) for number, *_ in self.rows[pipeline])

    def expected(self, pipeline: str) -> set[int]:
        """Return which acknowledged messages the pipeline's condition lets through."""
        acknowledged = self.chapter.acknowledged
        return {number for number in acknowledged if goes_to_crm(number)} if pipeline == CRM else acknowledged

    def lost(self, pipeline: str) -> set[int]:
        """Return the acknowledged messages that are neither at the destination nor dead nor filtered."""
        return self.expected(pipeline) - self.numbers(pipeline).keys() - self.dead.get(pipeline, {}).keys()

    @property
    def twice(self) -> int:
        return sum(self.numbers(table).total() - len(self.numbers(table)) for table in LEDGERS)

    @property
    def again(self) -> int:
        return sum(self.numbers(name).total() - len(self.numbers(name)) for name in ("copies", CRM))


def look(site: Site, chapter: Chapter) -> Found:
    """Read everything."""
    return Found(chapter, {table: site.rows(table) for table in TABLES}, site.dead_letters(), site)


def nothing_is_lost(found: Found) -> None:
    """1: every acknowledged message is in each destination, or dead there, or filtered."""
    assert {name: lost for name in (*TABLES, CRM) if (lost := sorted(found.lost(name))[:20])} == {}


def only_poison_is_dead(found: Found) -> None:
    """1: nothing that a destination would have taken is dead, and nothing dead is there as well."""
    for pipeline, letters in found.dead.items():
        assert pipeline != CRM, "the CRM takes everything"
        assert sorted(letters.keys() - found.chapter.poison)[:20] == [], list(letters.values())[:3]
        assert sorted(letters.keys() & found.numbers(pipeline).keys())[:20] == []


def repetitions_are_those_of_the_guarantee(found: Found) -> None:
    """2: once where the ledger is on; elsewhere no more than what was under way when something was cut off."""
    assert found.twice == 0
    copies = found.numbers("copies")
    assert copies.total() - len(copies) <= found.chapter.interrupted * WINDOW
    keys = [{one.key for one in stored} for stored in found.site.crm.stored.values()]
    assert all(len(of_one) == 1 for of_one in keys), "one idempotency key for each message"
    assert len(frozenset[str]().union(*keys)) == len(keys), "each message has a key of its own"


def contents_are_those_that_were_sent(found: Found) -> None:
    """3: every row, and every body, has the content that its number stands for."""
    for table, rows in found.rows.items():
        assert [one for one in rows if (int(one[0]), one[1], one[2]) != row(int(one[0]))][:5] == [], table
    poison = found.chapter.poison
    for number, stored in found.site.crm.stored.items():
        assert {one.digest for one in stored} == {digest(reading(number, poison=number in poison))}


def nothing_came_from_nowhere(found: Found) -> None:
    """4: nothing arrived that was never sent, and nothing that the pipeline's condition holds back."""
    for pipeline in (*TABLES, CRM):
        assert sorted(found.numbers(pipeline).keys() - found.chapter.intended)[:20] == [], pipeline
        assert sorted(found.dead.get(pipeline, {}).keys() - found.chapter.intended)[:20] == [], pipeline
    assert all(goes_to_crm(number) for number in found.site.crm.stored)


def the_sums_are_right(found: Found) -> None:
    """5: accepted = delivered + dead + filtered for each pipeline, and every message was accepted once."""
    chapter = found.chapter
    assert len(chapter.acknowledged) <= chapter.taken <= len(chapter.intended)
    for table in TABLES:
        assert chapter.taken == len(found.numbers(table)) + len(found.dead.get(table, {})), table


def nothing_is_left(found: Found) -> None:
    """6: nothing is unread, pending or scheduled, and no job is left behind."""
    assert found.site.drained()
    assert found.site.jobs() == 0


def every_discard_is_audited(found: Found) -> None:
    """7: a person discards what is dead, and the audit log has each with its reason."""
    if not found.dead:
        return
    ids = found.site.discard("a chapter of the campaign ends")
    assert len(ids) == sum(len(letters) for letters in found.dead.values())
    assert {f"dead_letter:{one}" for one in ids} <= found.site.audited("dead_letter.discard", len(ids))
    assert found.site.dead_letters() == {}


def healthy_destinations_moved(found: Found) -> None:
    """8: what was not hit went on meanwhile."""
    assert all(growth > 0 for growth in found.chapter.grown.values()), found.chapter.grown


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
)
