import pytest
from attrs import evolve

from nexus.model.delivery import ScheduledRetry, Settlement
from nexus.model.workflow import Pipeline, Workflow
from nexus.streams import keys
from nexus.streams.hub import StreamHub
from nexus.streams.wake import RESYNC, publish


@pytest.fixture
def incidents():
    return []


@pytest.fixture
def hub(store, incidents):
    return StreamHub(store, "worker", incident=incidents.append)


async def test_a_worker_reads_retries_and_hands_over_through_the_hub(hub, producer, workflow, new_message):
    stream = hub.pipeline(workflow, "p", "rest")
    await stream.ensure()
    await producer.accept(workflow, [new_message("a")])
    [message] = await stream.read(10)
    await stream.settle(Settlement(retries=[ScheduledRetry(evolve(message, attempt=2), 1)]))

    [(pipeline_id, retry)] = await hub.schedule(workflow, "rest").take(10, 1000)

    assert (pipeline_id, retry.message.id) == ("p", "a")
    assert list(await hub.handover.drain(workflow, 10)) == []


async def test_news_of_both_kinds_are_heard(hub, store, workflow):
    for ear, channel in ((hub.wakes(), keys.WAKE), (hub.changes(), keys.CONFIG)):
        assert await anext(ear) is RESYNC
        await publish(store, channel, workflow)
        while await anext(ear) != workflow:
            pass  # a late word from another test
        await ear.aclose()


async def test_leaving_forgets_a_worker_that_holds_nothing_and_no_other(hub, store, producer, workflow, new_message):
    stream = hub.pipeline(workflow, "p", "rest")
    await stream.ensure()
    await producer.accept(workflow, [new_message("a")])
    messages = await stream.read(10)

    await hub.leave(workflow, "p", "rest")
    assert len(await store.call("", "XINFO", "CONSUMERS", keys.stream(workflow), "p")) == 1
    await stream.settle(Settlement(done=messages))
    await hub.leave(workflow, "p", "rest")
    assert await store.call("", "XINFO", "CONSUMERS", keys.stream(workflow), "p") == []
    await hub.leave("no-such-workflow", "p", "rest")


async def test_what_must_not_happen_becomes_an_incident(hub, incidents, store, producer, workflow, new_message):
    stream = hub.pipeline(workflow, "p", "rest")
    await stream.ensure()
    await producer.accept(workflow, [new_message("a"), new_message("b")])
    first, second = await stream.read(10)
    await stream.settle(Settlement(retries=[ScheduledRetry(evolve(second, attempt=2), 1)]))
    await store.call("", "XDEL", keys.stream(workflow), first.entry)
    await store.call("", "DEL", keys.jobs(workflow))

    await stream.own_pending(10)
    await hub.schedule(workflow, "rest").take(10, 1000)
    definition = Workflow(id=workflow, workspace_id="w", name="n", pipelines=(Pipeline("p", "p", "d", "insert"),))
    await hub.trim(definition)
    await store.call("", "DEL", keys.stream(workflow))
    await hub.trim(definition)

    assert len(incidents) == 3
    for words, incident in zip(("removed by someone else", "are lost", "has lost messages"), incidents, strict=True):
        assert words in incident
