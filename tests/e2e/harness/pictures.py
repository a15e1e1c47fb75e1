"""The pages of the dashboard as they are shown: for pictures, and for axe."""

import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import httpx
from attrs import frozen
from playwright.sync_api import Page

from harness.dashboard import Dashboard
from nexus.testing import wait_until

SCHEMES = ("light", "dark")


@frozen
class Picture:
    """A page to be shown.

    Attributes:
        name: of the file.
        path: of the page; a function finds out what it is.
        prepare: what is done on the page before it is taken.
        signed_in: whether somebody is.
    """

    name: str
    path: str | Callable[[Dashboard], str]
    prepare: Callable[[Page], None] = lambda _: None
    signed_in: bool = True


def connection(dashboard: Dashboard) -> str:
    """Return the page of the demo's file of orders."""
    items = dashboard.ask("GET", "/api/v1/connections", params={"connector": "sqlite"})["items"]
    return f"/connections/{items[0]['id']}?tab=browse"


def application(dashboard: Dashboard) -> str:
    """Return the page of the demo's sender."""
    return f"/applications/{dashboard.ask('GET', '/api/v1/applications')['items'][0]['id']}"


def message(dashboard: Dashboard) -> str:
    """Return the page of a message of the demo."""
    return f"/messages/{dashboard.ask('GET', '/api/v1/logs', params={'limit': 30})['items'][-1]['message_id']}"


def run(dashboard: Dashboard) -> str:
    """Return the page of a run with an order that is large enough to be announced."""
    [sent] = dashboard.send({"id": time.time_ns(), "total": 1999.5, "customer": {"name": "Ada"}})
    [workflow] = dashboard.ask("GET", "/api/v1/workflows", params={"mode": "sequential"})["items"]
    runs = f"/api/v1/workflows/{workflow['id']}/runs"
    finished = partial(dashboard.ask, "GET", runs, params={"status": "finished", "limit": 100})
    wait_until(lambda: any(one["id"] == sent for one in finished()["items"]), what="the run")
    return f"/runs/{sent}?workflow={workflow['id']}"


def workflow(mode: str) -> Callable[[Dashboard], str]:
    """Return what finds the page of the demo's workflow of a mode."""
    return lambda dashboard: (
        f"/workflows/{dashboard.ask('GET', '/api/v1/workflows', params={'mode': mode})['items'][0]['id']}"
    )


def choose(node: str) -> Callable[[Page], None]:
    """Return what chooses a node of the picture of a workflow."""
    return lambda page: page.get_by_test_id(f"rf__node-{node}").click()


def query(dashboard: Dashboard) -> str:
    """Return the page of a query on the demo's warehouse."""
    if made := dashboard.ask("GET", "/api/v1/queries")["items"]:
        return f"/queries/{made[0]['id']}"
    document = {
        "slug": "large-orders",
        "title": "Large orders",
        "connection": "demo-warehouse",
        "statement": "SELECT id, email, total, received_at\nFROM orders\nWHERE CAST(total AS REAL) > :above\n"
        "ORDER BY received_at DESC",
        "parameters": [{"name": "above", "type": "float", "required": False, "default": 500}],
        "applications": ["demo-shop"],
    }
    return f"/queries/{dashboard.ask('POST', '/api/v1/queries', json=document)['id']}"


def until_documented(page: Page) -> None:
    """Wait until the operation is shown."""
    page.get_by_role("button", name="Test Request (post /api/v1/applications)", exact=True).wait_for(timeout=30_000)
    page.wait_for_timeout(1_000)


def run_query(page: Page) -> None:
    """Show what it gives."""
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("table", name="Rows").wait_for()


def agents(dashboard: Dashboard) -> str:
    """Return the page of agents, with one that is there, one that is not, and one that never was."""
    if not dashboard.ask("GET", "/api/v1/agents")["items"]:
        for name, waiting in (("plant-hamburg", 0), ("plant-turin", 12_408), ("ship-ada", None)):
            body = {"name": name, "applications": ["demo-shop"] if waiting is not None else []}
            made = dashboard.ask("POST", "/api/v1/agents", json=body)
            if waiting is not None:
                bearer = {"Authorization": f"Bearer {made['token']}"}
                news = {"queue_size": waiting, "release": "0.1.0"}
                httpx.get(f"{dashboard.url}/api/v1/agents/sync", headers=bearer, params=news).raise_for_status()
    return "/agents"


def dead_letter(dashboard: Dashboard) -> str:
    """Return the page of an order whose number is too large for the warehouse."""
    dashboard.send(*({"id": 10**22 + one, "total": 99.5, "customer": {"name": "Ada"}} for one in range(8)))
    ask = partial(dashboard.ask, "GET", "/api/v1/dead-letters")
    return f"/dead-letters/{wait_until(lambda: ask()['items'], what='a dead letter')[0]['id']}"


def try_letter(page: Page) -> None:
    """Show what would become of a letter."""
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("What would go out").wait_for()


def letter_group(dashboard: Dashboard) -> str:
    """Return the page of the letters that died of the same."""
    dead_letter(dashboard)
    group = dashboard.ask("GET", "/api/v1/dead-letters/groups")["items"][0]
    words = {"fingerprint": group["fingerprint"], "workflow": group["workflow_id"], "pipeline": group["pipeline_id"]}
    return f"/dead-letters?{urlencode(words)}"


def mapping(dashboard: Dashboard) -> str:
    """Return the mapping of the demo's orders into its warehouse."""
    workflows = dashboard.ask("GET", "/api/v1/workflows")["items"]
    return f"/workflows/{next(one['id'] for one in workflows if one['name'] == 'demo-orders')}/pipelines/0/mapping"


def open_rule(page: Page) -> None:
    """Show what becomes of the mail address."""
    page.get_by_role("row", name="email").locator("[role=rowheader]").click()
    page.get_by_role("region", name="Rule for email").wait_for()
    page.get_by_text("@").first.wait_for()


PICTURES: list[Picture] = [
    Picture("login", "/", signed_in=False),
    Picture("applications", "/applications"),
    Picture("application-new", "/applications/new"),
    Picture("application", application),
    Picture("application-fields", lambda dashboard: application(dashboard) + "?tab=fields"),
    Picture("application-keys", lambda dashboard: application(dashboard) + "?tab=keys"),
    Picture("plugins", "/plugins"),
    Picture("users", "/users"),
    Picture("audit", "/audit"),
    Picture("settings", "/settings?tab=workspaces"),
    Picture("destinations", "/connections"),
    Picture("destination-new", "/connections/new?role=sink"),
    Picture("destination-form", "/connections/new?connector=postgresql"),
    Picture("destination", connection),
    Picture("source-form", "/connections/new?role=source&connector=mqtt"),
    Picture("sources", "/sources"),
    Picture("logs", "/logs", prepare=lambda page: page.wait_for_timeout(2_000)),
    Picture("message", message),
    Picture("workflows", "/workflows"),
    Picture("workflow", workflow("fan_out"), prepare=choose("pipeline:0")),
    Picture("workflow-steps", workflow("sequential"), prepare=choose("step:large")),
    Picture("workflow-versions", lambda dashboard: workflow("fan_out")(dashboard) + "?tab=versions"),
    Picture("workflow-new", "/workflows/new"),
    Picture("runs", "/runs"),
    Picture("reference", "/reference#tag/applications/POST/api/v1/applications", prepare=until_documented),
    Picture("queries", lambda dashboard: query(dashboard).rpartition("/")[0]),
    Picture("query-new", "/queries/new"),
    Picture("query", query, prepare=run_query),
    Picture("query-share", lambda dashboard: query(dashboard) + "?tab=share"),
    Picture("agents", agents),
    Picture("agent-new", "/agents?agent=new"),
    Picture("run", run, prepare=lambda page: page.get_by_role("button", name="announce").click()),
    Picture("dead-letter", dead_letter, prepare=try_letter),
    Picture("dead-letters", "/dead-letters"),
    Picture("dead-letters-group", letter_group),
    Picture("mapping", mapping, prepare=lambda page: page.wait_for_timeout(1_500)),
    Picture("mapping-rule", mapping, prepare=open_rule),
    Picture("overview", "/?span=15m", prepare=lambda page: page.wait_for_timeout(12_000)),
]
