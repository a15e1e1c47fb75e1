"""Routes that plugins bring: the connections of the caller's workspace, strict bodies, policies, what is audited."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from attrs import frozen
from litestar import get, post
from litestar.params import FromPath, JSONBody, SkipValidation

from nexus.builtin import plugin as builtin
from nexus.config import define, field
from nexus.hookspecs import Connections, Page, hookimpl
from nexus.model.connection import Connection
from nexus.plugins import build_catalogue

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


@define
class Question:
    connection: str
    sql: str
    params: Mapping[str, Any] = field(factory=dict)
    limit: int = field(default=10, minimum=1)


@frozen
class Told:
    items: Sequence[Any]


@post("/acme/ask", opt={"policy": "user"}, operation_id="ask_acme", status_code=200)
async def ask(data: JSONBody[Question], connections: SkipValidation[Connections]) -> Told:
    found = await connections.select(data.connection, data.sql, data.params, Page(limit=data.limit))
    return Told(found.rows)


@get("/acme/names", opt={"policy": "user"}, operation_id="list_acme")
async def names(connections: SkipValidation[Connections]) -> Told:
    return Told(await connections.names("sqlite"))


@get("/acme/{name:str}/tables", opt={"policy": "admin"}, operation_id="list_acme_tables")
async def tables(name: FromPath[str], connections: SkipValidation[Connections]) -> Told:
    (schema,) = await connections.schemas(name)
    listed = await connections.tables(name, schema)
    return Told([[table, len(await connections.fields(name, schema, table))] for table in listed])


@get("/acme/closed", operation_id="closed_acme", sync_to_thread=False)
def closed() -> Told:
    return Told([])


class Acme:
    nexus_contract = "1.0"

    @hookimpl
    def nexus_routes(self):
        return [ask, names, tables, closed]


@pytest.fixture(scope="session")
def catalogue():
    from nexus_sqlite import plugin as sqlite

    return build_catalogue([builtin, sqlite, Acme()])


@pytest.fixture
def files(api, tmp_path):
    """A connection of the same name in each workspace."""
    for workspace in ("default", "other"):
        path = tmp_path / f"{workspace}.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE items (id INTEGER, owner TEXT)")
            connection.execute("INSERT INTO items VALUES (1, ?), (2, ?)", (workspace, workspace))
        connection.close()
        workspace_id = api.metadata.workspaces.by_name(workspace).id
        made = Connection("", workspace_id, "file", "sqlite", {"path": str(path)})
        api.metadata.repositories.connections.create(made, ())


async def test_a_route_reaches_the_connections_of_the_callers_workspace_and_no_others(api, files):
    body = {"connection": "file", "sql": "SELECT owner FROM items WHERE id = :id", "params": {"id": 1}}

    assert (await api.call("uwe", "POST", "/api/acme/ask", body)).json() == {"items": [["default"]]}
    assert (await api.call("otto", "POST", "/api/v1/acme/ask", body)).json() == {"items": [["other"]]}
    assert (await api.call("uwe", "GET", "/api/acme/names")).json() == {"items": ["file"]}
    assert (await api.call("uwe", "POST", "/api/acme/ask", body | {"connection": "elsewhere"})).status_code == 404


async def test_what_a_person_reads_is_audited_without_its_parameters(api, files):
    body = {"connection": "file", "sql": "SELECT id FROM items WHERE owner = :owner", "params": {"owner": "canary"}}
    await api.call("uwe", "POST", "/api/acme/ask", body)

    events = (await api.call("ada", "GET", "/api/audit-logs?category=DATA")).json()["items"]
    assert [(one["action"], one["actor"], one["target"]) for one in events] == [
        ("connection.read", "uwe", "connection:file")
    ]
    assert "canary" not in str(events)


async def test_nothing_is_written_through_a_read(api, files):
    body = {"connection": "file", "sql": "DELETE FROM items"}

    assert (await api.call("uwe", "POST", "/api/acme/ask", body)).status_code == 422
    again = await api.call("uwe", "POST", "/api/acme/ask", body | {"sql": "SELECT count(*) FROM items"})
    assert again.json() == {"items": [[2]]}


async def test_a_body_is_read_strictly_with_every_fault_at_its_place(api, files):
    refused = await api.call("uwe", "POST", "/api/acme/ask", {"connection": 1, "limit": 0, "more": True})

    assert refused.status_code == 422
    assert {one["path"] for one in refused.json()["errors"]} >= {"connection", "sql", "limit", "more"}


async def test_policies_hold_and_a_route_without_one_is_closed(api, files):
    assert (await api.call("uwe", "GET", "/api/acme/file/tables")).status_code == 403
    assert (await api.call("ada", "GET", "/api/acme/file/tables")).json() == {"items": [["items", 2]]}
    assert (await api.call("ada", "GET", "/api/acme/closed")).status_code == 403
    assert (await api.client.get("/api/acme/names")).status_code == 401


async def test_openapi_tells_of_refusals_and_of_the_workspace(api):
    document = (await api.client.get("/api/openapi.json")).json()
    told = document["paths"]["/api/v1/acme/ask"]["post"]

    assert set(told["responses"]) >= {"200", "401", "403", "404", "413", "422", "502", "503"}
    assert told["security"] == [{"bearer": []}]
    assert "X-Workspace" in {one["name"] for one in told["parameters"]}
