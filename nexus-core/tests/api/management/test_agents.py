"""Edge agents: managed by administrators, and asking for what they work with."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from nexus.model.audit import AuditFilter
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey
from nexus.security.agent_seals import unseal
from nexus.security.api_keys import generate_key
from nexus.testing import eventually


def application(api, name="shop", workspace="default") -> Application:
    home = api.metadata.workspaces.by_name(workspace).id
    return api.metadata.repositories.applications.create(Application("", home, name))


async def made(api, **document):
    answer = await api.call("ada", "POST", "/api/agents", {"name": "plant-7", **document})
    assert answer.status_code == 201, answer.text
    return answer.json()["agent"], answer.json()["token"]


def sync(api, token, **options):
    headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
    return api.client.get("/api/agents/sync", headers=headers, **options)


def register(api, token, private):
    key = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    headers = {"Authorization": f"Bearer {token}"}
    return api.client.post("/api/agents/register", headers=headers, json={"public_key": key})


async def test_an_agent_is_made_with_a_token_that_is_shown_once(api):
    application(api)

    agent, token = await made(api, applications=["shop"])

    assert token.startswith("nxa_")
    assert [one["name"] for one in agent["applications"]] == ["shop"]
    for place in ("/api/agents", f"/api/agents/{agent['id']}"):
        shown = await api.call("uwe", "GET", place)
        assert shown.status_code == 200
        assert token not in shown.text
        assert hashlib.sha256(token.encode()).hexdigest() not in shown.text
    await eventually(lambda: agent["id"] in api.heard)


async def test_it_takes_applications_of_its_own_workspace_alone(api):
    application(api, "secret-shop", "other")

    refused = await api.call("ada", "POST", "/api/agents", {"name": "plant-7", "applications": ["secret-shop"]})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"path": "applications[0]", "message": "no application is called 'secret-shop'"}
    ]


async def test_an_agent_asks_for_what_it_works_with_and_only_when_it_changes(api):
    shop = application(api)
    key = generate_key()
    api.metadata.api_keys.add(shop.workspace_id, shop.id, ApiKey(key.id, key.digest))
    agent, token = await made(api, applications=["shop"])
    connection = Connection("", shop.workspace_id, "till", "sqlite", {"path": "/tmp/till.db"}, agent["id"])
    api.metadata.repositories.connections.create(connection, ())

    private = X25519PrivateKey.generate()
    await register(api, token, private)

    first = await sync(api, token, params={"queue_size": 12, "release": "1.2.0"})
    second = await sync(api, token, headers={"If-None-Match": first.headers["etag"]})
    await api.call("ada", "PUT", f"/api/agents/{agent['id']}", {"name": "plant-7"})
    third = await sync(api, token, headers={"If-None-Match": first.headers["etag"]})

    (assigned,) = first.json()["applications"]
    assert assigned["name"] == "shop"
    assert assigned["keys"] == [{"id": key.id, "sha256": key.digest.hex(), "valid_until": None}]
    (reached,) = first.json()["connections"]
    opened = unseal(agent["id"], private.private_bytes_raw(), base64.b64decode(reached["sealed"]))
    assert (reached["name"], json.loads(opened)) == ("till", {"path": "/tmp/till.db"})
    assert "till.db" not in first.text
    assert (second.status_code, second.content) == (304, b"")
    assert third.status_code == 200
    assert third.json()["applications"] == []
    seen = (await api.call("uwe", "GET", f"/api/agents/{agent['id']}")).json()
    assert seen["queue_size"] == 12
    assert seen["info"] == {"release": "1.2.0"}
    assert seen["last_seen_at"].endswith("Z")


async def test_a_new_token_ends_the_former_and_a_disabled_agent_is_out(api):
    agent, former = await made(api)

    rotated = await api.call("ada", "POST", f"/api/agents/{agent['id']}/rotate-token")
    token = rotated.json()["token"]

    assert rotated.status_code == 200
    assert (await sync(api, former)).status_code == 401
    assert (await sync(api, token)).status_code == 200
    await api.call("ada", "PUT", f"/api/agents/{agent['id']}", {"name": "plant-7", "enabled": False})
    assert (await sync(api, token)).status_code == 401
    assert api.metadata.audit.search(AuditFilter(action="agent.rotate_token")).items


async def test_an_agent_registers_one_key_for_each_token(api):
    agent, token = await made(api)
    first, second = X25519PrivateKey.generate(), X25519PrivateKey.generate()

    assert (await register(api, token, first)).status_code == 204
    assert (await register(api, token, first)).status_code == 204
    refused = await register(api, token, second)
    rotated = (await api.call("ada", "POST", f"/api/agents/{agent['id']}/rotate-token")).json()
    assert (await register(api, rotated["token"], second)).status_code == 204

    assert refused.status_code == 409
    assert "new token" in refused.json()["detail"]
    assert rotated["agent"]["registered"] is False
    noted = api.metadata.audit.search(AuditFilter(action="agent.register")).items
    assert [one.event.actor for one in noted] == ["agent:plant-7"] * 2


@pytest.mark.parametrize("key", ["", "x", base64.b64encode(bytes(32)).decode(), base64.b64encode(b"short").decode()])
async def test_what_is_no_key_is_not_registered(api, key):
    _, token = await made(api)

    refused = await api.client.post(
        "/api/agents/register", headers={"Authorization": f"Bearer {token}"}, json={"public_key": key}
    )

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "public_key"


async def test_before_it_has_registered_an_agent_is_told_no_secret(api):
    agent, token = await made(api)
    connection = Connection("", api.workspace.id, "till", "sqlite", {"path": "/tmp/till.db"}, agent["id"])
    api.metadata.repositories.connections.create(connection, ())

    before = await sync(api, token)
    await register(api, token, X25519PrivateKey.generate())
    after = await sync(api, token, headers={"If-None-Match": before.headers["etag"]})

    assert before.json()["connections"][0]["sealed"] is None
    assert "till.db" not in before.text
    assert after.json()["connections"][0]["sealed"]


async def test_a_person_is_no_agent_and_an_agent_no_person(api):
    _, token = await made(api)

    assert (await api.call("ada", "GET", "/api/agents/sync")).status_code == 401
    listed = await api.client.get("/api/agents", headers={"Authorization": f"Bearer {token}"})
    assert listed.status_code == 401


async def test_an_agent_that_a_connection_is_reached_through_stays(api):
    agent, _ = await made(api)
    connection = Connection("", api.workspace.id, "till", "sqlite", {"path": "/tmp/till.db"}, agent["id"])
    held = api.metadata.repositories.connections.create(connection, ())

    refused = await api.call("ada", "DELETE", f"/api/agents/{agent['id']}")
    api.metadata.repositories.connections.delete(api.workspace.id, held.id)
    gone = await api.call("ada", "DELETE", f"/api/agents/{agent['id']}")

    assert refused.status_code == 409
    assert "connection 'till'" in refused.json()["detail"]
    assert gone.status_code == 204
    assert (await api.call("ada", "GET", f"/api/agents/{agent['id']}")).status_code == 404


async def test_agents_of_another_workspace_are_not_there(api):
    agent, _ = await made(api)
    place = f"/api/agents/{agent['id']}"

    answers = [
        await api.call("otto", "GET", place),
        await api.call("otto", "PUT", place, {"name": "stolen"}),
        await api.call("otto", "POST", f"{place}/rotate-token"),
        await api.call("otto", "DELETE", place),
    ]

    assert {each.status_code for each in answers} == {404}
    assert (await api.call("otto", "GET", "/api/agents")).json()["items"] == []
