"""The report: what was played, as JSON beside the page, and as a table in it."""

import os
import platform
from datetime import UTC, datetime
from typing import Any, Final

from attrs import asdict, define, field, frozen

from campaign.faults import ALL
from campaign.invariants import Found
from campaign.page import figures, write
from campaign.plan import Plan

NAME: Final = "the fault campaign"
COMBINED: Final = "seeded combinations of two or three of these"
HEADS: Final = (
    "fault",
    "runs",
    "times",
    "messages acknowledged",
    "lost",
    "twice despite a ledger",
    "again, where at least once is promised",
    "longest time to recover, s",
)
COUNTS: Final = ("runs", "times", "messages", "lost", "twice", "again")


@frozen
class Row:
    """What one fault, or all combinations together, came to.

    Attributes:
        times: how often it began.
        messages: acknowledged ones.
        twice: rows that came twice though a ledger is on.
        again: rows and requests that came again where at least once is promised.
        recovered_s: the longest time until everything moved again.
    """

    name: str
    runs: int = 0
    times: int = 0
    messages: int = 0
    lost: int = 0
    twice: int = 0
    again: int = 0
    recovered_s: float = 0.0

    def plus(self, found: Found) -> "Row":
        """Return the sum of this and one more run."""
        return Row(
            self.name,
            self.runs + 1,
            self.times + found.chapter.turns,
            self.messages + len(found.chapter.acknowledged),
            self.lost + sum(len(found.lost(pipeline)) for pipeline in found.site.pipelines),
            self.twice + found.twice,
            self.again + found.again,
            round(max(self.recovered_s, found.chapter.recovered_s), 1),
        )


@define
class Results:
    """What was played so far."""

    plan: Plan
    began: float
    rows: dict[str, Row] = field(factory=dict)
    messages: int = 0
    seconds: float = 0.0

    def add(self, name: str, found: Found) -> None:
        """Add a chapter, before its invariants are checked."""
        title = name if name in ALL else COMBINED
        self.rows[title] = self.rows.get(title, Row(title)).plus(found)
        self.messages += len(found.chapter.acknowledged)
        self.seconds += found.chapter.seconds

    def write(self) -> None:
        """Add the figures to those of former runs, and draw them into the page."""
        former = figures().get(NAME, {})
        known = {row["name"]: Row(**row) for row in former.get("rows", ()) if row["name"] in {*ALL, COMBINED}}
        names = [*(name for name in ALL if name in {*known, *self.rows}), COMBINED]
        rows = [summed for name in names if (summed := _sum(known.get(name), self.rows.get(name))) is not None]
        measured = {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
            "seeds": [*former.get("seeds", ()), f"{self.plan.seed} ({self.plan.level})"],
            "long": self._long(former.get("long", {"messages": 0, "seconds": 0})),
            "minutes": former.get("minutes", 0) + round((datetime.now(UTC).timestamp() - self.began) / 60),
            "rows": [asdict(row) for row in rows],
        }
        write(NAME, measured, table(measured))

    def _long(self, former: dict[str, float]) -> dict[str, float]:
        """Return what long chapters came to, with those of former runs."""
        if self.plan.level != "long":
            return former
        return {
            "messages": former["messages"] + self.messages,
            "seconds": round(former["seconds"] + self.seconds),
        }


def _sum(one: Row | None, other: Row | None) -> Row | None:
    if one is None or other is None:
        return one or other
    return Row(
        one.name,
        *(getattr(one, name) + getattr(other, name) for name in COUNTS),
        max(one.recovered_s, other.recovered_s),
    )


def table(measured: dict[str, Any]) -> str:
    """Return the report."""
    rows = measured["rows"]
    total = {name: sum(row[name] for row in rows) for name in COUNTS}
    seeds = ", ".join(map(str, measured["seeds"]))
    lines = [
        f"Played until {measured['date']}, {measured['minutes']} minutes in all, seeds {seeds} ({measured['machine']}).",
        *_speed(measured["long"]),
        "",
        f"| {' | '.join(HEADS)} |",
        f"|---{'|--:' * (len(HEADS) - 1)}|",
        *(_line(row["name"], row, _recovered(row)) for row in rows),
        _line("**all**", total, ""),
        "",
    ]
    return "\n".join(lines)


def _speed(long: dict[str, float]) -> list[str]:
    if not long["seconds"]:
        return []
    rate = long["messages"] / long["seconds"]
    return [
        f"{long['messages']:,} of the messages are those of `--campaign=long`: at {rate:,.0f} a second, faults",
        "and recovery included, beside other work on the same cores.",
    ]


def _recovered(row: dict[str, Any]) -> str:
    """Return the time, where something stopped at all."""
    stops = row["name"] not in ALL or ALL[row["name"]].hits
    return f"{row['recovered_s']:.1f}" if stops else ""


def _line(name: str, row: dict[str, Any], recovered: str) -> str:
    counts = " | ".join(f"{row[column]:,}" for column in COUNTS)
    return f"| {name} | {counts} | {recovered} |"
