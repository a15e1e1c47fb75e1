"""Workflows: their list, and the editor in which they are drawn, by mouse and by keyboard."""

import re
import time
from pathlib import Path

import pytest
import yaml
from harness.tour import Tour, warehouse
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


def panel(page):
    return page.get_by_role("complementary")


def palette(page):
    return page.get_by_role("navigation", name="What can be added")


@pytest.fixture
def forgotten(dashboard):
    """Names of workflows that the test makes; they go with it, once its pages are closed: so it is asked for first."""
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


def test_a_workflow_to_several_places_is_drawn_tried_saved_and_changed(forgotten, visit, dashboard):
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


def test_a_workflow_of_steps_is_drawn_by_keyboard_alone(forgotten, visit, dashboard):
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


def test_a_workflow_is_imported_its_step_mapped_and_a_copy_made(forgotten, visit, dashboard):
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


TEMPLATES = (
    "HTTP to a table",
    "HTTP to two destinations",
    "MQTT to a database",
    "Look up, decide, store",
    "Fetch on a schedule",
)


@pytest.fixture
def plant(dashboard):
    """A connection to a broker, which no workflow uses afterwards."""
    config = {"host": "127.0.0.1", "subscriptions": [{"name": "lines", "topic": "lines/#"}]}
    made = dashboard.ask("POST", "/api/v1/connections", json={"name": "plant", "connector": "mqtt", "config": config})
    yield
    dashboard.ask("DELETE", f"/api/v1/connections/{made['id']}")


@pytest.mark.usefixtures("plant")
def test_every_template_is_in_order_once_its_connections_are_chosen(visit, dashboard, request):
    visitor = visit().sign_in()
    made = []
    request.addfinalizer(lambda: [dashboard.ask("DELETE", f"/api/v1/workflows/{one}?discard=true") for one in made])
    for number, title in enumerate(TEMPLATES):
        page = visitor.open("/workflows/new")
        page.get_by_role("textbox", name="Name").fill(f"template-{number}")
        page.get_by_role("radio", name=title).check()
        for slot in page.get_by_role("combobox").all():
            expect(slot).not_to_have_value("")
        page.get_by_role("button", name="Draw it").click()
        page.get_by_role("switch", name="Enabled").click(force=True)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page).to_have_url(re.compile(r"/workflows/[0-9a-f-]{36}"))
        workflow = named(dashboard, f"template-{number}")
        made.append(workflow["id"])
        assert workflow["faults"] == [], title
        assert bool(workflow["sources"]) != (title == "Fetch on a schedule")
        assert [one["broken"] for one in workflow["pipelines"]] == [None] * len(workflow["pipelines"])


def test_a_template_without_its_connections_says_what_is_missing(visit):
    page = visit().sign_in().open("/workflows/new")
    page.get_by_role("textbox", name="Name").fill("open")
    page.get_by_role("radio", name="MQTT to a database").check()
    expect(page.get_by_role("combobox", name="MQTT source")).to_be_disabled()
    expect(page.get_by_role("link", name="Make a source")).to_have_attribute("href", "/connections/new?role=source")
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="demo-warehouse").click()  # again: it is chosen no more
    expect(page.get_by_role("combobox", name="Database")).to_have_value("")
    page.get_by_role("button", name="Draw it").click()

    expect(
        page.get_by_test_id("rf__node-pipeline:0").get_by_role("img", name=re.compile("destination|connection"))
    ).to_be_visible()


def test_the_list_has_the_last_hour_the_guarantee_and_what_is_delivered_now(visit):
    page = visit().sign_in().open("/workflows")
    row = page.get_by_role("row", name=re.compile("^demo-orders"))

    expect(row.locator("svg path").first).to_be_visible()
    expect(row).to_contain_text("at least once")
    expect(row).to_contain_text(re.compile(r"[1-9]\d*(\.\d)?/s"))
    row.get_by_text("at least once").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("orders-to-crm: at least once, with a stable idempotency key")


def test_what_flows_is_told_as_it_happens_and_the_last_message_is_shown_on_a_click(visit, dashboard):
    page = visit().sign_in().open("/workflows")
    page.get_by_role("link", name="demo-orders", exact=True).click()
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    expect(page.get_by_test_id("flow-stream")).to_contain_text(re.compile(r"[1-9]\d*(\.\d)?/s"))
    page.get_by_test_id("flow-pipeline:0").click()

    aside = panel(page)
    expect(aside.get_by_role("heading", name="demo-orders → orders-to-warehouse")).to_be_visible()
    expect(aside).to_contain_text("delivered")
    expect(aside.get_by_title("Payload")).to_contain_text("customer")
    expect(aside.get_by_title("What goes out")).to_contain_text("received_at")
    expect(aside.get_by_role("link", name="Its whole life")).to_have_attribute("href", re.compile("^/messages/"))
    before = aside.get_by_title("Payload").inner_text()
    aside.get_by_role("button", name="Show the newest").click()
    expect(aside.get_by_title("Payload")).not_to_have_text(before)
    page.get_by_test_id("rf__edge-source:0 stream ").press("Enter")  # by keyboard, another way
    expect(aside.get_by_role("heading", name="demo-shop → demo-orders")).to_be_visible()
    expect(aside).to_contain_text("accepted")
    assert any("/metrics/stream?workflow=" in one for one in asked)
    assert not any("/metrics/summary" in one for one in asked)


def test_between_steps_the_last_run_that_went_this_way_is_shown(visit, dashboard):
    dashboard.send({"id": time.time_ns(), "total": 2500.5, "customer": {"name": "Ada"}})
    page = visit().sign_in().open(f"/workflows/{named(dashboard, 'demo-large-orders')['id']}")
    page.get_by_test_id("rf__edge-step:shape step:large ").press("Enter")

    aside = panel(page)
    expect(aside.get_by_title("What shape gave")).to_contain_text("order")
    expect(aside.get_by_role("link", name="To the run")).to_have_attribute("href", re.compile("^/runs/.*workflow="))
    page.get_by_test_id("flow-step:shape").click()
    expect(aside.get_by_role("heading", name="demo-shop → shape")).to_be_visible()


@pytest.mark.parametrize("who", ["admin", "uwe"])
def test_a_workflow_is_exported_as_the_file_that_apply_takes(who, visit, dashboard):
    workflow = named(dashboard, "demo-orders")
    page = visit().sign_in(who).open(f"/workflows/{workflow['id']}")
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as YAML").click()

    assert download.value.suggested_filename == "demo-orders.yaml"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text == dashboard.client.get(f"/api/v1/workflows/{workflow['id']}/definition").text
    [exported] = yaml.safe_load(text)["workflows"]
    assert [one["name"] for one in exported["pipelines"]] == ["orders-to-warehouse", "orders-to-crm"]


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

    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem")).to_have_text(["Export as YAML"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="What can be added")).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(panel(page).get_by_role("textbox", name="Name")).not_to_be_editable()


def test_what_is_not_saved_is_not_lost_without_asking(forgotten, visit, dashboard):
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
