"""What is in one workspace is in no other: every route that names something, asked from outside, made from the routes."""

import pytest

from nexus.config import example_of, secret_paths
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey

from .test_openapi import operations, resolved

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


@pytest.fixture
async def document(api) -> dict:
    return (await api.client.get("/api/openapi.json")).json()


@pytest.fixture
def things(api) -> dict[str, str]:
    """What is in the workspace ``default``: ids by parameter of a path; of connections, by their collection too."""
    home, repositories = api.workspace.id, api.metadata.repositories
    shop = repositories.applications.create(Application("", home, "shop"))
    api.metadata.api_keys.add(home, shop.id, ApiKey("k1", b"0" * 32))
    found = {"application_id": shop.id, "key_id": "k1", "version": "1", "schema": "main", "table": "orders"}
    for name, connector in api.catalogue.connectors.items():
        config = example_of(connector.config)
        made = Connection("", home, name, name, config, None)
        held = repositories.connections.create(made, secret_paths(connector.config))
        found |= {connector.collection: held.id, "connection_id": held.id}
    return found


def asked(document, things):
    """Yield method, place and body of every operation that names an application or a connection."""
    for path, method, operation in operations(document):
        if "{application_id}" not in path and "{connection_id}" not in path:
            continue
        collection = path.split("/")[3]
        if collection == "agents":  # of agents alone: to people it is 401, whatever they name
            continue
        ids = things | {"connection_id": things.get(collection, things["connection_id"])}
        yield method.upper(), path.format_map(ids), _body(document, operation)


def _body(document, operation):
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    form = resolved(document, schema.get("oneOf", [schema])[0])
    return form["examples"][0] if form.get("examples") else {}


async def test_nothing_of_another_workspace_is_there_whoever_asks_and_whatever_is_sent(api, document, things):
    def state():
        home, repositories = api.workspace.id, api.metadata.repositories
        keys = api.metadata.api_keys.list(home, things["application_id"])
        return [*repositories.applications.list(home), *repositories.connections.list(home), *keys]

    before, wrong, count = state(), [], 0
    for method, place, body in asked(document, things):
        count += 1
        for place_in_other in ({}, {"X-Workspace": "other"}):
            answer = await api.call("otto", method, place, body, headers=place_in_other)
            if answer.status_code != 404:
                wrong.append(f"{method} {place} answered {answer.status_code}: {answer.text}")

    assert not wrong
    assert count > 30
    assert state() == before


async def test_who_only_reads_changes_nothing_on_any_route(api, document, things):
    wrong = []
    for method, place, body in asked(document, things):
        answer = await api.call("uwe", method, place, body)
        reads = method == "GET"
        if (answer.status_code == 403) == reads or answer.status_code in {401, 404} or answer.status_code == 500:
            wrong.append(f"{method} {place} answered {answer.status_code}: {answer.text}")

    assert not wrong
