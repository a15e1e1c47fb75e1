"""Finding one's way: the palette finds pages, things and deeds; the way up leads to where a thing belongs."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


def seek(page, text):
    """Open the palette and type."""
    page.keyboard.press("Control+k")
    sought = page.get_by_role("dialog").get_by_placeholder(re.compile("^A page"))
    sought.fill(text)
    return page.get_by_role("dialog")


@pytest.fixture(scope="module")
def things(dashboard):
    """Something of each kind beside what the demo has."""
    dashboard.ask("POST", "/api/v1/agents", json={"name": "plant-oslo"})
    about = {"slug": "orders-of-today", "title": "Orders of today", "connection": "demo-warehouse"}
    query = dashboard.ask("POST", "/api/v1/queries", json={**about, "statement": "SELECT id FROM orders"})
    broker = {"host": "127.0.0.1", "subscriptions": [{"name": "lines", "topic": "lines/#"}]}
    source = dashboard.ask("POST", "/api/v1/connections", json={"name": "plant", "connector": "mqtt", "config": broker})
    return {"query": query["id"], "source": source["id"]}


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("demo-large", "demo-large-orders", r"/workflows/[0-9a-f-]{36}$"),
        ("demo-shop", "demo-shop", r"/applications/[0-9a-f-]{36}$"),
        ("demo-ware", "demo-warehouse", r"/connections/[0-9a-f-]{36}$"),
        ("of today", "Orders of today", r"/queries/[0-9a-f-]{36}$"),
        ("oslo", "plant-oslo", r"/agents\?agent=[0-9a-f-]{36}$"),
        ("postgre", "PostgreSQL", r"/plugins\?connector=postgresql$"),
        ("broker", "Sources", r"/sources$"),
        ("new query", "New query", r"/queries/new$"),
        ("new agent", "New agent", r"/agents\?agent=new$"),
    ],
)
@pytest.mark.usefixtures("things")
def test_the_palette_finds(text, found, place, visit):
    page = visit().sign_in().open("/")
    option = seek(page, text).get_by_role("button", name=re.compile(f"^{re.escape(found)}"))
    expect(option).to_be_visible()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(place))


def test_the_palette_has_nothing_that_one_may_not_do(visit):
    page = visit().sign_in("uwe").open("/")
    for text, hidden in (("new", "New workflow"), ("users", "Users")):
        dialog = seek(page, text)
        expect(dialog.get_by_text("Nothing is called that").or_(dialog.get_by_role("button")).first).to_be_visible()
        expect(dialog.get_by_role("button", name=re.compile(f"^{hidden}"))).to_have_count(0)
        page.keyboard.press("Escape")


def test_a_source_stands_among_the_sources(visit, things):
    visitor = visit().sign_in()
    for path in (f"/connections/{things['source']}", "/connections/new?role=source"):
        page = visitor.open(path)
        crumbs = page.get_by_role("navigation", name="Breadcrumbs")
        expect(crumbs.get_by_role("link", name="Sources")).to_be_visible()
        here = page.get_by_role("navigation", name="Pages").locator("[aria-current=page]")
        expect(here).to_have_text("Sources")
