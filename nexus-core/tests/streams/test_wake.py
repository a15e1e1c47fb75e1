import asyncio

import pytest

from nexus.errors import StoreError
from nexus.streams import keys
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.streams.wake import RESYNC, listen, publish
from nexus.testing import eventually


@pytest.fixture
async def heard(store):
    """Everything that a listener on ``nexus:wake`` has heard so far."""
    items = []

    async def follow():
        async for item in listen(store, keys.WAKE):
            items.append(item)  # noqa: PERF401 — the test looks at it while it grows

    task = asyncio.create_task(follow())
    await eventually(lambda: items == [RESYNC])
    yield items
    task.cancel()
    await asyncio.wait([task])


async def test_accepting_wakes_listeners_with_the_workflows_id(heard, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("a")])

    await eventually(lambda: workflow in heard)


async def test_configuration_news_are_heard(store):
    ear = listen(store, keys.CONFIG)
    assert await anext(ear) is RESYNC

    await publish(store, keys.CONFIG, "workflow-17")

    assert await anext(ear) == "workflow-17"
    await ear.aclose()


async def test_many_news_of_one_workflow_are_told_once(store, workflow):
    ear = listen(store, keys.CONFIG)
    await anext(ear)
    await asyncio.gather(*[publish(store, keys.CONFIG, workflow) for _ in range(100)])
    await publish(store, keys.CONFIG, "last")
    told = []
    while "last" not in told:
        told.append(await anext(ear))
        await asyncio.sleep(0)
    await ear.aclose()

    assert len(told) < 20


async def test_after_a_reconnect_the_listener_is_told_to_look_at_everything(server, own_store, workflow, new_message):
    ear = listen(own_store, keys.WAKE)
    assert await anext(ear) is RESYNC
    server.kill()
    following = asyncio.create_task(anext(ear))
    server.restart()

    assert await following is RESYNC
    await eventually(lambda: _accepted(own_store, workflow, new_message("a")))
    assert await anext(ear) == workflow
    await ear.aclose()


async def test_a_listener_waits_for_a_store_that_is_not_there_yet(server):
    server.kill()
    store = connect(server.url())
    ear = listen(store, keys.WAKE)
    first = asyncio.create_task(anext(ear))
    server.restart()

    assert await first is RESYNC
    await ear.aclose()
    await store.close()


async def test_a_connection_that_died_silently_is_noticed(proxy, proxied, monkeypatch):
    monkeypatch.setattr("nexus.streams.wake._HEARTBEAT", 0.1)
    ear = listen(proxied, keys.WAKE)
    await anext(ear)
    proxy.black_hole()
    following = asyncio.create_task(anext(ear))
    await eventually(lambda: proxy.accepted >= 2, what="a second connection")
    proxy.heal()

    assert await following is RESYNC
    await ear.aclose()


async def _accepted(store, workflow, message):
    try:
        return await StreamProducer(store).accept(workflow, [message])
    except StoreError:
        return None
