"""What a worker counts arrives in the stream store, for each thing that it is about."""

import asyncio
import time

from prometheus_client import generate_latest

from nexus.errors import Rejected, Retry, Unavailable
from nexus.model.metrics import SECONDS, Figures, Kind, Subject, total
from nexus.streams.rollups import RollUps
from nexus.streams.situation import StreamSituation
from nexus.telemetry.prometheus.serving import registry_of
from nexus.testing import eventually
from nexus.worker.scraped import worker_collectors


async def figures(world, *subjects: Subject) -> list[Figures]:
    """All that was counted in the last minute."""
    now = int(time.time())
    found = await RollUps(world.store).read(subjects, SECONDS, now - 60, now)
    return [total(found[one].values()) for one in subjects]


def pipeline(world, place: str) -> Subject:
    workflow = world.workflow()
    [found] = [one for one in workflow.pipelines if one.name == place]
    return Subject(Kind.PIPELINE, f"{workflow.id}/{found.id}")


def connection(world, place: str) -> Subject:
    [found] = [one for one in world.metadata.repositories.connections.list(world.workspace) if one.name == place]
    return Subject(Kind.CONNECTION, found.id)


async def test_what_became_of_messages_is_counted_for_pipeline_workflow_connection_and_workspace(world):
    workflow = world.fan_out("a", "b")
    tried = []

    def script(batch):
        bad = {at: "too long" for at, one in enumerate(batch.ids) if one == "m1"}
        if bad:
            world.places["a"].store(*(one for one in batch.ids if one != "m1"))
            raise Rejected(bad)

    def once_busy(batch):
        if not tried:
            tried.append(batch)
            raise Retry("busy")

    world.places["a"].script = script
    world.places["b"].script = once_busy
    await world.send(workflow, "m0", "m1", "m2")
    async with world.worker():
        await world.drained(workflow, "a")
        await world.drained(workflow, "b")

    a, b, of_a, flow, room = await figures(
        world,
        pipeline(world, "a"),
        pipeline(world, "b"),
        connection(world, "a"),
        Subject(Kind.WORKFLOW, workflow),
        Subject(Kind.WORKSPACE, world.workspace),
    )
    assert (a["delivered"], a["dead"], a["failed"]) == (2, 1, 0)
    assert (b["delivered"], b["dead"], b["failed"]) == (3, 0, 3)
    assert sum(a.latency) == 2
    assert 2 <= sum(b.write) <= 4  # the three are tried again, together or one by one
    assert of_a["delivered"] == 2
    assert (flow["delivered"], flow["dead"], flow["failed"]) == (5, 1, 3)
    assert room == flow


async def test_filtered_messages_are_counted(world):
    rules = [{"source": "$", "target": "$"}]
    one = {"name": "a", "destination": "a", "operation": "insert", "mappings": rules, "condition": "payload.id != 'm1'"}
    world.apply(
        connections=[{"name": "a", "connector": "scripted", "config": {"place": "a"}}],
        workflows=[{"name": "w", "pipelines": [one]}],
    )
    workflow = world.workflow().id
    await world.send(workflow, "m0", payload={"id": "m0"})
    await world.send(workflow, "m1", payload={"id": "m1"})
    async with world.worker():
        await world.drained(workflow)

    [found] = await figures(world, Subject(Kind.WORKFLOW, workflow))
    assert (found["delivered"], found["filtered"]) == (1, 1)


async def test_an_open_circuit_is_told_of_with_what_waits_before_it_and_is_gone_when_it_closes(world):
    workflow = world.fan_out("a")
    situation = StreamSituation(world.store)

    def away(batch):
        raise Unavailable("connection refused")

    world.places["a"].script = away
    await world.send(workflow, "m0", "m1", "m2")
    async with world.worker():
        await eventually(lambda: world.places["a"].tries)

        async def is_told() -> bool:
            return bool(await situation.circuits([workflow]))

        await eventually(is_told)
        [told] = await situation.circuits([workflow])
        assert told.reason == "connection refused"
        world.places["a"].script = lambda batch: None
        await world.drained(workflow)

        async def is_closed() -> bool:
            return not await situation.circuits([workflow])

        await eventually(is_closed)

    [found] = await figures(world, pipeline(world, "a"))
    assert found["circuit"] == 2
    assert found["pending"] == 3
    assert found["delivered"] == 3


async def test_a_pipeline_that_is_gone_is_not_counted_any_more(world):
    world.fan_out("a", "b")
    async with world.worker() as worker:
        await eventually(lambda: len(worker.fleet.runners()) == 2)
        for runner in worker.fleet.runners():
            worker.meters.of(runner.route)
        world.fan_out("b")
        await world.announce()
        await eventually(lambda: len(list(worker.meters.counts.meters(Kind.PIPELINE))) == 1)


async def test_prometheus_is_shown_what_a_worker_did_and_what_it_runs(world):
    workflow = world.fan_out("a")
    await world.send(workflow, "m0", "m1")
    async with world.worker() as worker:
        await world.drained(workflow)
        await eventually(lambda: worker.meters.of(worker.fleet.runners()[0].route).sum()["delivered"] == 2)
        registry = registry_of(worker_collectors(worker, worker.meters.counts, world.catalogue))
        text = (await asyncio.to_thread(generate_latest, registry)).decode()

    labels = 'connection="a",pipeline="a",workflow="w",workspace="default"'
    lines = text.split("\n")
    assert f"nexus_pipeline_messages_delivered_total{{{labels}}} 2.0" in lines
    assert f"nexus_pipeline_circuit{{{labels}}} 0.0" in lines
    assert 'nexus_worker_pipelines{state="running"} 1.0' in lines
    assert "nexus_delivery_log_dropped_total 0.0" in lines
