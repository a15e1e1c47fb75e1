"""Dead letters: grouped, opened, mended, tried, replayed and discarded."""

import itertools

import pytest
from playwright.sync_api import Page, expect

from nexus.testing import wait_until

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

TOO_LARGE = itertools.count(10**22)  # for a column of the demo's warehouse


def waiting(dashboard) -> int:
    groups = dashboard.ask("GET", "/api/v1/dead-letters/groups")["items"]
    return sum(one["count"] for one in groups)


@pytest.fixture
def letters(dashboard):
    """Five letters that died of the same, and no others."""
    dashboard.ask("POST", "/api/v1/dead-letters/discard", json={"reason": "another test"})
    dashboard.send(*({"id": next(TOO_LARGE), "total": 12.5} for _ in range(5)))
    wait_until(lambda: waiting(dashboard) == 5, what="five dead letters")
    return dashboard.ask("GET", "/api/v1/dead-letters")["items"]


def open_group(page: Page):
    table = page.get_by_role("table", name="Groups of dead letters")
    table.get_by_role("row", name="does not fit into 64 bits").click()
    return page.get_by_role("table", name="Dead letters", exact=True)


def test_chosen_letters_are_discarded_with_a_reason(visit, dashboard, letters):
    page = visit().sign_in().open("/dead-letters")
    table = open_group(page)
    expect(table.get_by_role("row")).to_have_count(6)
    for one in letters[:2]:
        page.get_by_label(f"Choose the letter of message {one['message_id']}").check()
    page.get_by_role("button", name="Discard 2 chosen ones").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Discard")).to_be_disabled()
    dialog.get_by_label("Why").fill("sent by mistake")
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog.get_by_role("status")).to_contain_text("2 discarded")
    dialog.get_by_role("button", name="Done").click()

    expect(table.get_by_role("row")).to_have_count(4)
    entries = dashboard.ask("GET", "/api/v1/audit-logs", params={"action": "dead_letter.discard"})["items"]
    assert any("sent by mistake" in str(one["details"]) for one in entries)


def test_a_whole_group_is_replayed_and_what_fails_again_comes_back(visit, dashboard, letters):
    page = visit().sign_in().open("/dead-letters")
    open_group(page)
    page.get_by_role("button", name="Replay all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog.get_by_role("status")).to_contain_text("5 handed out")
    dialog.get_by_role("button", name="Done").click()

    died = {"message_id": letters[0]["message_id"], "status": "dead"}
    wait_until(lambda: len(dashboard.ask("GET", "/api/v1/logs", params=died)["items"]) == 2, what="the second death")
    wait_until(lambda: waiting(dashboard) == 5, what="the letters to come back")
    page.get_by_role("button", name="All groups").click()
    expect(page.get_by_role("table", name="Groups of dead letters").get_by_role("row").nth(1)).to_contain_text("5")


def test_a_payload_is_mended_tried_and_delivered(visit, dashboard, letters):
    visitor = visit().sign_in()
    letter = letters[0]
    page = visitor.open(f"/dead-letters/{letter['id']}")
    editor = page.get_by_role("textbox", name="Payload as JSON")
    expect(editor).to_contain_text("12.5")
    editor.fill("{ this is not JSON")
    expect(page.get_by_text("This is not JSON yet")).to_be_visible()
    expect(page.get_by_role("button", name="Try it")).to_be_disabled()
    editor.fill('{"id": "many", "total": 1}')
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It would fail again")).to_be_visible()
    editor.fill('{"id": 7654321, "total": 1.50}')
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The mapping takes it")).to_be_visible()
    page.get_by_role("button", name="Replay as edited").click()
    page.get_by_role("dialog").get_by_role("button", name="Replay").click()

    expect(page.get_by_text("replayed", exact=True)).to_be_visible()
    page.get_by_role("link", name="Its whole life").click()
    way = page.get_by_role("region", name="Way to orders-to-warehouse")
    expect(way.get_by_role("listitem").last).to_contain_text("Delivered")
    expect(way).to_contain_text("Replayed by a person")
    visitor.errors[:] = [one for one in visitor.errors if "422" not in one]


def test_who_may_only_read_sees_letters_and_changes_none(visit, letters):
    page = visit().sign_in("uwe").open("/dead-letters")
    table = open_group(page)
    expect(table.get_by_role("row")).to_have_count(6)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Replay")).to_have_count(0)
    table.get_by_role("row").nth(1).click()

    expect(page.get_by_role("heading", name="Why it died")).to_be_visible()
    expect(page.get_by_text('"total"')).to_be_visible()
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_without_dead_letters_it_says_so(visit, dashboard):
    dashboard.ask("POST", "/api/v1/dead-letters/discard", json={"reason": "another test"})
    page = visit().sign_in().open("/dead-letters")
    expect(page.get_by_text("No dead letter waits")).to_be_visible()
