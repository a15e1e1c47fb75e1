"""Runs of sequential workflows: their list, their steps, ending one, and running one again from a step."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from nexus.testing import wait_until

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

NUMBERS = itertools.count(8_000_000)
STEPS = [
    {"name": "shape", "type": "transform", "mappings": [{"source": "id", "target": "order", "type": "integer"}]},
    {"name": "large", "type": "condition", "expression": "payload.total > 1000.0", "then": "wait", "otherwise": "call"},
    {"name": "wait", "type": "delay", "seconds": 3600},
    {"name": "call", "type": "rest_call", "connection": "demo-crm", "method": "POST", "path": "/nowhere/{payload.id}"},
]


@pytest.fixture(scope="module")
def workflow(dashboard):
    """A workflow that waits for an hour with large messages and calls with small ones."""
    document = {"name": "pages", "mode": "sequential", "sources": [{"application": "demo-shop"}], "steps": STEPS}
    return dashboard.ask("POST", "/api/v1/workflows", json=document)["id"]


@pytest.fixture
def run(dashboard, workflow):
    """``run(total)`` sends a message and returns the id of its run, as soon as that has a step."""

    def run(total: float, status: str) -> str:
        [sent] = dashboard.send({"id": next(NUMBERS), "total": total})

        def stands() -> bool:
            items = dashboard.ask("GET", f"/api/v1/workflows/{workflow}/runs", params={"status": status})["items"]
            return any(one["id"] == sent for one in items)

        wait_until(stands, what=f"a run that is {status}")
        return sent

    return run


def test_the_list_leads_to_a_run_with_its_steps_and_its_picture(visit, workflow, run):
    sent = run(10, "finished")
    page = visit().sign_in("uwe").open("/runs")
    page.get_by_role("combobox", name="Workflow").click()
    page.get_by_role("option", name="pages").click()
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="finished").click()
    expect(page).to_have_url(re.compile(r"status=finished"))
    page.get_by_role("table", name="Runs").get_by_role("row", name=re.compile(sent[-12:])).click()

    expect(page.get_by_role("heading", name="pages")).to_be_visible()
    picture = page.get_by_role("img", name=re.compile("Steps of the run"))
    expect(picture).to_have_accessible_name(re.compile("shape: done, large: done, wait: did not run, call: done"))
    page.get_by_role("button", name=re.compile("^call")).click()
    expect(page.get_by_text(re.compile("/nowhere/8"))).to_be_visible()
    expect(page.get_by_role("button", name="Run again")).to_have_count(0)  # who reads changes nothing


def test_a_run_that_waits_is_ended(visit, workflow, run):
    sent = run(5000, "waiting")
    page = visit().sign_in().open(f"/runs/{sent}?workflow={workflow}")
    expect(page.get_by_text("waiting", exact=True)).to_be_visible()
    page.get_by_role("button", name="End it").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()

    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="End it")).to_have_count(0)


def test_a_run_is_run_again_from_a_step_with_another_input(visit, dashboard, workflow, run):
    sent = run(10, "finished")
    page = visit().sign_in().open(f"/runs/{sent}?workflow={workflow}")
    page.get_by_role("button", name="Run again").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("combobox", name="From this step on").click()
    page.get_by_role("option", name="call").click()
    drawer.get_by_role("textbox", name="Payload").fill('{"id": 4242, "total": 1}')
    output = drawer.get_by_role("textbox", name="Output of shape")
    output.fill("{")
    expect(drawer.get_by_role("button", name="Run it again")).to_be_disabled()
    output.fill('{"order": 4242}')
    drawer.get_by_role("button", name="Run it again").click()

    expect(page).not_to_have_url(re.compile(sent))
    expect(page.get_by_text("finished", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"…{sent[-12:]}")).to_be_visible()
    page.get_by_role("button", name=re.compile("^call")).click()
    expect(page.get_by_text("/nowhere/4242")).to_be_visible()
