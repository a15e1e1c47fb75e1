"""The same connections by connector family: a connector names its collection, the core only mounts it."""

import logging

import pytest
from attrs import evolve

from nexus.hookspecs import Connector, SinkType, hookimpl
from nexus.plugins import build_catalogue

from .conftest import running
from .test_connections import CRM, MASK, WAREHOUSE, made

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_connection_is_in_the_collection_that_its_connector_names_and_in_no_other(api):
    warehouse, crm = await made(api), await made(api, CRM)

    async def names(path):
        return [one["name"] for one in (await api.call("uwe", "GET", f"/api/{path}")).json()["items"]]

    assert await names("connections") == ["crm", "warehouse"]
    assert await names("destinations") == ["warehouse"]
    assert await names("rest-destinations") == ["crm"]
    for path, there, elsewhere in (("destinations", warehouse, crm), ("rest-destinations", crm, warehouse)):
        assert (await api.call("uwe", "GET", f"/api/{path}/{there['id']}")).json() == there
        place = f"/api/{path}/{elsewhere['id']}"
        strays = [
            await api.call("uwe", "GET", place),
            await api.call("ada", "PUT", place, {**WAREHOUSE, "connector": elsewhere["connector"]}),
            await api.call("ada", "DELETE", place),
            await api.call("ada", "POST", f"{place}/test"),
            await api.call("uwe", "GET", f"{place}/schemas"),
        ]
        assert {each.status_code for each in strays} == {404}


async def test_a_collection_makes_and_changes_connections_of_its_family(api):
    made_here = await api.call("ada", "POST", "/api/rest-destinations", CRM)
    foreign = await api.call("ada", "POST", "/api/rest-destinations", WAREHOUSE)
    place = f"/api/rest-destinations/{made_here.json()['id']}"
    changed = await api.call("ada", "PUT", place, {**CRM, "name": "crm-2", "config": made_here.json()["config"]})
    moved = await api.call("ada", "PUT", place, WAREHOUSE)
    tried = await api.call("ada", "POST", "/api/rest-destinations/test", {"connector": "sqlite", "config": {}})

    assert made_here.status_code == 201
    assert (changed.json()["name"], changed.json()["config"]["auth"]["password"]) == ("crm-2", MASK)
    for refused in (foreign, moved, tried):
        assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "connector")
        assert "has no place in /rest-destinations; rest" in refused.json()["errors"][0]["message"]
    assert (await api.call("ada", "DELETE", place)).status_code == 204


class Family:
    """A plugin whose connector names a collection."""

    nexus_contract = "1.0"

    def __init__(self, template: Connector, collection: str) -> None:
        self._connector = evolve(template, name="acme", title="Acme", collection=collection)

    @hookimpl
    def nexus_sinks(self):
        return [SinkType(self._connector, open=lambda config, target, context: None, operations=("insert",))]


async def test_a_plugin_brings_a_collection_of_its_own(settings, catalogue):
    brought = build_catalogue([Family(catalogue.connector("sqlite"), "acme-targets")])
    async with running(settings, brought) as api:
        api.user("ada", default="admin")

        body = {"name": "a", "connector": "acme", "config": {"path": "/tmp/a.db"}}
        answer = await api.call("ada", "POST", "/api/v1/acme-targets", body)
        paths = (await api.client.get("/api/openapi.json")).json()["paths"]

        assert answer.status_code == 201, answer.text
        assert {"/api/v1/acme-targets", "/api/v1/acme-targets/{connection_id}/test"} <= set(paths)


@pytest.mark.parametrize("collection", ["agents", "agent", "connections", "connection", "health", "login"])
async def test_a_collection_that_is_called_as_another_route_does_not_keep_the_api_from_starting(
    settings, catalogue, collection, caplog
):
    brought = build_catalogue([Family(catalogue.connector("sqlite"), collection)])
    with caplog.at_level(logging.ERROR):
        async with running(settings, brought) as api:
            api.user("ada", default="admin")
            body = {"name": "a", "connector": "acme", "config": {"path": "/tmp/a.db"}}
            assert (await api.call("ada", "POST", "/api/connections", body)).status_code == 201
            assert (await api.client.get("/api/openapi.json")).status_code == 200

    assert f"the collection {collection!r} of acme is not mounted" in caplog.text


async def test_without_plugins_there_is_the_collection_of_all(settings):
    async with running(settings, build_catalogue([])) as api:
        api.user("ada", default="admin")

        assert (await api.call("ada", "GET", "/api/connections")).json()["items"] == []
        refused = await api.call("ada", "POST", "/api/connections", WAREHOUSE)
        assert "installed are none" in refused.json()["errors"][0]["message"]
        body = (await api.client.get("/api/openapi.json")).json()["paths"]["/api/v1/connections"]["post"]["requestBody"]
        assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ConnectionDocument"}
