"""Saved queries: their definitions."""

import pytest

from nexus.model.connection import Application, Connection
from nexus.testing import eventually

QUERY = {
    "slug": "open-orders",
    "connection": "warehouse",
    "statement": "SELECT id, ':no' FROM orders WHERE customer = :customer AND at > CAST(:since AS TIMESTAMP)",
    "parameters": [{"name": "customer", "type": "integer"}, {"name": "since", "required": False}],
    "applications": ["shop"],
}


@pytest.fixture
def warehouse(api):
    home = api.workspace.id
    api.metadata.repositories.applications.create(Application("", home, "shop"))
    made = Connection("", home, "warehouse", "sqlite", {"path": "/tmp/warehouse.db"})
    return api.metadata.repositories.connections.create(made, ())


async def test_a_query_is_defined_shown_changed_and_deleted(api, warehouse):
    made = await api.call("ada", "POST", "/api/queries", QUERY)
    assert made.status_code == 201, made.text
    place = f"/api/queries/{made.json()['id']}"

    assert made.json()["connection"] == "warehouse"
    assert made.json()["applications"] == ["shop"]
    shown = await api.call("uwe", "GET", place)
    assert shown.json() == made.json()
    changed = await api.call("ada", "PUT", place, QUERY | {"max_limit": 5}, headers={"If-Match": shown.headers["etag"]})
    assert changed.json()["max_limit"] == 5
    stale = await api.call("ada", "PUT", place, QUERY, headers={"If-Match": shown.headers["etag"]})
    assert stale.status_code == 409
    assert [one["slug"] for one in (await api.call("uwe", "GET", "/api/queries")).json()["items"]] == ["open-orders"]
    assert (await api.call("ada", "DELETE", place)).status_code == 204
    assert (await api.call("uwe", "GET", place)).status_code == 404
    await eventually(lambda: made.json()["id"] in api.heard)


async def test_every_fault_is_named_with_its_place(api, warehouse):
    wrong = QUERY | {
        "connection": "nowhere",
        "applications": ["nobody"],
        "parameters": [{"name": "customer"}, {"name": "customer"}, {"name": "unused"}],
    }

    refused = await api.call("ada", "POST", "/api/queries", wrong)

    assert [one["path"] for one in refused.json()["errors"]] == [
        "connection",
        "parameters[0].name",
        "parameters[1].name",
        "parameters[2].name",
        "statement",
        "applications[0]",
    ]


async def test_a_connection_that_cannot_be_queried_is_refused(api):
    connection = Connection("", api.workspace.id, "crm", "rest", {"base_url": "https://crm.example.com"})
    api.metadata.repositories.connections.create(connection, ())

    refused = await api.call("ada", "POST", "/api/queries", QUERY | {"connection": "crm", "applications": []})

    assert refused.status_code == 422
    assert "cannot be queried" in refused.json()["errors"][0]["message"]


async def test_a_slug_is_taken_once_in_a_workspace(api, warehouse):
    await api.call("ada", "POST", "/api/queries", QUERY)

    assert (await api.call("ada", "POST", "/api/queries", QUERY)).status_code == 409
