"""Workflows: their list, and the editor in which they are drawn, by mouse and by keyboard."""

import re

import pytest
from harness.tour import Tour, warehouse
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


def panel(page):
    return page.get_by_role("complementary")


def palette(page):
    return page.get_by_role("navigation", name="What can be added")


@pytest.fixture
def forgotten(dashboard):
    """Names of workflows that the test makes; they go with it."""
    names = []
    yield names
    for one in dashboard.ask("GET", "/api/v1/workflows", params={"limit": 1000})["items"]:
        if one["name"] in names:
            dashboard.ask("DELETE", f"/api/v1/workflows/{one['id']}", params={"discard": True})


def named(dashboard, name):
    [found] = [one for one in dashboard.ask("GET", "/api/v1/workflows")["items"] if one["name"] == name]
    return dashboard.ask("GET", f"/api/v1/workflows/{found['id']}")


def begin(page, name, kind):
    page.get_by_role("link", name="New workflow").first.click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("button", name="Draw it").click()


def test_a_workflow_to_several_places_is_drawn_tried_saved_and_changed(visit, dashboard, forgotten):
    forgotten.append("drawn")
    page = visit().sign_in().open("/workflows")
    begin(page, "drawn", "To several places")
    palette(page).get_by_role("button", name="demo-shop").click()
    palette(page).get_by_role("button", name="demo-warehouse").drag_to(page.get_by_test_id("rf__wrapper"))
    expect(panel(page).get_by_role("heading", name="to-demo-warehouse")).to_be_visible()
    panel(page).get_by_role("textbox", name="Target").fill("orders")
    # no rule is there yet: the fault stands on the box before anything is saved
    expect(
        page.get_by_test_id("rf__node-pipeline:0").get_by_role("img", name=re.compile("name at least one field"))
    ).to_be_visible()
    panel(page).get_by_role("textbox", name="Name").fill("to-the-warehouse")
    panel(page).get_by_role("combobox", name="Operation").click()
    page.get_by_role("option", name="insert").click()
    panel(page).get_by_role("button", name="Draw the mapping").click()
    page.get_by_role("button", name="Auto-map").click()
    page.get_by_role("button", name="Done").click()
    expect(panel(page).get_by_role("button", name=re.compile("^Mapping: "))).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/workflows/[0-9a-f-]{36}"))
    made = named(dashboard, "drawn")
    assert [(one["destination"], one["operation"], one["target"]) for one in made["pipelines"]] == [
        ("demo-warehouse", "insert", "orders")
    ]

    page.get_by_test_id("rf__node-pipeline:0").click()
    panel(page).get_by_role("textbox", name="Condition").fill("payload.total > 100.0")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("button", name="Send it through").click()
    expect(page.get_by_test_id("rf__node-pipeline:0")).to_contain_text("the sample: filtered")
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("drawn is saved")).to_be_visible()
    assert named(dashboard, "drawn")["pipelines"][0]["condition"] == "payload.total > 100.0"

    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("row", name=re.compile(r"^1 ")).get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog")).to_contain_text("condition")
    page.keyboard.press("Escape")
    page.get_by_role("row", name=re.compile(r"^1 ")).get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("is again what it was")).to_be_visible()
    assert named(dashboard, "drawn")["pipelines"][0]["condition"] is None


def test_a_workflow_of_steps_is_drawn_by_keyboard_alone(visit, dashboard, forgotten):
    forgotten.append("typed")
    page = visit().sign_in().open("/workflows/new")
    page.get_by_role("textbox", name="Name").fill("typed")
    page.get_by_role("radio", name="Step by step").check()
    page.get_by_role("textbox", name="Name").press("Enter")
    palette(page).get_by_role("button", name="demo-shop").press("Enter")
    palette(page).get_by_role("button", name="Delay").press("Enter")
    expect(panel(page).get_by_role("heading", name="delay")).to_be_visible()
    panel(page).get_by_label(re.compile("Seconds")).first.fill("5")
    panel(page).get_by_role("textbox", name="Name").fill("pause")
    panel(page).get_by_role("textbox", name="Name").press("Tab")
    palette(page).get_by_role("button", name="Condition").press("Enter")
    panel(page).get_by_label(re.compile("Expression")).first.fill("payload.total > 10.0")
    page.get_by_test_id("rf__node-step:pause").press("Enter")
    expect(panel(page).get_by_role("heading", name="pause")).to_be_visible()
    page.get_by_test_id("rf__node-step:condition").press("Enter")
    expect(panel(page).get_by_role("heading", name="condition")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"/workflows/[0-9a-f-]{36}"))

    made = named(dashboard, "typed")
    assert [(one["name"], one["type"]) for one in made["steps"]] == [("pause", "delay"), ("condition", "condition")]
    assert made["steps"][0]["seconds"] == 5
    page.get_by_test_id("rf__node-step:condition").press("Enter")
    page.get_by_test_id("rf__node-step:condition").press("Delete")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("typed is saved")).to_be_visible()
    assert [one["name"] for one in named(dashboard, "typed")["steps"]] == ["pause"]


DOCUMENT = """
workflows:
  - name: imported
    mode: sequential
    sources: [{application: demo-shop}]
    steps:
      - {name: check, type: condition, expression: "payload.total > 10.0"}
      - {name: shape, type: transform, mappings: [{source: id, target: number, type: integer}]}
"""


def test_a_workflow_is_imported_its_step_mapped_and_a_copy_made(visit, dashboard, forgotten):
    forgotten += ["imported", "imported-copy"]
    page = visit().sign_in().open("/workflows/new")
    page.get_by_role("button", name="Import").click()
    page.get_by_role("textbox", name="Document").fill(DOCUMENT)
    page.get_by_role("button", name="Open it in the editor").click()
    page.get_by_test_id("rf__node-step:shape").click()
    panel(page).get_by_role("button", name="Mapping: 1 rule").click()
    targets = page.get_by_role("grid", name="Targets")
    page.get_by_role("textbox", name="Add a target").fill("sum")
    page.keyboard.press("Enter")
    page.get_by_role("tree").locator('[data-source="total"]').drag_to(targets.locator("[data-target=sum]"))
    expect(targets.locator("[data-target=sum]").get_by_role("gridcell").last).to_have_text(re.compile(r"^\d+(\.\d+)?$"))
    expect(page.get_by_role("tree").locator('[data-source="steps.check"]')).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/workflows/[0-9a-f-]{36}"))
    made = named(dashboard, "imported")
    assert [one["target"] for one in made["steps"][1]["mappings"]] == ["number", "sum"]

    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("heading", name="imported-copy")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/workflows/[0-9a-f-]{36}"))
    copy = named(dashboard, "imported-copy")
    assert (copy["steps"], copy["enabled"]) == (made["steps"], False)


def test_a_workflow_is_switched_off_and_on_in_the_list_and_deleted(visit, dashboard):
    document = {"name": "switched"}
    dashboard.ask("POST", "/api/v1/workflows", json=document)
    page = visit().sign_in().open("/workflows")
    switch = page.get_by_role("switch", name="switched is enabled")
    switch.click(force=True)
    expect(page.get_by_text("switched is disabled")).to_be_visible()
    assert not named(dashboard, "switched")["enabled"]

    page.get_by_role("link", name="switched", exact=True).click()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete the workflow").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/workflows$"))
    expect(page.get_by_role("link", name="switched")).to_have_count(0)


def test_who_may_only_look_changes_nothing(visit, dashboard):
    page = visit().sign_in("uwe").open("/workflows")
    expect(page.get_by_role("table", name="Workflows")).to_be_visible()
    expect(page.get_by_role("link", name="New workflow")).to_have_count(0)
    expect(page.get_by_role("switch")).to_have_count(0)
    page.get_by_role("table", name="Workflows").get_by_role("link").first.click()
    expect(page.get_by_test_id("rf__wrapper")).to_be_visible()

    expect(page.get_by_role("navigation", name="What can be added")).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(panel(page).get_by_role("textbox", name="Name")).not_to_be_editable()


def test_what_is_not_saved_is_not_lost_without_asking(visit, dashboard, forgotten):
    forgotten.append("kept")
    dashboard.ask("POST", "/api/v1/workflows", json={"name": "kept", "sources": [{"application": "demo-shop"}]})
    page = visit().sign_in().open(f"/workflows/{named(dashboard, 'kept')['id']}")
    panel(page).get_by_role("textbox", name="Description").fill("not saved")
    page.get_by_role("link", name="Overview", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Leave without saving?")
    dialog.get_by_role("button", name="Cancel").click()

    expect(panel(page).get_by_role("textbox", name="Description")).to_have_value("not saved")


def test_from_nothing_to_a_delivered_message_and_through_an_outage_by_mouse_and_keyboard(visit, dashboard):
    with warehouse() as postgres:
        tour = Tour(visit(), dashboard, postgres)
        tour.deliver_the_first_message()
        assert tour.rows() == ["1|Ada|ada@example.com|12.50"]
        tour.lose_the_destination()
        assert [one.partition("|")[0] for one in tour.rows()] == [str(one) for one in range(1, 12)]


CHANGING = re.compile(
    r"^(New|Add|Save|Delete|Register|Rotate|Replay|Discard|Invite|Create|Remove|Enable|Disable|Share)\b"
)
PLACES = ("/applications", "/connections", "/sources", "/agents", "/users", "/queries", "/dead-letters", "/plugins")


def test_controls_of_changes_are_absent_for_who_may_only_look(visit):
    visitor = visit().sign_in("uwe")
    for place in (*PLACES, "/settings?tab=workspaces"):
        page = visitor.open(place)
        for role in ("button", "link", "switch", "menuitem"):
            assert page.get_by_role(role, name=CHANGING).all_inner_texts() == [], place
