"""The log: its live tail, its filters, its older pages, and the life of a message behind each row."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from nexus.testing import wait_until

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

NUMBERS = itertools.count(7_000_000)
TOO_LARGE = 10**22  # for a column of the demo's warehouse


def logged(dashboard, message_id):
    """Wait until all three ways of a demo's message are in the log."""
    query = {"message_id": message_id}
    wait_until(lambda: len(dashboard.ask("GET", "/api/v1/logs", params=query)["items"]) >= 3, what="the log")


@pytest.fixture(scope="module")
def dead(dashboard):
    """Return the id of a message that the warehouse does not take."""
    application = dashboard.ask("GET", "/api/v1/applications")["items"][0]
    masked = {key: value for key, value in application.items() if key not in {"id", "version"}}
    masked["masked"] = ["customer.email"]
    dashboard.ask("PUT", f"/api/v1/applications/{application['id']}", json=masked)
    [sent] = dashboard.send({"id": TOO_LARGE, "total": 1, "customer": {"email": "secret@example.com", "name": "Ada"}})
    logged(dashboard, sent)
    return sent


def row(page: Page, message_id: str):
    return page.get_by_role("table", name="Log").get_by_role("row", name=re.compile(message_id[-12:]))


def test_what_happens_is_seen_as_it_happens_and_stands_still_under_the_pointer(visit, dashboard):
    page = visit().sign_in().open("/logs")
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    table = page.get_by_role("table", name="Log")
    [first] = dashboard.send({"id": next(NUMBERS), "total": 1})
    expect(row(page, first).first).to_be_visible()

    table.get_by_role("row").nth(4).hover()
    expect(page.get_by_text("paused", exact=True)).to_be_visible()
    [second] = dashboard.send({"id": next(NUMBERS), "total": 1})
    expect(page.get_by_role("button", name=re.compile(r"^\d+ new$"))).to_be_visible()
    logged(dashboard, second)
    expect(row(page, second)).to_have_count(0)

    page.get_by_role("heading", name="Logs").hover()
    expect(row(page, second).first).to_be_visible()


def test_filters_live_in_the_address_and_survive_a_reload(visit, dashboard, dead):
    page = visit().sign_in().open("/logs")
    page.get_by_role("search").get_by_text("dead", exact=True).click()
    expect(page).to_have_url(re.compile(r"status=dead"))
    expect(row(page, dead)).to_have_count(1)
    page.get_by_role("textbox", name="Text of the reason").fill("FIT INTO 64 bits")
    expect(page).to_have_url(re.compile(r"q=FIT"))
    page.reload()

    expect(row(page, dead)).to_have_count(1)
    expect(row(page, dead)).to_contain_text("does not fit into 64 bits")
    page.get_by_role("textbox", name="Text of the reason").fill("nobody ever wrote this")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    page.get_by_role("button", name="Take the filters away").click()
    expect(page).to_have_url(re.compile(r"/logs$"))
    expect(page.get_by_role("textbox", name="Text of the reason")).to_have_value("")


def test_a_workflow_and_its_pipeline_can_be_chosen(visit, dashboard, dead):
    page = visit().sign_in().open(f"/logs?q={dead}")
    expect(row(page, dead)).to_have_count(3)
    page.get_by_role("combobox", name="Workflow").click()
    page.get_by_role("option", name="demo-orders").click()
    expect(row(page, dead)).to_have_count(2)
    page.get_by_role("combobox", name="Pipeline").click()
    page.get_by_role("option", name="orders-to-crm").click()
    expect(row(page, dead)).to_have_count(1)
    expect(row(page, dead)).to_contain_text("delivered")


def test_a_row_opens_the_life_of_its_message_with_what_is_masked_masked(visit, dashboard, dead):
    page = visit().sign_in("uwe").open("/logs?status=dead")
    row(page, dead).focus()
    page.keyboard.press("Enter")
    trace = page.get_by_role("dialog")

    expect(trace).to_contain_text("Accepted")
    expect(trace).to_contain_text("********")
    expect(trace).to_contain_text(str(TOO_LARGE))  # not 1e+22
    expect(trace).not_to_contain_text("secret@example.com")
    warehouse = trace.get_by_role("region", name="Way to orders-to-warehouse")
    expect(warehouse).to_contain_text("a dead letter")
    expect(warehouse).to_contain_text("does not fit into 64 bits")
    expect(trace.get_by_role("region", name="Way to orders-to-crm")).to_contain_text("Delivered")
    expect(trace.get_by_role("table", name="Steps")).to_contain_text("shape")


def test_the_life_of_a_message_has_a_page_of_its_own(visit, dead):
    page = visit().sign_in().open(f"/messages/{dead}")
    expect(page.get_by_role("heading", name="The life of a message")).to_be_visible()
    expect(page.get_by_role("list", name="Acceptance")).to_contain_text(str(TOO_LARGE))
    page.get_by_role("link", name="Find it in the log").click()
    expect(row(page, dead)).to_have_count(3)

    unknown = visit()
    page = unknown.sign_in().open("/messages/0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11")
    expect(page.get_by_role("alert")).to_be_visible()
    unknown.errors.clear()  # the browser notes the 404


def test_what_was_before_comes_as_one_scrolls_and_costs_no_more_rows(visit, dashboard):
    sent = dashboard.send(*({"id": next(NUMBERS), "total": 1} for _ in range(150)))
    for one in sent[-3:]:
        logged(dashboard, one)
    page = visit().sign_in().open("/logs?live=off")
    table = page.get_by_role("table", name="Log")
    lines = table.locator("[data-line]")
    lines.first.hover()

    def last() -> int:
        return max(lines.evaluate_all("all => all.map((one) => Number(one.dataset.at))"))

    reached = last()
    while reached <= 300:
        page.mouse.wheel(0, 900)
        wait_until(lambda before=reached: last() > before, what="older lines")
        reached = last()
    assert lines.count() < 60
