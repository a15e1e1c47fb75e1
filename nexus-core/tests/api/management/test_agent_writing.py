"""Pipelines whose connection names an agent are written by that agent, whatever becomes of its link meanwhile."""

import asyncio
import contextlib
import sqlite3
from contextlib import closing

import pytest
from attrs import evolve

from nexus import wiring
from nexus.model.mapping import MappingRule
from nexus.security.agent_seals import seal
from nexus.services.agent_links.frames import Ask
from nexus.services.agent_links.work import AgentWork
from nexus.streams.hub import StreamHub
from nexus.testing import eventually
from nexus.worker.worker import Outside, Worker, WorkerSettings

from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RULES = (MappingRule(target="id", source="id", type="integer"), MappingRule(target="name", source="name"))


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "plant.db"
    with closing(sqlite3.connect(made)) as database:
        database.execute("CREATE TABLE t (id INTEGER CHECK (id <> 13), name TEXT)")
    return made


def stored(file):
    with closing(sqlite3.connect(file)) as database:
        return [number for (number,) in database.execute("SELECT id FROM t ORDER BY id")]


@pytest.fixture
async def world(api, plant, file):
    made = make(api)
    pipeline = made.workflow.pipelines[0]
    connections = api.metadata.repositories.connections
    (connection,) = connections.list(made.workspace_id)
    connections.update(evolve(connection, config={"path": str(file)}, via_agent=plant.id), ())
    pipeline = evolve(pipeline, mappings=RULES, ledger=True)
    workflow = evolve(made.workflow, pipelines=(pipeline,), max_retries=0)
    return evolve(made, workflow=api.metadata.repositories.workflows.save(workflow, author="t"))


@contextlib.asynccontextmanager
async def working(api, settings, catalogue):
    """A worker beside the API process: it asks over the stream store."""
    store, ear = wiring.open_store(settings), wiring.open_store(settings)
    switchboard = wiring.open_switchboard(store, ear)
    outside = Outside(
        definitions=api.metadata.definitions,
        components=catalogue,
        streams=StreamHub(store, "w1"),
        egress=None,
        log=api.log,
        dead_letters=api.metadata.dead_letters,
        agents=AgentWork(switchboard, api.metadata.agents.get, seal),
    )
    stop = asyncio.Event()
    listening = asyncio.create_task(switchboard.run())
    quick = WorkerSettings(claim_idle_s=0.4, sweep_s=0.2, sweep_rate=1000.0)
    work = asyncio.create_task(Worker(outside, quick).run(stop, grace_s=5))
    try:
        yield
    finally:
        stop.set()
        await work
        listening.cancel()
        await asyncio.wait([listening])
        await store.close()
        await ear.close()


async def accept(world, numbers):
    payloads = [{"id": number, "name": "x" * 50} for number in numbers]
    await world.accept(*(f"m-{number:04}" for number in numbers), payloads=payloads)


async def test_an_agent_writes_large_batches_and_tells_what_its_database_refuses(
    api,
    settings,
    catalogue,
    world,
    plant,
    file,
    monkeypatch,
):
    monkeypatch.setattr("nexus.services.agent_links.writing.WRITE_BYTES", 2000)
    await plant.connect(api)
    await accept(world, range(1, 101))
    expected = [number for number in range(1, 101) if number != 13]
    async with working(api, settings, catalogue):
        await eventually(lambda: stored(file) == expected, timeout_s=20)
        await eventually(lambda: len(world.letters()) == 1)

    assert len([one for one in plant.frames if isinstance(one, Ask)]) > 3
    assert "13" not in stored(file)


async def test_what_is_accepted_while_the_agent_is_away_or_cut_off_in_mid_batch_is_stored_once(
    api,
    settings,
    catalogue,
    world,
    plant,
    file,
    monkeypatch,
):
    """No attempt is spent: with none to spare, one would make dead letters."""
    numbers = [number for number in range(1, 101) if number != 13]
    await accept(world, numbers[:50])
    cut = plant.lose_answers(monkeypatch, 2)  # done, and the centre never hears of it
    async with working(api, settings, catalogue):
        for rest in range(2):
            await plant.connect(api)
            await plant.closed()
            assert len(cut) == rest + 1
        await accept(world, numbers[50:])
        await plant.connect(api)
        await eventually(lambda: stored(file) == numbers, timeout_s=20)

    assert not world.letters()
