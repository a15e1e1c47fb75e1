"""Who is not signed in sees the log-in; who is, comes to the page they wanted, and stays signed in."""

import re

import httpx
import pytest
from harness.dashboard import PASSWORD
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


def fill(page, username, password):
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_log_in_leads_to_the_page_that_was_wanted(visit):
    page = visit().open("/?span=60")

    fill(page, "admin", PASSWORD)

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert page.url.endswith("/?span=60")


def test_a_wrong_password_is_told_and_can_be_corrected(visit):
    page = visit().open("/")

    fill(page, "admin", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("user name or password is wrong")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_a_reload_stays_signed_in_and_keeps_no_token_where_scripts_find_it(visit):
    visitor = visit().sign_in()
    page = visitor.open("/")
    page.reload()

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    kept = page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "eyJ" not in kept
    assert "nexus_refresh" not in kept


def test_tabs_that_are_opened_at_once_do_not_end_the_session(visit):
    visitor = visit().sign_in()
    tabs = [visitor.context.new_page() for _ in range(4)]
    for tab in tabs:
        tab.goto(visitor.dashboard.url, wait_until="commit")

    for tab in tabs:
        expect(tab.get_by_role("heading", name="Overview")).to_be_visible()


def test_who_signs_out_is_out(visit):
    page = visit().sign_in().open("/")

    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in to Nexus")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in to Nexus")).to_be_visible()


def test_a_password_that_someone_else_gave_must_be_exchanged_first(visit, dashboard):
    dashboard.ask("POST", "/api/v1/users", json={"username": "nora", "password": "given by olga", "roles": {}})
    page = visit().sign_in("nora", "given by olga").open("/")

    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    page.get_by_label("Password now").fill("given by olga")
    page.get_by_label("New password", exact=True).fill("known to nora alone")
    page.get_by_label("New password, once more").fill("known to nora alone")
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("You are in no workspace yet")).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert dashboard.sign_in("nora", "known to nora alone")


def test_pages_are_served_with_a_strict_policy_and_compressed(dashboard):
    answer = httpx.get(f"{dashboard.url}/workflows/some/where", headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    script = re.search(r'src="(/assets/[^"]+\.js)"', answer.text)[1]
    file = httpx.get(dashboard.url + script, headers={"Accept-Encoding": "br"})

    assert "script-src 'self';" in policy
    assert "{{nonce}}" not in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert file.headers["content-encoding"] == "br"
    assert "immutable" in file.headers["cache-control"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/query", "/ingress", "/login", "/metrics"])
def test_pages_never_stand_before_the_api(dashboard, path):
    answer = httpx.get(dashboard.url + path, headers={"Accept": "text/html"})

    assert '<div id="root">' not in answer.text
