"""How things stand now, asked of one server and of a cluster."""

import pytest

from nexus.model.delivery import Depth, ScheduledRetry, Settlement
from nexus.model.message import NewMessage
from nexus.model.metrics.circuit import OpenCircuit
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.streams.removal import remove_workflow
from nexus.streams.situation import BELIEVED_S, StreamSituation
from nexus.streams.store import connect

ROUTES = {"w1": [("p1", "database"), ("p2", "rest"), ("p3", "rest")], "w2": [("p4", "database")]}


@pytest.fixture(params=["fresh_valkey_url", "fresh_redis_url", "fresh_cluster_url"])
async def any_store(request):
    store = connect(request.getfixturevalue(request.param))
    yield store
    await store.close()


async def test_depths_of_many_workflows_are_those_of_their_pipelines(any_store):
    producer = StreamProducer(any_store)
    await producer.accept("w1", [NewMessage(f"m{number}", "app", b"{}") for number in range(5)])
    for pipeline, read, retried in (("p1", 2, 0), ("p2", 3, 2), ("p3", 0, 0)):
        consumer = StreamConsumer(any_store, "w1", pipeline, "worker", family=dict(ROUTES["w1"])[pipeline])
        await consumer.ensure()
        messages = await consumer.read(read) if read else []
        await consumer.settle(Settlement(retries=[ScheduledRetry(one, 1) for one in messages[:retried]]))

    assert await StreamSituation(any_store).depths(ROUTES) == {
        ("w1", "p1"): Depth(3, 2, 0),
        ("w1", "p2"): Depth(2, 1, 2),
        ("w1", "p3"): Depth(5, 0, 0),
    }


async def test_a_workflow_that_has_just_been_removed_is_left_out(any_store):
    for workflow in ("w1", "w2"):
        await StreamProducer(any_store).accept(workflow, [NewMessage("m1", "app", b"{}")])
        await StreamConsumer(any_store, workflow, ROUTES[workflow][0][0], "worker", family="database").ensure()
    await remove_workflow(any_store, "w1", ["p1"], ["database", "rest"], discard=True)

    assert await StreamSituation(any_store).depths(ROUTES) == {("w2", "p4"): Depth(1, 0, 0)}


async def test_circuits_are_told_until_they_close(any_store):
    one, other = StreamSituation(any_store, "worker-1"), StreamSituation(any_store, "worker-2")
    opened = OpenCircuit("w1", "p1", "open", "connection refused", needs_person=False, since=1000)
    await one.tell([opened], [])
    await other.tell([OpenCircuit("w1", "p1", "probing", "connection refused", needs_person=False, since=2000)], [])

    [found] = await one.circuits(["w1", "w2"])
    assert (found.state, found.reason, found.since, found.worker) == ("open", "connection refused", 1000, "worker-1")

    await one.tell([], [("w1", "p1")])
    [found] = await one.circuits(["w1", "w2"])
    assert found.worker == "worker-2"

    await other.tell([], [("w1", "p1")])
    assert await one.circuits(["w1", "w2"]) == []


async def test_a_worker_that_is_gone_is_not_believed_for_ever(store):
    now = 1_000_000.0
    await StreamSituation(store, "worker", clock=lambda: now).tell(
        [OpenCircuit("gone", "p", "open", "away", needs_person=True, since=1)], []
    )

    assert await StreamSituation(store, clock=lambda: now + BELIEVED_S - 1).circuits(["gone"])
    assert not await StreamSituation(store, clock=lambda: now + BELIEVED_S + 1).circuits(["gone"])
