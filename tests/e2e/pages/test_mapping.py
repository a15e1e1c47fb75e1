"""The data mapper: drawn, typed and found links, their values, saving, and who may not change anything."""

import sqlite3

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

TABLE = """
    CREATE TABLE customers (
        id INTEGER PRIMARY KEY, email TEXT NOT NULL, full_name TEXT, city TEXT, score NUMERIC, since TEXT, notes TEXT
    )
"""
FIELDS = [
    {"name": "id", "type": "integer", "required": True},
    {"name": "email", "type": "string"},
    {"name": "fullName", "type": "string"},
    {"name": "address.city", "type": "string"},
    {"name": "points", "type": "decimal"},
    {"name": "tags[]", "type": "string"},
]
SAMPLE = (
    """{"id": 7, "email": " Ada@Example.com ", "fullName": "Ada", "address": {"city": "London"}, "points": 12.50}"""
)


def definition(name, application, connection, target, **more):
    rules = [{"source": "id", "target": "id", "type": "integer"}]
    pipeline = {"name": "to-table", "destination": connection, "operation": "upsert", "target": target, "key": ["id"]}
    return {
        "name": name,
        "enabled": False,
        "sources": [{"application": application}],
        "pipelines": [pipeline | {"mappings": rules} | more],
    }


@pytest.fixture(scope="module")
def customers(dashboard):
    """A table, an application whose messages are meant for it."""
    path = dashboard.data / "customers.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE)
        wide = ", ".join(f"field_name_{i} TEXT" for i in range(500))
        connection.execute(f"CREATE TABLE wide (id INTEGER PRIMARY KEY, {wide})")
    config = {"path": str(path)}
    dashboard.ask("POST", "/api/v1/connections", json={"name": "crm-file", "connector": "sqlite", "config": config})
    dashboard.ask("POST", "/api/v1/applications", json={"name": "crm", "fields": FIELDS})
    return "crm-file"


@pytest.fixture
def workflow(dashboard, customers):
    """A workflow with one rule."""
    made = dashboard.ask("POST", "/api/v1/workflows", json=definition("crm", "crm", customers, "customers"))
    yield made
    dashboard.ask("DELETE", f"/api/v1/workflows/{made['id']}")


def address(workflow) -> str:
    return f"/workflows/{workflow['id']}/pipelines/0/mapping"


def saved_rules(dashboard, workflow):
    found = dashboard.ask("GET", f"/api/v1/workflows/{workflow['id']}")
    return {rule["target"]: rule for rule in found["pipelines"][0]["mappings"]}


def row(page: Page, name: str):
    return page.get_by_role("grid", name="Targets").locator(f"[data-target={name}]")


def field(page: Page, path: str):
    return page.get_by_role("tree").locator(f'[data-source="{path}"]')


def paste(page: Page, text: str) -> None:
    page.get_by_role("button", name="Paste a sample").click()
    page.get_by_role("textbox", name="Sample as JSON").fill(text)
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_fields_are_linked_by_name_by_dragging_and_by_typing_and_the_sample_shows_what_comes_of_it(
    visit, dashboard, workflow
):
    page = visit().sign_in().open(address(workflow))
    expect(row(page, "email")).to_contain_text("required")
    page.get_by_role("button", name="Auto-map").click()
    expect(page.get_by_text("3 fields linked.")).to_be_visible()
    expect(row(page, "full_name")).to_contain_text("fullName")
    expect(row(page, "city")).to_contain_text("address.city")

    field(page, "points").drag_to(row(page, "score"))
    expect(row(page, "score")).to_contain_text("points")

    page.get_by_role("button", name="Source of notes").click()
    page.get_by_role("textbox", name="Source of notes").fill("tags[0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(row(page, "notes")).to_contain_text("tags[0]")

    paste(page, SAMPLE)
    expect(row(page, "email").get_by_role("gridcell").last).to_have_text("Ada@Example.com")
    row(page, "email").get_by_role("rowheader").click()
    rule = page.get_by_role("region", name="Rule for email")
    for name in ("trim", "lower"):
        rule.get_by_role("combobox", name="Add a function").fill(name)
        page.get_by_role("option", name=name).first.click()
    expect(rule.get_by_role("status")).to_contain_text("ada@example.com")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("The mapping of to-table is saved")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    rules = saved_rules(dashboard, workflow)
    assert rules["email"] == {"source": "email", "target": "email", "type": "string", "transforms": ["trim", "lower"]}
    assert rules["score"]["source"] == "points"
    assert rules["notes"]["source"] == "tags[0]"


def test_all_of_it_is_done_by_keyboard(visit, dashboard, workflow):
    page = visit().sign_in().open(address(workflow))
    tree = page.get_by_role("tree", name="Fields of the messages")
    tree.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(field(page, "email")).to_have_attribute("data-active", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_text("go to a target, Enter links it")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(row(page, "email").get_by_role("button")).to_contain_text("email")
    expect(tree).to_be_focused()

    page.get_by_role("grid", name="Targets").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Source of full_name").fill("fullName")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(row(page, "full_name").get_by_role("button")).to_contain_text("fullName")
    page.keyboard.press("Delete")
    expect(row(page, "full_name").get_by_role("button")).to_contain_text("Choose a source")
    page.keyboard.press("Control+z")
    expect(row(page, "full_name").get_by_role("button")).to_contain_text("fullName")
    page.keyboard.press("Control+s")

    expect(page.get_by_text("The mapping of to-table is saved")).to_be_visible()
    assert set(saved_rules(dashboard, workflow)) == {"id", "email", "full_name"}


def test_what_does_not_fit_is_told_at_its_place(visit, workflow):
    page = visit().sign_in().open(address(workflow))
    paste(page, '{"id": "seven", "email": null}')
    expect(row(page, "id")).to_contain_text("cannot become integer")
    page.get_by_role("button", name="Source of since").click()
    page.get_by_role("option", name="An expression").click()
    editor = page.get_by_role("textbox", name="Expression (CEL)")
    editor.fill("payload.id +")
    expect(row(page, "since")).to_have_attribute("data-error", "true")
    editor.fill('"x" + payload.id')
    expect(page.get_by_role("region", name="Rule for since").get_by_role("status")).to_contain_text("xseven")
    page.get_by_text("Constant", exact=True).click()
    page.get_by_role("textbox", name="Value", exact=True).fill("2026")
    expect(row(page, "since")).to_contain_text("=2026")


def test_what_someone_else_saved_is_not_overwritten_unseen(visit, dashboard, workflow):
    visitor = visit().sign_in()
    page = visitor.open(address(workflow))
    field(page, "email").drag_to(row(page, "email"))
    place = f"/api/v1/workflows/{workflow['id']}"
    theirs = dashboard.ask("GET", place)
    theirs["pipelines"][0]["mappings"].append({"source": "fullName", "target": "full_name"})
    dashboard.ask("PUT", place, json=theirs)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Take theirs").click()
    expect(row(page, "full_name")).to_contain_text("fullName")
    expect(row(page, "email").get_by_role("button")).to_contain_text("Choose a source")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    visitor.errors[:] = [one for one in visitor.errors if "409" not in one]


def test_who_may_only_read_sees_the_mapping_and_changes_nothing(visit, workflow):
    page = visit().sign_in("uwe").open(address(workflow))
    expect(row(page, "id")).to_contain_text("integer")
    for name in ("Auto-map", "Save", "Source of email", "Remove this rule"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    field_of_tree = page.get_by_role("treeitem", name="email")
    field_of_tree.drag_to(row(page, "email"))
    expect(row(page, "email")).not_to_contain_text("string")
    row(page, "id").click()
    expect(page.get_by_role("region", name="Rule for id")).to_be_visible()
    expect(page.get_by_role("button", name="Remove this rule")).to_have_count(0)


def test_five_hundred_fields_are_mapped_while_a_screenful_is_drawn(visit, dashboard, customers):
    fields = [{"name": f"group{i % 20}.fieldName{i}", "type": "string"} for i in range(500)]
    dashboard.ask("POST", "/api/v1/applications", json={"name": "wide", "fields": fields})
    made = dashboard.ask("POST", "/api/v1/workflows", json=definition("wide", "wide", customers, "wide"))
    page = visit().sign_in().open(address(made))
    page.get_by_role("button", name="Auto-map").click()

    expect(page.get_by_text("501 of 501 columns mapped")).to_be_visible()
    expect(row(page, "field_name_1").get_by_role("gridcell").last).to_have_text("text")
    assert page.locator("[data-target]").count() < 40
    assert page.locator("[role=treeitem]").count() < 60
    page.get_by_role("textbox", name="Find a target").fill("field_name_499")
    expect(row(page, "field_name_499")).to_contain_text("group19.fieldName499")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The mapping of to-table is saved")).to_be_visible()
    assert len(saved_rules(dashboard, made)) == 501
    dashboard.ask("DELETE", f"/api/v1/workflows/{made['id']}")


def test_where_nothing_can_be_browsed_targets_are_named(visit, dashboard, customers):
    workflow = definition("plain", "crm", "demo-crm", "/customers", key=[], operation="post")
    workflow["pipelines"][0]["mappings"] = [{"source": "$", "target": "$"}]
    made = dashboard.ask("POST", "/api/v1/workflows", json=workflow)
    page = visit().sign_in().open(address(made))
    expect(page.get_by_text("The whole row")).to_be_visible()
    page.get_by_role("textbox", name="Add a target").fill("customer.city")
    page.keyboard.press("Enter")
    field(page, "address.city").drag_to(page.locator('[data-target="customer.city"]'))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The mapping of to-table is saved")).to_be_visible()
    assert saved_rules(dashboard, made) == {"customer.city": {"source": "address.city", "target": "customer.city"}}
    dashboard.ask("DELETE", f"/api/v1/workflows/{made['id']}")
