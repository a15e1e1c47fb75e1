"""Steps whose connections name an agent are done at that agent, as if the centre had reached them itself."""

import sqlite3
from contextlib import closing

import pytest
from attrs import evolve

from nexus.builtin import plugin as builtin
from nexus.model.connection import Connection
from nexus.model.workflow import Step
from nexus.plugins import build_catalogue
from nexus.services.agent_links.frames import Cancel
from nexus.testing import Answer, HttpServer, eventually

from .test_agent_writing import working
from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "plant.db"
    with closing(sqlite3.connect(made)) as database:
        database.execute("CREATE TABLE prices (id INTEGER PRIMARY KEY, price NUMERIC, note TEXT, picture BLOB)")
        database.execute("INSERT INTO prices VALUES (1, 12.50, 'ä', NULL), (2, 9007199254740993, NULL, NULL)")
        database.execute("CREATE TABLE results (id INTEGER, found TEXT)")
        database.commit()
    return made


def results(file):
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT id, found FROM results ORDER BY id").fetchall()


@pytest.fixture
def crm():
    with HttpServer(Answer(body={"tier": "gold"})) as server:
        yield server


@pytest.fixture
async def world(api, plant, file, crm):
    """A workflow that asks a database and an API behind the agent, and stores there what they said."""
    made = make(api, sequential=True)
    connect = api.metadata.repositories.connections.create
    plant_db = connect(Connection("", made.workspace_id, "plant-db", "sqlite", {"path": str(file)}, plant.id), ())
    plant_crm = connect(Connection("", made.workspace_id, "plant-crm", "rest", {"base_url": crm.url()}, plant.id), ())
    steps = (
        Step(
            "lookup",
            "db_query",
            {
                "connection": plant_db.id,
                "operation": "select",
                "statement": "SELECT id, price, note FROM prices WHERE id = :id",
                "mappings": [{"source": "id", "target": "id", "type": "integer"}],
            },
        ),
        Step(
            "ask",
            "rest_call",
            {
                "connection": plant_crm.id,
                "method": "POST",
                "path": "/customers/{payload.id}",
                "body": {"price": "{steps.lookup.rows[0].price}", "at": "{message.received_at}"},
            },
        ),
        Step(
            "keep",
            "db_query",
            {
                "connection": plant_db.id,
                "operation": "insert",
                "target": "results",
                "mappings": [
                    {"source": "id", "target": "id", "type": "integer"},
                    {"source": "steps.ask.body.tier", "target": "found"},
                ],
            },
        ),
    )
    workflow = evolve(made.workflow, steps=steps, max_retries=0, retry_base=0.05, retry_cap=0.1)
    return evolve(made, workflow=save(api, workflow))


def save(api, workflow):
    return api.metadata.repositories.workflows.save(workflow, author="t")


async def send(world, *numbers):
    await world.accept(*(f"m-{one}" for one in numbers), payloads=[{"id": one} for one in numbers])


async def test_a_run_reads_asks_and_writes_where_only_the_agent_reaches(
    api, settings, catalogue, world, plant, file, crm
):
    await plant.connect(api)
    await send(world, 1, 2)
    async with working(api, settings, catalogue):
        await eventually(lambda: results(file) == [(1, "gold"), (2, "gold")], timeout_s=30)

    bodies = {one.path: one.json() for one in crm.requests}
    assert bodies["/customers/1"]["price"] == 12.5
    assert bodies["/customers/2"]["price"] == 9007199254740993
    assert bodies["/customers/1"]["at"].startswith("20")  # a time is a time there, too
    assert not world.letters()


async def test_a_call_whose_answer_is_lost_is_made_again_under_the_same_key_and_spends_no_attempt(
    api, settings, catalogue, world, plant, file, crm, monkeypatch
):
    cut = plant.lose_answers(monkeypatch, 3)  # done, and the centre never hears of it
    await send(world, 1)
    async with working(api, settings, catalogue):  # the agent is away at first
        for rest in range(3):
            await plant.connect(api)
            await plant.closed()
            assert len(cut) == rest + 1
        await plant.connect(api)
        await eventually(lambda: results(file), timeout_s=30)

    assert results(file) == [(1, "gold")]  # by the ledger
    assert len({one.headers["idempotency-key"] for one in crm.requests}) == 1
    assert not world.letters()


async def test_what_the_system_behind_the_agent_says_ends_a_run_or_holds_it(
    api, settings, catalogue, world, plant, file, crm
):
    crm.default = Answer(422, {"detail": "no such customer"})
    await plant.connect(api)
    await send(world, 1)
    async with working(api, settings, catalogue):
        await eventually(world.letters, timeout_s=30)
        (letter,) = world.letters()
        assert "step 'ask'" in letter.letter.reason
        assert "422" in letter.letter.reason

        crm.default = Answer(503)
        await send(world, 2)
        await eventually(lambda: len(crm.requests) > 1, timeout_s=30)
        crm.default = Answer(body={"tier": "silver"})
        await eventually(lambda: results(file) == [(2, "silver")], timeout_s=30)


async def test_a_call_that_takes_longer_than_its_run_may_ends_at_the_agent_too(
    api, settings, catalogue, world, plant, crm
):
    crm.default = Answer(body={"tier": "gold"}, delay_s=30)
    save(api, evolve(world.workflow, timeout=2.0))
    await plant.connect(api)
    await send(world, 1)
    async with working(api, settings, catalogue):
        await eventually(world.letters, timeout_s=30)
        await eventually(lambda: [one for one in plant.frames if isinstance(one, Cancel)])
        await eventually(lambda: not plant.answering._under_way)

    (letter,) = world.letters()
    assert "its time-out of 2 s" in letter.letter.reason


async def test_a_step_type_that_is_not_installed_at_the_agent_holds_the_run_and_says_so(
    api, settings, catalogue, world, plant, crm, monkeypatch, caplog
):
    await plant.connect(api)
    monkeypatch.setattr(plant.connections.steps, "_components", build_catalogue([builtin]))
    await send(world, 1)
    async with working(api, settings, catalogue):
        await eventually(lambda: "install the plugin that brings rest_call" in caplog.text, timeout_s=30)

    assert "at the agent: " in caplog.text
    assert not world.letters()
    assert not crm.requests
