import asyncio

import pytest
from attrs import evolve

from nexus.errors import StoreError
from nexus.model.delivery import Depth, ScheduledRetry, Settlement
from nexus.model.message import Receipt
from nexus.streams import keys
from nexus.streams.cluster import slot_of
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.producer import StreamProducer
from nexus.streams.schedule import StreamSchedule
from nexus.streams.store import connect
from nexus.streams.wake import RESYNC, listen
from nexus.testing import eventually


@pytest.fixture
async def store(cluster):
    store = connect(cluster.url())
    yield store
    await store.close()


@pytest.fixture
def workflows(workflow):
    """Twelve workflows, on all three nodes."""
    names = [f"{workflow}-{n}" for n in range(12)]
    assert len({slot_of(keys.stream(name)) * 3 // 16384 for name in names}) == 3
    return names


async def test_workflows_on_all_nodes_are_accepted_read_settled_and_retried(store, workflows, new_message):
    producer = StreamProducer(store)
    for workflow in workflows:
        consumer = StreamConsumer(store, workflow, "p", "w", family="rest")
        schedule = StreamSchedule(store, workflow, "rest")
        await consumer.ensure()
        await producer.accept(workflow, [new_message("a"), new_message("b")])
        assert await producer.accept(workflow, [new_message("x", digest="a")]) == [Receipt("a", duplicate=True)]
        a, b = await consumer.read(10)
        await consumer.settle(Settlement([a], [ScheduledRetry(evolve(b, attempt=2), 1, "r")]))
        [(_, retry)] = await schedule.take(10, 1000)
        assert await consumer.depth() == Depth(lag=0, pending=0, scheduled=1)
        await consumer.settle(Settlement(done=[retry.message]))
        assert await consumer.depth() == Depth(0, 0, 0)
        assert list(await DeadLetterHandover(store, "c").drain(workflow, 10)) == []


async def test_submits_to_all_nodes_at_once_are_all_accepted(store, workflows, new_message):
    producer = StreamProducer(store)  # it knows no map yet: every command is sent on

    receipts = await asyncio.gather(*[producer.accept(name, [new_message(name)]) for name in workflows])

    assert receipts == [[Receipt(name)] for name in workflows]
    again = await asyncio.gather(*[producer.accept(name, [new_message("x", digest=name)]) for name in workflows])
    assert again == [[Receipt(name, duplicate=True)] for name in workflows]


async def test_after_a_redirection_the_map_is_known(store, workflows):
    for name in workflows:
        await store.call(keys.stream(name), "EXISTS", keys.stream(name))
    await eventually(lambda: len(store._slots) == 16384)

    assert len({link.name for link in await store.links()}) == 3


async def test_a_slot_that_is_being_moved_is_followed(store, cluster, workflow, new_message):
    """ASK: the key is on the target already, the map still names the source."""
    slot = slot_of(keys.stream(workflow))
    await StreamProducer(store).accept(workflow, [new_message("old")])
    links = {link.name: link for link in await store.links()}
    source = store.link(keys.stream(workflow))
    target = next(link for link in links.values() if link is not source)
    source_id = (await store.ask(source, "CLUSTER", "MYID")).decode()
    target_id = (await store.ask(target, "CLUSTER", "MYID")).decode()
    host, port = target.name.split(":")
    await store.ask(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", source_id)
    await store.ask(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", target_id)
    try:
        for key in await store.ask(source, "CLUSTER", "GETKEYSINSLOT", slot, 100):
            await store.ask(source, "MIGRATE", host, int(port), key, 0, 5000)

        assert await store.call(keys.stream(workflow), "XLEN", keys.stream(workflow)) == 1
        assert await StreamProducer(store).accept(workflow, [new_message("x", digest="old")]) == [
            Receipt("old", duplicate=True)
        ]
    finally:
        await store.ask(target, "CLUSTER", "SETSLOT", slot, "NODE", target_id)
        await store.ask(source, "CLUSTER", "SETSLOT", slot, "NODE", target_id)

    assert await StreamProducer(store).accept(workflow, [new_message("after")]) == [Receipt("after")]  # MOVED
    assert store.link(keys.stream(workflow)) is target


async def test_news_reach_listeners_on_any_node(store, workflows, new_message):
    ear = listen(store, keys.WAKE)
    assert await anext(ear) is RESYNC
    for name in workflows:
        await StreamProducer(store).accept(name, [new_message("a")])
        while await anext(ear) != name:
            pass  # a late word from another test's workflow
    await ear.aclose()


async def test_a_cluster_can_be_found_through_a_living_node(cluster, workflow, new_message):
    store = connect(f"redis+cluster://127.0.0.1:1,127.0.0.1:{cluster.nodes[0].port}")
    try:

        async def attempt():
            try:
                return await StreamProducer(store).accept(workflow, [new_message("a")])
            except StoreError:
                return None

        assert await eventually(attempt) == [Receipt("a")]
    finally:
        await store.close()
