"""Keys of sender apps: rotated with an overlap in which both are taken, ended before their time."""

import re

import httpx
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

UNKNOWN, KNOWN = 401, 503
"""What ingress answers: nobody has such a key, or its application feeds no workflow yet."""


def test_a_key_is_rotated_with_an_overlap_and_the_former_one_ended(visit, dashboard):
    made = dashboard.ask("POST", "/api/v1/applications", json={"name": "till", "fields": []})
    first = made["key"]

    def asked(key):
        return httpx.post(f"{dashboard.url}/ingress", headers={"X-API-Key": key}, json={"id": 1}).status_code

    assert asked(first) == KNOWN
    page = visit().sign_in().open(f"/applications/{made['application']['id']}?tab=keys")
    keys = page.get_by_role("region", name="API keys")
    expect(keys.get_by_role("row")).to_have_count(1)

    keys.get_by_role("button", name="Rotate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="The former stays valid for").click()
    page.get_by_role("option", name="An hour").click()
    dialog.get_by_role("button", name="Rotate").click()
    second = dialog.get_by_test_id("New API key").inner_text().strip()
    dialog.get_by_role("button", name="I have kept it").click()

    expect(keys.get_by_role("row")).to_have_count(2)
    former = keys.get_by_role("row", name=re.compile("former"))
    expect(former).to_contain_text("ends in")
    expect(keys.get_by_role("row", name=re.compile("current"))).to_have_count(1)
    assert second != first
    assert second not in page.content()
    assert (asked(first), asked(second)) == (KNOWN, KNOWN)

    former.get_by_role("button", name="End now").click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(keys.get_by_role("row")).to_have_count(1)
    assert (asked(first), asked(second)) == (UNKNOWN, KNOWN)


def test_who_may_only_read_sees_keys_and_changes_none(visit, dashboard):
    made = dashboard.ask("POST", "/api/v1/applications", json={"name": "kiosk", "fields": []})
    page = visit().sign_in("uwe").open(f"/applications/{made['application']['id']}?tab=keys")

    expect(page.get_by_role("region", name="API keys").get_by_role("row")).to_have_count(1)
    expect(page.get_by_role("button", name="Rotate")).to_have_count(0)
