"""Connections: defined, changed with the secrets that stay, refused with their places, and used by nobody else."""

import pytest

from nexus.model.agent import Agent
from nexus.model.audit import AuditFilter
from nexus.model.credentials import ApiKey
from nexus.model.mapping import MappingRule
from nexus.model.workflow import Pipeline, Workflow
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.services.definitions.export import export
from nexus.testing import eventually

MASK = "********"
WAREHOUSE = {
    "name": "warehouse",
    "connector": "postgresql",
    "config": {"host": "db.example.com", "database": "shop", "username": "nexus", "password": "canary-pg"},
}
CRM = {
    "name": "crm",
    "connector": "rest",
    "config": {
        "base_url": "https://crm.example.com",
        "auth": {"type": "basic", "username": "nexus", "password": "canary-basic"},
        "secret_headers": {"X-One": "canary-one", "X-Two": "canary-two"},
    },
}


async def made(api, document=WAREHOUSE, **changes):
    answer = await api.call("ada", "POST", "/api/connections", document | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def stored(api, connection) -> dict:
    """The configuration as it is stored, secrets in clear."""
    return dict(api.metadata.repositories.connections.open(api.workspace.id, connection["id"]).config)


def agent(api, name="plant-7") -> Agent:
    token = generate_key(AGENT_TOKEN)
    return api.metadata.agents.create(Agent("", api.workspace.id, name), ApiKey(token.id, token.digest))


def pipe(api, connection, operation="upsert") -> Workflow:
    """Make a workflow with a pipeline to a connection."""
    pipeline = Pipeline(
        "", "orders", connection["id"], operation, "orders", key=("id",), mappings=(MappingRule("id", source="id"),)
    )
    workflow = Workflow("", api.workspace.id, "orders", pipelines=(pipeline,))
    return api.metadata.repositories.workflows.create(workflow, author="test")


async def test_a_connection_is_defined_shown_and_deleted_and_its_secrets_are_masked(api):
    connection = await made(api)
    place = f"/api/connections/{connection['id']}"
    shown = await api.call("uwe", "GET", place)

    assert connection["config"] == WAREHOUSE["config"] | {"password": MASK}
    assert (connection["fault"], connection["via_agent"], connection["version"]) == ("", None, 1)
    assert shown.json() == connection
    assert shown.headers["etag"] == '"1"'
    assert stored(api, connection) == WAREHOUSE["config"]
    assert (await api.call("ada", "DELETE", place)).status_code == 204
    assert (await api.call("uwe", "GET", place)).status_code == 404
    await eventually(lambda: api.heard.count(connection["id"]) >= 1)


async def test_a_secret_that_is_masked_or_left_out_stays_and_one_that_is_null_goes(api):
    connection = await made(api)
    place = f"/api/connections/{connection['id']}"
    without = {key: value for key, value in WAREHOUSE["config"].items() if key != "password"}

    for config in (connection["config"] | {"port": 5433}, without | {"port": 5434}):
        changed = await api.call("ada", "PUT", place, WAREHOUSE | {"config": config})
        assert changed.json()["config"]["password"] == MASK
        assert stored(api, connection)["password"] == "canary-pg"
    assert stored(api, connection)["port"] == 5434
    await api.call("ada", "PUT", place, WAREHOUSE | {"config": without | {"password": None}})
    assert stored(api, connection)["password"] is None
    refused = await api.call("ada", "PUT", place, WAREHOUSE | {"config": without | {"password": MASK}})
    assert refused.json()["errors"] == [{"path": "config.password", "message": "is a mask: give the secret itself"}]


async def test_entries_that_are_left_out_are_gone_and_secrets_do_not_move_to_another_kind(api):
    connection = await made(api, CRM)
    place = f"/api/connections/{connection['id']}"
    assert connection["config"]["secret_headers"] == {"X-One": MASK, "X-Two": MASK}

    fewer = CRM["config"] | {"secret_headers": {"X-Two": MASK}, "auth": {"type": "basic", "username": "other"}}
    assert (await api.call("ada", "PUT", place, CRM | {"config": fewer})).status_code == 200
    bearer = CRM["config"] | {"auth": {"type": "bearer"}}
    refused = await api.call("ada", "PUT", place, CRM | {"config": bearer})

    assert stored(api, connection)["secret_headers"] == {"X-Two": "canary-two"}
    assert stored(api, connection)["auth"] == {"type": "basic", "username": "other", "password": "canary-basic"}
    assert refused.json()["errors"] == [{"path": "config.auth.token", "message": "is required"}]


async def test_the_secrets_of_one_system_are_not_handed_to_another(api):
    connection = await made(api)
    other = {"name": "warehouse", "connector": "mysql", "config": WAREHOUSE["config"] | {"password": MASK}}

    refused = await api.call("ada", "PUT", f"/api/connections/{connection['id']}", other)

    assert refused.json()["errors"] == [{"path": "config.password", "message": "is a mask: give the secret itself"}]


async def test_every_fault_is_told_with_its_path_and_without_secrets(api):
    wrong = await api.call(
        "ada",
        "POST",
        "/api/connections",
        WAREHOUSE | {"config": {"host": "", "port": "5432", "database": "d", "password": ["canary"], "colour": "red"}},
    )
    unknown = await api.call("ada", "POST", "/api/connections", WAREHOUSE | {"connector": "postgres"})
    nobody = await api.call("ada", "POST", "/api/connections", WAREHOUSE | {"via_agent": "plant-9"})
    shapeless = await api.call("ada", "POST", "/api/connections", {"name": "", "config": [], "secret": "canary"})

    assert {one["path"] for one in wrong.json()["errors"]} == {
        "config.host", "config.port", "config.username", "config.password", "config.colour",
    }  # fmt: skip
    assert [one["path"] for one in unknown.json()["errors"]] == ["connector"]
    assert "is not installed" in unknown.json()["errors"][0]["message"]
    assert [one["path"] for one in nobody.json()["errors"]] == ["via_agent"]
    assert {one["path"] for one in shapeless.json()["errors"]} == {"name", "connector", "config", "secret"}
    odd = await api.call("ada", "POST", "/api/connections", CRM | {"config": CRM["config"] | {"auth": {"type": {}}}})
    assert odd.json()["errors"][0]["path"] == "config.auth.type"
    for refused in (wrong, unknown, nobody, shapeless, odd):
        assert refused.status_code == 422
        assert "canary" not in refused.text


async def test_an_edit_is_guarded_and_audited_without_secrets(api):
    connection = await made(api)
    place = f"/api/connections/{connection['id']}"
    config = WAREHOUSE["config"] | {"password": "canary-new", "port": 5433}

    changed = await api.call("ada", "PUT", place, WAREHOUSE | {"config": config}, headers={"If-Match": '"1"'})
    late = await api.call("ada", "PUT", place, WAREHOUSE, headers={"If-Match": '"1"'})
    await api.call("ada", "DELETE", place)

    assert (changed.status_code, changed.headers["etag"], late.status_code) == (200, '"2"', 409)
    entries = api.metadata.audit.search(AuditFilter(target="connection:warehouse")).items
    deleted, updated, created = [one.event for one in entries]
    assert [one.action for one in (deleted, updated, created)] == [
        "connection.delete", "connection.update", "connection.create",
    ]  # fmt: skip
    assert updated.details == {
        "config.port": {"before": None, "after": 5433},
        "config.password": {"before": MASK, "after": MASK},
    }
    assert created.details["config"]["after"]["password"] == MASK
    assert "canary" not in str(entries)


async def test_the_kind_of_secret_that_was_there_before_is_told_and_not_its_value(api):
    connection = await made(api, CRM)
    bearer = {"base_url": "https://crm.example.com", "auth": {"type": "bearer", "token": "canary-bearer"}}

    await api.call("ada", "PUT", f"/api/connections/{connection['id']}", CRM | {"config": bearer})

    (updated,) = api.metadata.audit.search(AuditFilter(action="connection.update")).items
    assert updated.event.details["config.auth.type"] == {"before": "basic", "after": "bearer"}
    assert updated.event.details["config.secret_headers"]["before"] == {"X-One": MASK, "X-Two": MASK}
    assert "canary" not in str(updated)


async def test_what_a_workflow_uses_is_not_deleted_and_does_not_become_what_it_cannot_use(api):
    connection = await made(api)
    workflow = pipe(api, connection)
    place = f"/api/connections/{connection['id']}"

    deleted = await api.call("ada", "DELETE", place)
    rest = await api.call("ada", "PUT", place, CRM | {"name": "warehouse"})
    mysql = {"connector": "mysql", "config": WAREHOUSE["config"]}
    other = await api.call("ada", "PUT", place, WAREHOUSE | mysql)

    assert (deleted.status_code, rest.status_code, other.status_code) == (409, 409, 200)
    assert "workflow 'orders'" in deleted.json()["detail"]
    assert "workflow 'orders'.pipelines[0].operation: REST API cannot 'upsert'" in rest.json()["detail"]
    api.metadata.repositories.workflows.delete(api.workspace.id, workflow.id)
    assert (await api.call("ada", "PUT", place, CRM | {"name": "warehouse"})).status_code == 200


async def test_a_connection_names_its_agent_as_people_do_and_files_too(api):
    near = agent(api)
    connection = await made(api, via_agent="plant-7")
    by_id = await made(api, name="till", via_agent=near.id)

    assert (connection["via_agent"], by_id["via_agent"]) == ("plant-7", "plant-7")
    exported = export(api.metadata.repositories, api.catalogue, api.workspace.id)
    assert [one["via_agent"] for one in exported["connections"]] == ["plant-7", "plant-7"]
    listed = await api.call("uwe", "GET", "/api/connections", params={"via_agent": "plant-7", "q": "TILL"})
    assert [one["name"] for one in listed.json()["items"]] == ["till"]


async def test_connections_come_in_pages_and_are_filtered(api):
    for name in ("a-1", "a-2", "b"):
        await made(api, name=name)
    await made(api, CRM)

    async def found(**query):
        return (await api.call("uwe", "GET", "/api/connections", params=query)).json()

    first = await found(limit=3)
    rest = await found(limit=3, cursor=first["next"])

    assert [one["name"] for one in first["items"] + rest["items"]] == ["a-1", "a-2", "b", "crm"]
    assert rest["next"] is None
    assert [one["name"] for one in (await found(connector="rest"))["items"]] == ["crm"]
    assert [one["name"] for one in (await found(q="A-"))["items"]] == ["a-1", "a-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_connection_whose_plugin_is_gone_is_shown_with_the_reason_and_can_be_deleted(api):
    from nexus.model.connection import Connection

    gone = Connection("", api.workspace.id, "old", "acme", {"host": "h", "password": "canary"})
    held = api.metadata.repositories.connections.create(gone, ("password",))
    place = f"/api/connections/{held.id}"

    shown = await api.call("uwe", "GET", place)
    tested = await api.call("ada", "POST", f"{place}/test")
    browsed = await api.call("uwe", "GET", f"{place}/schemas")

    assert "connector 'acme' is not installed" in shown.json()["fault"]
    assert shown.json()["config"] == {"host": MASK, "password": MASK}
    for refused in (tested, browsed):
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:nexus:problem:misconfigured")
        assert "connector 'acme' is not installed" in refused.json()["detail"]
    assert (await api.call("ada", "DELETE", place)).status_code == 204
