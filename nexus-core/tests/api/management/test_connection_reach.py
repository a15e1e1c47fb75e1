"""Tests of connections and what they have: against real servers, under the egress guard, within a time."""

import contextlib
import sqlite3
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from .conftest import running
from .test_connections import MASK, WAREHOUSE, agent, made

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # the metadata database is not the matter


@pytest.fixture
def server(fresh_postgres_url) -> dict:
    """The configuration of a PostgreSQL database with a table."""
    import psycopg

    url = urlsplit(fresh_postgres_url.replace("postgresql+psycopg", "postgresql"))
    with psycopg.connect(url.geturl()) as connection:
        connection.execute(
            'CREATE TABLE "odd / name" (id bigint PRIMARY KEY, total numeric(10, 2) NOT NULL, note text)'
        )
        connection.execute("CREATE TABLE orders (id bigint)")
    return {
        "host": url.hostname,
        "port": url.port,
        "database": url.path.strip("/"),
        "username": url.username,
        "password": url.password or "canary-unused",
    }


@pytest.fixture
async def near(settings, catalogue):
    """An API that may reach this machine."""
    async with running(evolve(settings, egress_allow=("127.0.0.0/8", "::1/128")), catalogue) as api:
        api.user("ada", default="admin")
        api.user("uwe", default="user")
        yield api


def by_name(trial) -> dict:
    return {one["name"]: one for one in trial.json()["checks"]}


async def test_a_connection_is_tested_before_it_is_stored(near, server):
    body = {"connector": "postgresql", "config": server}

    good = await near.call("ada", "POST", "/api/connections/test", body)
    bad = await near.call("ada", "POST", "/api/connections/test", body | {"config": server | {"database": "nowhere"}})

    assert good.status_code == bad.status_code == 200
    assert good.json()["ok"], good.text
    assert good.json()["latency_ms"] > 0
    assert all(one["ok"] for one in good.json()["checks"])
    assert not bad.json()["ok"]
    failed = next(one for one in bad.json()["checks"] if not one["ok"])
    assert failed["remedy"]
    assert (await near.call("uwe", "GET", "/api/connections")).json()["items"] == []


async def test_a_stored_connection_is_tested_also_with_a_changed_configuration_and_masked_secrets(near, server):
    connection = await made(near, config=server)
    place = f"/api/connections/{connection['id']}/test"
    without = {key: value for key, value in connection["config"].items() if key != "password"}

    as_stored = await near.call("ada", "POST", place)
    changed = await near.call("ada", "POST", place, {"config": connection["config"] | {"pool_size": 2}})
    left_out = await near.call("ada", "POST", place, {"config": without})
    elsewhere = await near.call("ada", "POST", place, {"config": connection["config"] | {"database": "nowhere"}})
    wrong = await near.call("ada", "POST", place, {"config": connection["config"] | {"port": 0}})

    assert connection["config"]["password"] == MASK
    assert [each.json()["ok"] for each in (as_stored, changed, left_out, elsewhere)] == [True, True, True, False]
    assert wrong.json()["errors"][0]["path"] == "config.port"
    shown = (await near.call("uwe", "GET", f"/api/connections/{connection['id']}")).json()
    assert shown == connection, "a test stores nothing"


async def test_the_egress_guard_holds_for_tests_and_browsing(api, server):
    connection = await made(api, config=server)

    tested = await api.call("ada", "POST", f"/api/connections/{connection['id']}/test")
    browsed = await api.call("uwe", "GET", f"/api/connections/{connection['id']}/schemas")

    assert not tested.json()["ok"]
    assert "NEXUS_EGRESS_ALLOW" in tested.text
    assert (browsed.status_code, browsed.json()["type"]) == (422, "urn:nexus:problem:misconfigured")
    assert "NEXUS_EGRESS_ALLOW" in browsed.json()["detail"]


async def test_schemas_tables_and_fields_are_listed_in_pages(near, server):
    place = f"/api/connections/{(await made(near, config=server))['id']}/schemas"

    async def listed(path, **query):
        answer = await near.call("uwe", "GET", f"{place}{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert "public" in (await listed(""))["items"]
    assert (await listed("/public/tables"))["items"] == ["odd / name", "orders"]
    first = await listed("/public/tables", limit=1)
    assert (await listed("/public/tables", limit=1, cursor=first["next"])) == {"items": ["orders"], "next": None}
    fields = await listed("/public/tables/orders/fields")
    assert [(one["name"], one["type"], one["native"]) for one in fields["items"]] == [("id", "integer", "bigint")]


async def test_names_may_have_any_character(near, server):
    place = f"/api/connections/{(await made(near, config=server))['id']}/schemas/public/tables"

    fields = await near.call("uwe", "GET", f"{place}/odd%20%252F%20name/fields")

    assert [one["name"] for one in fields.json()["items"]] == ["id", "total", "note"]


async def test_fields_keep_their_order_over_pages(near, tmp_path):
    file = tmp_path / "orders.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE orders (z INTEGER PRIMARY KEY, a TEXT NOT NULL, m REAL)")
    held = await made(near, {"name": "file", "connector": "sqlite", "config": {"path": str(file)}})
    place = f"/api/connections/{held['id']}/schemas/main/tables/orders/fields"

    first = (await near.call("uwe", "GET", place, params={"limit": 2})).json()
    rest = (await near.call("uwe", "GET", place, params={"limit": 2, "cursor": first["next"]})).json()

    assert [one["name"] for one in first["items"] + rest["items"]] == ["z", "a", "m"]
    assert [one["key"] for one in first["items"]] == [True, False]
    assert rest["next"] is None


async def test_what_is_not_there_and_what_is_away_are_told_apart(near, server):
    place = f"/api/connections/{(await made(near, config=server))['id']}/schemas"
    missing = await near.call("uwe", "GET", f"{place}/public/tables/nothing/fields")
    refused = await near.call(
        "ada", "PUT", place.removesuffix("/schemas"), WAREHOUSE | {"config": server | {"port": 1}}
    )
    away = await near.call("uwe", "GET", place)

    assert (missing.status_code, missing.json()["type"]) == (404, "urn:nexus:problem:not-found")
    assert refused.status_code == 200
    assert (away.status_code, away.json()["type"]) == (503, "urn:nexus:problem:destination-away")
    assert int(away.headers["retry-after"]) > 0


async def test_a_connector_that_lists_nothing_says_so(near):
    held = await made(near, {"name": "crm", "connector": "rest", "config": {"base_url": "https://crm.example.com"}})

    answer = await near.call("uwe", "GET", f"/api/connections/{held['id']}/schemas")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:nexus:problem:misconfigured")
    assert "has no schemas" in answer.json()["detail"]


async def test_a_connection_through_an_agent_that_is_not_connected_says_so(near, server):
    near.metadata.agents.register(agent(near), X25519PrivateKey.generate().public_key().public_bytes_raw())
    held = await made(near, config=server, via_agent="plant-7")
    place = f"/api/connections/{held['id']}"
    unsaved = {"connector": "postgresql", "config": server, "via_agent": "plant-7"}

    answers = [
        await near.call("ada", "POST", f"{place}/test"),
        await near.call("ada", "POST", f"{place}/test", {"config": held["config"]}),
        await near.call("ada", "POST", "/api/connections/test", unsaved),
        await near.call("uwe", "GET", f"{place}/schemas"),
        await near.call("uwe", "GET", f"{place}/schemas/public/tables"),
        await near.call("uwe", "GET", f"{place}/schemas/public/tables/orders/fields"),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:nexus:problem:agent-away")
        assert "through the agent 'plant-7': the agent is not connected" in answer.json()["detail"]
