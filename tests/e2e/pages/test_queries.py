"""Saved queries: written, given parameters, run page by page, shared with applications."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from nexus.testing import wait_until

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

STATEMENT = "SELECT id, total FROM orders WHERE id >= :first ORDER BY id"
ROWS = 120
FIRST = 6_000_000


@pytest.fixture(scope="module")
def orders(dashboard):
    """Orders in the demo's warehouse with known numbers."""
    dashboard.send(*({"id": FIRST + one, "total": 1} for one in range(ROWS)))
    query = {"slug": "count", "connection": "demo-warehouse", "statement": f"{STATEMENT} "}
    query["parameters"] = [{"name": "first", "type": "integer"}]
    made = dashboard.ask("POST", "/api/v1/queries", json=query)
    run = f"/api/v1/queries/{made['id']}/run"

    def there() -> bool:
        found = dashboard.ask("POST", run, json={"params": {"first": FIRST}}, params={"limit": ROWS})
        return sum(row[0] < FIRST + ROWS for row in found["rows"]) == ROWS

    wait_until(there, what="the orders in the warehouse")
    return made


def test_a_query_is_written_run_paged_and_shared(visit, dashboard, orders):
    page = visit().sign_in().open("/queries/new")
    page.get_by_label("Title").fill("Orders from a number on")
    expect(page.get_by_label("Address")).to_have_value("orders-from-a-number-on")
    page.get_by_role("combobox", name="Reads from").click()
    page.get_by_role("option", name="demo-warehouse").click()
    page.get_by_role("textbox", name="Statement").fill(f"{STATEMENT} -- :no parameter")
    expect(page.get_by_role("table", name="Parameters").get_by_role("row")).to_have_count(2)
    page.get_by_role("combobox", name="Type of first").click()
    page.get_by_role("option", name="integer").click()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Orders from a number on")).to_be_visible()
    page.get_by_label("first", exact=True).fill(str(FIRST))
    page.get_by_role("switch", name="Count all rows").check()
    page.get_by_role("button", name="Run", exact=True).click()
    rows = page.get_by_role("table", name="Rows")
    expect(rows.get_by_role("row").nth(1)).to_contain_text(str(FIRST))
    expect(page.get_by_role("status").filter(has_text="Rows 1 to 50")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(rows.get_by_role("row").nth(1)).to_contain_text(str(FIRST + 50))

    page.get_by_role("tab", name="Share").click()
    expect(page.get_by_text("Not shared yet")).to_be_visible()
    page.get_by_role("combobox", name="Sender apps").click()
    page.get_by_role("option", name="demo-shop").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is saved").last).to_be_visible()
    code = page.get_by_role("tabpanel", name="A page").locator("pre").inner_text()
    address = re.search(r'"(http[^"]+)"', code)[1].replace("first=7", f"first={FIRST}")
    answer = httpx.get(address, headers={"X-API-Key": dashboard.demo_key})
    assert answer.json()["rows"][0][0] == FIRST


def test_an_edit_is_saved_before_it_is_run_and_faults_stand_at_their_place(visit, orders):
    visitor = visit().sign_in()
    page = visitor.open(f"/queries/{orders['id']}")
    statement = page.get_by_role("textbox", name="Statement")
    statement.fill("SELECT id AS number FROM orders WHERE id = :wanted")
    page.get_by_role("combobox", name="Type of wanted").click()
    page.get_by_role("option", name="integer").click()
    page.get_by_role("button", name="Save and run").click()
    expect(page.get_by_text("wanted:", exact=False).first).to_be_visible()  # it is required
    page.get_by_label("wanted", exact=True).fill(str(FIRST))
    page.get_by_label("wanted", exact=True).press("Enter")
    expect(page.get_by_role("table", name="Rows").get_by_role("columnheader")).to_have_text("number")

    statement.fill("SELECT x FROM nowhere")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("no such table").first).to_be_visible()
    visitor.errors[:] = [one for one in visitor.errors if "422" not in one]


def test_who_may_only_read_runs_queries_and_changes_none(visit, dashboard, orders):
    body = {**orders, "statement": STATEMENT, "slug": "for-readers"}
    body = {key: value for key, value in body.items() if key not in {"id", "version"}}
    made = dashboard.ask("POST", "/api/v1/queries", json=body)
    page = visit().sign_in("uwe").open("/queries")
    expect(page.get_by_role("link", name="New query")).to_have_count(0)
    page.get_by_role("link", name="for-readers").click()
    expect(page).to_have_url(re.compile(made["id"]))
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    page.get_by_label("first", exact=True).fill(str(FIRST))
    page.get_by_role("button", name="Run", exact=True).click()

    expect(page.get_by_role("table", name="Rows")).to_contain_text(str(FIRST))
