"""Connections are reached through the agent that they name, whichever API process it is connected to."""

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey
from nexus.model.query import Query, QueryParameter
from nexus.security.api_keys import generate_key
from nexus.services.agent_links.frames import Ask, Changed, Status, Taken, encode
from nexus.streams import keys
from nexus.testing import eventually

from .conftest import running

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NDJSON = {"Accept": "application/x-ndjson"}


@pytest.fixture
def warehouse(tmp_path):
    file = tmp_path / "warehouse.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, total NUMERIC, note TEXT)")
        rows = [(n, n % 3, n + 0.25, "ä") for n in range(1, 31)]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
        connection.commit()
    return file


class World:
    """The same database, reached directly and through the agent, with a query on each."""

    def __init__(self, api, file, plant):
        self.api = api
        home, repositories = api.workspace.id, api.metadata.repositories
        shop = repositories.applications.create(Application("", home, "shop"))
        key = generate_key()
        api.metadata.api_keys.add(home, shop.id, ApiKey(key.id, key.digest))
        self.key = key.text
        for name, agent in (("direct", None), ("remote", plant.id)):
            made = Connection("", home, name, "sqlite", {"path": str(file)}, agent)
            setattr(self, name, repositories.connections.create(made, ()))
            self.query(name, "SELECT id, total, note FROM orders WHERE customer = :customer ORDER BY id", shop)

    def query(self, slug, statement, shop=None, **more):
        home = self.api.workspace.id
        shop = shop or self.api.metadata.repositories.applications.by_name(home, "shop")
        self.api.metadata.queries.create(
            Query(
                "",
                home,
                slug,
                self.remote.id if slug != "direct" else self.direct.id,
                statement,
                parameters=(QueryParameter("customer", "integer"),) if ":customer" in statement else (),
                applications=(shop.id,),
                max_limit=50,
                **more,
            )
        )

    async def get(self, path, api=None, **headers):
        return await (api or self.api).client.get(f"/query/{path}", headers={"X-API-Key": self.key, **headers})


@pytest.fixture
def world(api, warehouse, plant):
    return World(api, warehouse, plant)


@pytest.fixture
async def other(api, settings, catalogue):
    """Another API process of the same installation."""
    async with running(settings, catalogue) as second:
        yield second


BOTH = pytest.mark.parametrize("place", ["here", "elsewhere"])
"""The agent is connected to the process that is asked, or to another one."""


@pytest.fixture
def place() -> str:
    return "elsewhere"


@pytest.fixture
async def linked(place, api, other, plant, world):
    await plant.connect(api if place == "here" else other)
    return api if place == "here" else other


@BOTH
async def test_a_page_is_what_it_would_be_directly(world, linked):
    for path in ("?customer=1&limit=4&total=true", "?customer=1&limit=4&page=3", "?customer=99"):
        near, far = await world.get(f"direct{path}"), await world.get(f"remote{path}")

        assert far.status_code == 200, far.text
        assert far.content == near.content


@BOTH
async def test_a_stream_is_what_it_would_be_directly(world, linked):
    near, far = await world.get("direct?customer=2", **NDJSON), await world.get("remote?customer=2", **NDJSON)

    assert far.status_code == 200, far.text
    assert far.content == near.content
    assert len(far.text.splitlines()) == 10


async def test_checks_schemas_tables_and_fields_come_from_the_agent(world, linked):
    api, place = world.api, f"/api/connections/{world.remote.id}"

    tested = await api.call("ada", "POST", f"{place}/test")
    trial = {"connector": "sqlite", "config": {"path": "/no/such/folder/x.db"}, "via_agent": "plant-7"}
    refused = await api.call("ada", "POST", "/api/connections/test", trial)
    schemas = await api.call("ada", "GET", f"{place}/schemas")
    tables = await api.call("ada", "GET", f"{place}/schemas/main/tables")
    fields = await api.call("ada", "GET", f"{place}/schemas/main/tables/orders/fields")
    missing = await api.call("ada", "GET", f"{place}/schemas/main/tables/none/fields")

    assert tested.json()["ok"], tested.text
    assert not refused.json()["ok"]
    assert schemas.json()["items"] == ["main"]
    assert tables.json()["items"] == ["orders"]
    assert [one["name"] for one in fields.json()["items"]] == ["id", "customer", "total", "note"]
    assert missing.status_code == 404


async def test_what_the_agent_says_of_a_statement_is_told(world, linked):
    world.query("broken", "SELECT nothing FROM orders")

    answer = await world.get("broken")

    assert answer.status_code == 422
    assert "nothing" in answer.json()["errors"][0]["message"]


async def test_a_stream_is_read_no_faster_than_it_is_taken_and_ends_with_its_reader(world, linked, plant):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, hex(zeroblob(400)) AS text FROM n"
    )
    world.query("endless", endless, max_rows=10_000_000)

    headers = {"X-API-Key": world.key, **NDJSON}
    async with world.api.client.stream("GET", "/query/endless", headers=headers) as answer:
        lines = answer.aiter_lines()
        first = [json.loads(await anext(lines))["i"] for _ in range(2000)]
    assert first == list(range(1, 2001))

    await eventually(lambda: not plant.answering._under_way)


@pytest.mark.parametrize("stream", [False, True])
async def test_without_the_agent_it_is_away_at_once(world, stream):
    async with asyncio.timeout(5):
        answer = await world.get("remote?customer=1", **(NDJSON if stream else {}))

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:nexus:problem:agent-away"
    assert "'plant-7'" in answer.json()["detail"]
    assert "not connected" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


async def test_an_agent_that_takes_no_question_is_away(world, linked, plant):
    plant.silent = True

    answer = await world.get("remote?customer=1")

    assert answer.status_code == 503
    assert "does not answer" in answer.json()["detail"]


@BOTH
async def test_a_link_that_breaks_ends_what_is_asked_over_it(world, linked, plant):
    plant.silent = True
    asking = asyncio.create_task(world.get("remote?customer=1"))
    await eventually(lambda: [one for one in plant.frames if isinstance(one, Ask)])
    ask = next(one for one in plant.frames if isinstance(one, Ask))
    await plant.send(plant.socket, Taken(ask.id))
    plant.socket.transport.abort()

    answer = await asking

    assert answer.status_code == 503
    assert "broke" in answer.json()["detail"]
    link = keys.agent_link(plant.id)
    await eventually(lambda: _gone(world.api.store, link))


async def _gone(store, key):
    return await store.call(key, "GET", key) is None


@BOTH
async def test_an_agent_that_connects_again_replaces_its_former_link(world, linked, plant, api, other):
    former = plant.socket

    await plant.connect(api if linked is other else other)

    async def answers() -> bool:  # on a busy machine a question may be taken too late
        return (await world.get("remote?customer=1")).status_code == 200

    await eventually(answers)
    await asyncio.wait_for(former.wait_closed(), 15)
    assert former.close_code == 4409


async def test_an_agent_that_may_no_more_is_cut_off(world, linked, plant):
    await world.api.call("ada", "PUT", f"/api/agents/{plant.id}", {"name": "plant-7", "enabled": False})

    assert await asyncio.wait_for(plant.closed(), 10) == 4401
    answer = await world.get("remote?customer=1")
    assert answer.status_code == 503
    assert "disabled" in answer.json()["detail"]


async def test_a_new_token_cuts_off_the_former_one(world, linked, plant):
    await world.api.call("ada", "POST", f"/api/agents/{plant.id}/rotate-token")

    assert await asyncio.wait_for(plant.closed(), 10) == 4401
    answer = await world.get("remote?customer=1")
    assert "has not registered" in answer.json()["detail"]


async def test_a_wrong_token_does_not_connect(api, plant):
    with pytest.raises(websockets.InvalidStatus) as refused:
        await plant.connect(api, token="nxa_0123456789ab_" + "0" * 40)

    assert refused.value.response.status_code in {401, 403}


async def test_an_agent_is_told_that_something_has_changed_and_tells_how_it_is(world, linked, plant):
    await world.api.call("ada", "PUT", f"/api/agents/{plant.id}", {"name": "plant-7", "applications": ["shop"]})
    await eventually(lambda: [one for one in plant.frames if isinstance(one, Changed)])

    await plant.send(plant.socket, Status(queue_size=41, release="1.2.0"))

    async def known():
        seen = (await world.api.call("uwe", "GET", f"/api/agents/{plant.id}")).json()
        return seen["queue_size"] == 41 and seen["info"] == {"release": "1.2.0"} and seen["last_seen_at"]

    await eventually(known, every_s=0.2)


async def test_a_frame_that_cannot_be_read_ends_the_link(api, plant):
    for text in ("", "{}", '{"type":"ask","id":"1"}', "[1]", '{"type":"part","id":1}'):
        await plant.connect(api)

        await plant.socket.send(text)

        assert await asyncio.wait_for(plant.closed(), 10) == 4400


async def test_an_agent_without_its_key_says_so(world, linked, plant):
    plant._private = X25519PrivateKey.generate()

    answer = await world.get("remote?customer=1")

    assert answer.status_code == 503
    assert "register the agent again" in answer.json()["detail"]


async def test_questions_beyond_what_an_agent_answers_at_a_time_are_throttled(world, linked, plant, monkeypatch):
    monkeypatch.setattr("nexus.services.agent_links.answering.AT_ONCE", 0)

    answer = await world.get("remote?customer=1")

    assert answer.status_code == 429


async def test_secrets_do_not_leave_the_centre_in_clear(world, linked, plant, warehouse):
    await world.get("remote?customer=1")

    (ask,) = [one for one in plant.frames if isinstance(one, Ask)]
    assert str(warehouse).encode() not in encode(ask)
