"""Much of everything for the pages of the dashboard, and what tells how fast they are."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import httpx
from attrs import frozen
from playwright.sync_api import Page, expect

from harness.dashboard import Dashboard, Visitor

BIG = 200
FIELDS = 500
EVERY_S = 0.1

WATCH_START = """
window.nxTasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.nxTasks.push(one.startTime + one.duration);
}).observe({ type: "longtask", buffered: true });
const look = () => {
  if (document.querySelector("h1") && !document.querySelector("[aria-busy=true]")) window.nxShown = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
"""Notes when a page shows its title and waits for nothing, and when each task that blocks input ended."""

WATCH_FRAMES = """
() => {
  const at = (window.nxFrames = []);
  const turn = (now) => { at.push(now); if (window.nxFrames === at) requestAnimationFrame(turn); };
  requestAnimationFrame(turn);
}
"""

WATCH_ACTIONS = """
() => {
  window.nxActions = [];
  const note = (list) => { for (const one of list.getEntries()) window.nxActions.push(one.duration); };
  new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver(note).observe({ type: "longtask" });
}
"""
"""Notes how long it took from each input until what it changed was painted, and the tasks that came of it later."""


def shown_pages(visitor: Visitor) -> float:
    """Return the milliseconds from the request of a page until nothing blocks who wants to use it."""
    page = visitor.page
    page.add_init_script(WATCH_START)
    page.goto(visitor.dashboard.url)
    page.wait_for_function("() => window.nxShown !== undefined")
    page.wait_for_timeout(2_000)
    usable = page.evaluate("() => Math.max(window.nxShown, ...window.nxTasks)")
    visitor.context.close()
    return round(float(usable))


@frozen
class Smoothness:
    """How often a page was drawn in a time.

    Attributes:
        seconds: of the time.
        per_second: frames.
        longest_ms: the longest time without a new frame.
    """

    seconds: float
    per_second: float
    longest_ms: int


class Frames:
    """Counts the frames of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.result = Smoothness(0, 0, 0)

    def during(self, seconds: float) -> Smoothness:
        """Count for a while."""
        self._page.evaluate(WATCH_FRAMES)
        self._page.wait_for_timeout(seconds * 1000)
        return self._read()

    @contextmanager
    def pulling(self, start: tuple[float, float]) -> Iterator[None]:
        """Count while the pointer pulls what is at a place, there and back."""
        mouse, (x, y) = self._page.mouse, start
        mouse.move(x, y)
        mouse.down()
        self._page.evaluate(WATCH_FRAMES)
        for turn in range(6):
            mouse.move(x + (turn % 2 - 0.5) * 160, y + (turn % 3 - 1) * 140, steps=60)
        self.result = self._read()
        mouse.up()
        yield

    def _read(self) -> Smoothness:
        at = self._page.evaluate("() => { const at = window.nxFrames; window.nxFrames = null; return at; }")
        took = (at[-1] - at[0]) / 1000
        longest = max(after - before for before, after in pairwise(at))
        return Smoothness(took, round((len(at) - 1) / took, 1), round(longest))


@contextmanager
def rows_into_the_log(dashboard: Dashboard, per_second: int) -> Iterator[None]:
    """Messages with one destination each, so many a second."""
    path = dashboard.data / "tail.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE readings (id INTEGER, value TEXT)")
    sink = {"name": "tail-file", "connector": "sqlite", "config": {"path": str(path)}}
    dashboard.ask("POST", "/api/v1/connections", json=sink)
    key = dashboard.ask("POST", "/api/v1/applications", json={"name": "tail", "dedup": "off"})["key"]
    rules = [{"source": "id", "target": "id", "type": "integer"}, {"source": "value", "target": "value"}]
    way = {"name": "to-file", "destination": "tail-file", "operation": "insert", "target": "readings"}
    workflow = {"name": "tail", "sources": [{"application": "tail"}], "pipelines": [way | {"mappings": rules}]}
    made = dashboard.ask("POST", "/api/v1/workflows", json=workflow)
    done = threading.Event()
    sender = threading.Thread(target=_send, args=(dashboard.url, key, round(per_second * EVERY_S), done))
    sender.start()
    try:
        yield
    finally:
        done.set()
        sender.join()
        dashboard.ask("POST", f"/api/v1/workflows/{made['id']}/disable")


def _send(url: str, key: str, count: int, done: threading.Event) -> None:
    batch = [{"id": number, "value": f"reading {number}"} for number in range(count)]
    due = time.monotonic()
    with httpx.Client(base_url=url, headers={"X-API-Key": key}) as client:
        while not done.wait(max(0.0, due - time.monotonic())):
            due += EVERY_S
            client.post("/ingress", json=batch).raise_for_status()


def big_workflow(dashboard: Dashboard) -> str:
    """Return the id of a workflow of two hundred boxes: a sender app, the stream, the ways out."""
    ways = [
        {"name": f"way-{number}", "destination": "demo-crm", "operation": "post", "target": f"/orders/{number}"}
        | {"mappings": [{"source": "$", "target": "$"}]}
        for number in range(1, BIG - 1)
    ]
    document = {"name": "big", "enabled": False, "sources": [{"application": "demo-shop"}], "pipelines": ways}
    return str(dashboard.ask("POST", "/api/v1/workflows", json=document)["id"])


class WideMapping:
    """A workflow from an app with five hundred fields into a table with as many columns; gives the address of its mapper."""

    def __init__(self, dashboard: Dashboard) -> None:
        self._dashboard = dashboard
        self._id = ""

    def __enter__(self) -> str:
        path = self._dashboard.data / "wide.sqlite"
        with sqlite3.connect(path) as connection:
            columns = ", ".join(f"field_name_{number} TEXT" for number in range(FIELDS))
            connection.execute(f"CREATE TABLE wide (id INTEGER PRIMARY KEY, {columns})")
        fields = [{"name": f"group{n % 20}.fieldName{n}", "type": "string"} for n in range(FIELDS)]
        ask = self._dashboard.ask
        sink = {"name": "wide-file", "connector": "sqlite", "config": {"path": str(path)}}
        ask("POST", "/api/v1/connections", json=sink)
        ask("POST", "/api/v1/applications", json={"name": "wide", "fields": fields})
        way = {"name": "to-wide", "destination": "wide-file", "operation": "upsert", "target": "wide", "key": ["id"]}
        rules = [{"source": "id", "target": "id", "type": "integer"}]
        document = {"name": "wide", "enabled": False, "sources": [{"application": "wide"}]}
        made = ask("POST", "/api/v1/workflows", json=document | {"pipelines": [way | {"mappings": rules}]})
        self._id = made["id"]
        return f"/workflows/{self._id}/pipelines/0/mapping"

    def __exit__(self, *_: object) -> None:
        self._dashboard.ask("DELETE", f"/api/v1/workflows/{self._id}")


def mapping_actions(page: Page) -> dict[str, float]:
    """Return for each action the milliseconds of the slowest of its inputs, on the mapper that is shown."""
    target = page.get_by_role("grid", name="Targets")
    expect(target.locator("[data-target=field_name_1]")).to_be_visible()
    page.evaluate(WATCH_ACTIONS)
    sought = page.get_by_role("textbox", name="Find a target")
    source = page.get_by_role("textbox", name="Find a field")

    def link() -> None:
        page.get_by_role("tree").locator('[data-source="group0.fieldName0"]').drag_to(
            target.locator("[data-target=field_name_0]")
        )

    def auto_map() -> None:
        page.get_by_role("button", name="Auto-map").click()
        expect(page.get_by_text(f"{FIELDS + 1} of {FIELDS + 1} columns mapped")).to_be_visible()

    actions: dict[str, Callable[[], Any]] = {
        "a line drawn": link,
        "auto-map": auto_map,
        "it undone": lambda: page.keyboard.press("Control+z"),
        "auto-map again": auto_map,
        "a rule opened": lambda: target.locator("[data-target=field_name_2]").get_by_role("rowheader").click(),
        "a function added": lambda: _add_function(page),
        "a letter typed to find a target": lambda: sought.press_sequentially("field_name_49", delay=60),
        "a letter typed to find a field": lambda: source.press_sequentially("group1", delay=60),
        "a screenful scrolled": lambda: _scroll(page, sought, target),
    }
    found: dict[str, float] = {}
    for name, act in actions.items():
        page.wait_for_timeout(700)
        page.evaluate("() => void (window.nxActions.length = 0)")
        act()
        page.wait_for_timeout(1_000)
        found[name] = round(page.evaluate("() => Math.max(0, ...window.nxActions)"))
    return found


def _add_function(page: Page) -> None:
    rule = page.get_by_role("region", name="Rule for field_name_2")
    rule.get_by_role("combobox", name="Add a function").press_sequentially("trim", delay=60)
    page.get_by_role("option", name="trim").first.click()


def _scroll(page: Page, sought: Any, target: Any) -> None:
    sought.fill("")
    target.hover()
    for _ in range(10):
        page.mouse.wheel(0, 540)
        page.wait_for_timeout(60)
