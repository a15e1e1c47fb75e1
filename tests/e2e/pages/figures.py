"""What the dashboard weighs and how fast it answers, in Chromium: ``nox -s ui_figures`` measures it and writes it down.

Figures go into ``docs/operations/dashboard.json`` and the table of ``docs/operations/dashboard.md``. Arguments choose parts;
then they are only shown. One that misses its goal fails the run.
"""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.dashboard import ROOT, Dashboard, Visitor, chromium
from harness.wide import (
    BIG,
    Frames,
    WideMapping,
    big_workflow,
    mapping_actions,
    rows_into_the_log,
    shown_pages,
)
from playwright.sync_api import Browser

Figures = dict[str, Any]
PAGE = ROOT / "docs" / "operations" / "dashboard.md"
TABLE = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- /figures -->)", re.DOTALL)
SECONDS = 5.0
RUNS = 5


def weight(browser: Browser, dashboard: Dashboard) -> Figures:
    """The JavaScript of the first load, compressed."""
    answer = subprocess.run(
        ["npm", "run", "--silent", "budget"], cwd=ROOT / "nexus-ui", check=True, capture_output=True, text=True
    )
    return {"first_load_kb": float(answer.stdout.splitlines()[-1].split()[0])}


def start(browser: Browser, dashboard: Dashboard) -> Figures:
    """Until a page can be used, with nothing in the browser's cache."""
    found: Figures = {}
    for name, signed_in in (("log_in", False), ("overview", True)):
        runs = [shown_pages(_visitor(browser, dashboard, signed_in=signed_in)) for _ in range(RUNS)]
        found[f"{name}_ms"] = statistics.median(runs)
    return found


def tail(browser: Browser, dashboard: Dashboard) -> Figures:
    """The log while a thousand lines a second come, and while the pointer holds it."""
    visitor = _visitor(browser, dashboard)
    with rows_into_the_log(dashboard, per_second=1000):
        page = visitor.open("/logs?live=on")
        page.get_by_text("live", exact=True).wait_for()
        page.wait_for_timeout(2_000)
        moving = Frames(page).during(SECONDS)
        rows = page.get_by_role("table", name="Log").locator("[data-line]")
        drawn = rows.count()
        rows.nth(4).hover()
        page.get_by_role("button", name=re.compile("new$")).wait_for()
        first = rows.first.inner_text()
        counted = _new(page)
        held = Frames(page).during(SECONDS)
        return {
            "frames_per_s": moving.per_second,
            "longest_ms": moving.longest_ms,
            "rows_per_s": round((_new(page) - counted) / held.seconds),
            "rows_drawn": drawn,
            "held_frames_per_s": held.per_second,
            "held_stands_still": rows.first.inner_text() == first,
        }


def _new(page: Any) -> int:
    words = page.get_by_role("button", name=re.compile("new$")).inner_text()
    return int(re.sub(r"\D", "", words))


def canvas(browser: Browser, dashboard: Dashboard) -> Figures:
    """The picture of a workflow with two hundred boxes, pulled about."""
    visitor = _visitor(browser, dashboard)
    page = visitor.open(f"/workflows/{big_workflow(dashboard)}")
    pane = page.get_by_test_id("rf__wrapper")
    pane.get_by_test_id("rf__node-stream").wait_for()
    page.wait_for_timeout(1_000)
    box = pane.bounding_box()
    assert box is not None
    middle = (box["x"] + 40, box["y"] + box["height"] / 2)
    frames = Frames(page)
    found: Figures = {"nodes": BIG, "drawn": page.locator(".react-flow__node").count()}
    with frames.pulling(middle):
        found |= {"frames_per_s": frames.result.per_second, "longest_ms": frames.result.longest_ms}
    return found


def mapper(browser: Browser, dashboard: Dashboard) -> Figures:
    """Each action on a mapping of five hundred fields to as many columns, until what it changed is painted."""
    with WideMapping(dashboard) as address:
        return mapping_actions(_visitor(browser, dashboard).open(address))


PARTS: dict[str, Callable[[Browser, Dashboard], Figures]] = {
    "weight": weight,
    "start": start,
    "tail": tail,
    "canvas": canvas,
    "mapper": mapper,
}


def _visitor(browser: Browser, dashboard: Dashboard, *, signed_in: bool = True) -> Visitor:
    visitor = Visitor(browser.new_context(viewport={"width": 1280, "height": 800}), dashboard)
    return visitor.sign_in() if signed_in else visitor


def _rows(found: Figures) -> list[tuple[str, str, str, bool]]:
    """Return what was measured, how much of it, the goal, and whether it is met."""
    log, picture = found["tail"], found["canvas"]
    actions = found["mapper"]
    return [
        *_bounded("JavaScript of the first load, compressed", found["weight"]["first_load_kb"], 300, "KB"),
        *_bounded("log-in page, until it can be used, nothing in the cache", found["start"]["log_in_ms"], 1500, "ms"),
        *_bounded("overview, likewise", found["start"]["overview_ms"], 1500, "ms"),
        (
            f"log at {log['rows_per_s']:,} lines a second, {log['rows_drawn']} of them in the document",
            f"{log['frames_per_s']} frames/s, the longest {log['longest_ms']} ms",
            "smooth: 50 frames/s",
            log["frames_per_s"] >= 50,
        ),
        (
            "the same, held by the pointer",
            f"{log['held_frames_per_s']} frames/s, {'stands still' if log['held_stands_still'] else 'moves'}",
            "stands still",
            log["held_stands_still"],
        ),
        (
            f"picture of {picture['nodes']} boxes, pulled about, {picture['drawn']} in sight",
            f"{picture['frames_per_s']} frames/s, the longest {picture['longest_ms']} ms",
            "60 frames/s",
            picture["frames_per_s"] >= 55,
        ),
        *(
            row
            for name, ms in actions.items()
            for row in _bounded(f"mapper, 500 fields into 500 columns: {name}", ms, 100, "ms")
        ),
    ]


def _bounded(what: str, value: float, goal: float, unit: str) -> list[tuple[str, str, str, bool]]:
    return [(what, f"{value:,.0f} {unit}", f"≤ {goal:,} {unit}", value <= goal)]


def main(wanted: list[str]) -> None:
    """Measure the parts that are wanted, or all; all of them are written down."""
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"there is no part called {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    found: Figures = {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
    }
    with tempfile.TemporaryDirectory() as folder, Dashboard(Path(folder)) as dashboard, chromium() as browser:
        found["machine"] += f", Chromium {browser.version.partition('.')[0]} without a graphics card"
        for name in wanted or PARTS:
            found[name] = PARTS[name](browser, dashboard)
            sys.stdout.write(f"{name}: {json.dumps(found[name], indent=2)}\n")
    if wanted:
        return
    rows = _rows(found)
    lines = [f"Measured on {found['date']}: {found['machine']}, shared with the Nexus that is looked at.", ""]
    lines += ["| what | measured | goal |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c, _ in rows)]
    PAGE.with_suffix(".json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: "\n".join(["", *lines, "", ""]), text), encoding="utf-8")
    if missed := [f"{what}: {value}, wanted {goal}" for what, value, goal, is_met in rows if not is_met]:
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main(sys.argv[1:])
