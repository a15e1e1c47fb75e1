"""Saved queries, run by applications under their slug and by people who try them, on real databases."""

import asyncio
import json
import sqlite3
import tracemalloc
from contextlib import closing

import pytest
from attrs import evolve

from nexus.model.agent import Agent
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey
from nexus.model.query import Query, QueryParameter
from nexus.security.api_keys import generate_key
from nexus.services.query_runs import AT_ONCE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NDJSON = {"Accept": "application/x-ndjson"}


@pytest.fixture
def warehouse(tmp_path):
    file = tmp_path / "warehouse.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, total TEXT)")
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", [(n, n % 3, f"{n}.50") for n in range(1, 31)])
        connection.commit()
    return file


class World:
    """A workspace with two applications and a query that one of them may run."""

    def __init__(self, api, file):
        self.api = api
        home, repositories = api.workspace.id, api.metadata.repositories
        self.key, self.stranger = (self._application(home, name) for name in ("shop", "other-shop"))
        made = Connection("", home, "warehouse", "sqlite", {"path": str(file)})
        self.connection = repositories.connections.create(made, ())
        wanted = Query(
            "",
            home,
            "orders-of",
            self.connection.id,
            "SELECT id, total FROM orders WHERE customer = :customer ORDER BY id",
            parameters=(QueryParameter("customer", "integer"),),
            applications=(self.ids["shop"],),
            max_limit=50,
        )
        self.query = api.metadata.queries.create(wanted)

    def _application(self, home, name):
        self.ids = getattr(self, "ids", {})
        made = self.api.metadata.repositories.applications.create(Application("", home, name))
        self.ids[name] = made.id
        key = generate_key()
        self.api.metadata.api_keys.add(home, made.id, ApiKey(key.id, key.digest))
        return key.text

    def change(self, **values):
        self.query = self.api.metadata.queries.update(evolve(self.query, **values))

    async def get(self, path="/query/orders-of?customer=1", key=None, **headers):
        return await self.api.client.get(path, headers={"X-API-Key": key or self.key, **headers})


@pytest.fixture
def world(api, warehouse):
    return World(api, warehouse)


async def test_an_application_reads_page_by_page(world):
    first = await world.get("/query/orders-of?customer=1&limit=4&total=true")
    last = await world.get("/api/v1/query/orders-of?customer=1&limit=4&page=3")

    assert first.status_code == 200, first.text
    assert first.json() == {
        "columns": ["id", "total"],
        "rows": [[n, f"{n}.50"] for n in (1, 4, 7, 10)],
        "page": 1,
        "limit": 4,
        "more": True,
        "total": 10,
    }
    assert (last.json()["rows"], last.json()["more"], last.json()["total"]) == (
        [[25, "25.50"], [28, "28.50"]],
        False,
        None,
    )
    assert first.headers["cache-control"] == "no-store"


async def test_parameters_may_come_in_the_body(world):
    answer = await world.api.client.post(
        "/query/orders-of?limit=1", json={"params": {"customer": 2}}, headers={"X-API-Key": world.key}
    )

    assert answer.json()["rows"] == [[2, "2.50"]]


async def test_all_rows_come_as_lines_where_that_is_asked_for(world):
    answer = await world.get(**NDJSON)

    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == list(range(1, 31, 3))


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/query/orders-of", 422, "customer"),
        ("/query/orders-of?customer=one", 422, "customer"),
        ("/query/orders-of?customer=1&customer=2", 422, "customer"),
        ("/query/orders-of?customer=1&sort=id", 422, "sort"),
        ("/query/orders-of?customer=1&limit=51", 422, "limit"),
        ("/query/orders-of?customer=1&page=0", 400, ""),
        ("/query/nothing?customer=1", 404, ""),
    ],
)
@pytest.mark.parametrize("headers", [{}, NDJSON])
async def test_what_is_wrong_is_named(world, path, status, where, headers):
    if headers and "limit" in path:
        return  # a stream has no pages
    answer = await world.get(path, **headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if where:
        assert [one["path"] for one in answer.json()["errors"]] == [where]


async def test_only_who_may_run_it_does(world):
    assert (await world.get(key="nxk_unknown_key")).status_code == 401
    assert (await world.api.client.get("/query/orders-of?customer=1")).status_code == 401
    assert (await world.get(key=world.stranger)).status_code == 404
    world.change(enabled=False)
    assert (await world.get()).status_code == 404
    tried = await world.api.call("uwe", "POST", f"/api/queries/{world.query.id}/run", {"params": {"customer": 0}})
    assert tried.status_code == 200, tried.text
    assert len(tried.json()["rows"]) == 10


async def test_a_statement_that_writes_is_refused_by_the_database(world):
    world.change(statement="DELETE FROM orders WHERE customer = :customer RETURNING id")

    answer = await world.get()

    assert answer.status_code == 422
    world.change(statement="SELECT count(*) AS n FROM orders WHERE :customer = 1")
    assert (await world.get()).json()["rows"] == [[30]]


async def test_an_answer_is_given_again_for_as_long_as_is_said(world, warehouse):
    world.change(cache_seconds=300)
    first = await world.get()
    with closing(sqlite3.connect(warehouse)) as connection:
        connection.execute("DELETE FROM orders")
        connection.commit()

    again = await world.get()
    other = await world.get("/query/orders-of?customer=2")
    world.change(title="changed")
    after = await world.get()

    assert first.headers["cache-control"] == "private, max-age=300"
    assert again.json() == first.json()
    assert other.json()["rows"] == []
    assert after.json()["rows"] == [], "a query that was changed is asked anew"


async def test_a_page_larger_than_it_may_be_is_refused_with_what_to_do(world):
    world.change(statement="SELECT hex(zeroblob(2000)) AS text WHERE :customer = 1", max_bytes=1024)

    answer = await world.get()

    assert answer.status_code == 422
    assert "at most 1024" in answer.json()["errors"][0]["message"]


async def test_a_stream_with_more_rows_than_it_may_have_says_so_at_its_end(world):
    world.change(max_rows=4)

    lines = (await world.get(**NDJSON)).text.splitlines()

    assert [json.loads(line) for line in lines[-2:]] == [
        {"id": 10, "total": "10.50"},
        {"$error": "there are more than 4 rows"},
    ]


async def test_a_stream_whose_columns_have_one_name_is_refused(world):
    world.change(statement="SELECT id AS a, total AS a FROM orders WHERE customer = :customer")

    answer = await world.get(**NDJSON)

    assert answer.status_code == 422
    assert "different names" in answer.json()["errors"][0]["message"]


async def test_a_query_that_takes_too_long_is_ended(world):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE :customer > 0"
    )
    world.change(statement=endless, timeout_s=0.3)

    answer = await world.get()

    assert answer.status_code == 503
    assert "too long" in answer.json()["detail"]


async def test_a_large_result_is_streamed_in_constant_memory_and_a_reader_that_leaves_ends_it(world):
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) "
        "SELECT i, 'a text of some length to fill the line' AS text FROM n WHERE :customer = 1"
    )
    world.change(statement=many)
    headers = {"X-API-Key": world.key, **NDJSON}
    rows = size = 0
    tracemalloc.start()
    try:
        async with world.api.client.stream("GET", "/query/orders-of?customer=1", headers=headers) as answer:
            async for piece in answer.aiter_bytes():
                rows += piece.count(b"\n")
                size += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert rows == 100_000
    assert size > 5_000_000
    assert peak < 4_000_000
    for _ in range(AT_ONCE + 1):  # each gives its place back
        async with world.api.client.stream("GET", "/query/orders-of?customer=1", headers=headers) as answer:
            assert await anext(answer.aiter_bytes())
    await asyncio.sleep(0)
    assert (await world.get("/query/orders-of?customer=0")).status_code == 200


async def test_what_is_wrong_with_the_connection_is_for_operators_not_for_applications(world, tmp_path):
    moved = evolve(world.connection, config={"path": str(tmp_path / "gone" / "x.db")})
    world.api.metadata.repositories.connections.update(moved, ())

    answer = await world.get()
    tried = await world.api.call("uwe", "POST", f"/api/queries/{world.query.id}/run", {"params": {"customer": 0}})

    assert answer.status_code == 503
    assert "gone" not in answer.text
    assert "there is no database file" in tried.json()["detail"]


async def test_through_an_agent_that_is_not_connected_nothing_is_read(world):
    agent = world.api.metadata.agents.create(Agent("", world.api.workspace.id, "plant"), ApiKey("kid", b"d" * 32))
    moved = evolve(world.connection, via_agent=agent.id)
    world.api.metadata.repositories.connections.update(moved, ())

    answer = await world.get()

    assert answer.status_code == 503
    assert answer.json()["type"].endswith("agent-away")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"parameters": [{"name": "limit"}], "statement": "SELECT :limit"}, "parameters[0].name"),
        (
            {"parameters": [{"name": "a", "type": "integer", "default": "x"}], "statement": "SELECT :a"},
            "parameters[0].default",
        ),
        ({"cache_seconds": -1}, "cache_seconds"),
        ({"timeout_s": 0}, "timeout_s"),
    ],
)
async def test_definitions_that_cannot_be_meant_are_refused(world, change, place):
    document = {"slug": "new", "connection": "warehouse", "statement": "SELECT 1"} | change

    refused = await world.api.call("ada", "POST", "/api/queries", document)

    assert [one["path"] for one in refused.json()["errors"]] == [place]
