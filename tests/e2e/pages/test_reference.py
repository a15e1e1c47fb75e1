"""The bundled API documentation: under the strict policy, with "try it" as who is signed in."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]

AT = "/reference#tag/applications/GET/api/v1/applications"


def test_every_operation_is_there_and_can_be_tried(visit):
    visitor = visit()
    strangers = []
    visitor.page.on("request", lambda one: strangers.append(one.url))
    page = visitor.sign_in().open(AT)

    expect(page.get_by_role("heading", name="Nexus")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Test Request (get /api/v1/applications)", exact=True).click(timeout=30_000)
    page.get_by_role("button", name=re.compile("Send")).first.click()
    expect(page.get_by_text("200 OK")).to_be_visible()
    expect(page.get_by_text("demo-shop").first).to_be_visible()

    assert {url.partition("/api")[0] for url in strangers if not url.startswith((page.url[:16], "data:"))} == set()


def test_it_follows_the_colours_and_leaves_none_behind(visit):
    page = visit(color_scheme="dark").sign_in().open(AT)
    expect(page.get_by_role("heading", name="Nexus")).to_be_visible(timeout=30_000)
    expect(page.locator("body")).to_have_class(re.compile("dark-mode"))
    page.get_by_role("button", name="Make it light").click()
    expect(page.locator("body")).to_have_class(re.compile("light-mode"))

    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.locator("body")).not_to_have_class(re.compile("-mode"))
