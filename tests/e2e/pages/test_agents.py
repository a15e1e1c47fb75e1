"""Edge agents: registered with a token that is shown once, seen when they look in, given a new token."""

import re

import httpx
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


def look_in(dashboard, token, **about):
    """What an agent does every few seconds."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{dashboard.url}/api/v1/agents/sync", headers=headers, params=about).status_code


def test_an_agent_is_registered_seen_and_given_a_new_token(visit, dashboard):
    page = visit().sign_in().open("/agents")
    expect(page.get_by_text("No agent yet")).to_be_visible()
    page.get_by_role("button", name="New agent").first.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("plant-hamburg")
    drawer.get_by_role("combobox", name="Takes messages of").click()
    page.get_by_role("option", name="demo-shop").click()
    page.keyboard.press("Tab")
    drawer.get_by_role("button", name="Save and show the token").click()
    token = drawer.get_by_test_id("token").inner_text().strip()
    expect(drawer.locator("pre").first).to_contain_text(token)
    drawer.get_by_role("button", name="I have kept it").click()

    row = page.get_by_role("table", name="Agents").get_by_role("row", name=re.compile("plant-hamburg"))
    expect(row).to_contain_text("not seen yet")
    expect(row).to_contain_text("demo-shop")
    assert look_in(dashboard, token, queue_size=1234, release="0.1.0") == 200
    expect(row).to_contain_text("online", timeout=15_000)
    expect(row).to_contain_text("1,234")
    assert token not in page.content()

    row.click()
    page.get_by_role("button", name="New token").click()
    page.get_by_role("button", name="Give it a new one").click()
    second = page.get_by_test_id("token").inner_text().strip()
    assert second != token
    assert look_in(dashboard, token) == 401
    assert look_in(dashboard, second) == 200


def test_who_may_only_read_sees_agents_and_changes_none(visit, dashboard):
    dashboard.ask("POST", "/api/v1/agents", json={"name": "ship"})
    page = visit().sign_in("uwe").open("/agents")
    expect(page.get_by_role("button", name="New agent")).to_have_count(0)
    page.get_by_role("row", name=re.compile("ship")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Name")).to_have_value("ship")
    for name in ("Save", "Delete", "New token"):
        expect(drawer.get_by_role("button", name=name)).to_have_count(0)


def test_a_connection_names_the_agent_that_it_is_reached_through_and_whether_that_is_there(visit, dashboard):
    made = {}
    for name, enabled in (("plant-here", True), ("plant-silent", True), ("plant-off", False)):
        made[name] = dashboard.ask("POST", "/api/v1/agents", json={"name": name, "enabled": enabled})
    assert look_in(dashboard, made["plant-here"]["token"], queue_size=0, release="0.1.0") == 200
    page = visit().sign_in().open("/connections/new?role=sink&connector=postgresql")
    choice = page.get_by_role("combobox", name="Reached through the agent")
    choice.click()
    expect(page.get_by_role("option", name=re.compile("plant-here"))).to_contain_text("online")
    expect(page.get_by_role("option", name=re.compile("plant-silent"))).to_contain_text("not seen yet")
    page.get_by_role("option", name=re.compile("plant-off")).click()
    expect(page.get_by_text("It is disabled: enable it among the agents.")).to_be_visible()
    choice.click()
    page.get_by_role("option", name=re.compile("plant-here")).click()
    page.get_by_role("textbox", name="Name", exact=True).fill("in-the-plant")
    page.get_by_role("textbox", name="Host").fill("10.0.0.5")
    page.get_by_role("textbox", name="Database").fill("mes")
    page.get_by_role("textbox", name="User").fill("nexus")
    page.get_by_role("textbox", name="Password").fill("secret of the plant")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="in-the-plant")).to_be_visible()

    [saved] = [one for one in dashboard.ask("GET", "/api/v1/connections")["items"] if one["name"] == "in-the-plant"]
    assert saved["via_agent"] == "plant-here"
    reader = visit().sign_in("uwe").open(f"/connections/{saved['id']}")
    choice = reader.get_by_role("combobox", name="Reached through the agent").or_(
        reader.get_by_role("textbox", name="Reached through the agent")
    )
    expect(choice.first).to_have_value("plant-here")
    choice.first.click()
    expect(reader.get_by_role("option")).to_have_count(0)
