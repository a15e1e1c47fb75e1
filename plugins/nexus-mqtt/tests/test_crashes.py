"""The broker is killed or loses the network: what it acknowledged to publishers, and has saved, arrives."""

import asyncio
import contextlib

import pytest

from nexus import Unavailable
from nexus.testing import MosquittoServer, eventually, wait_until


@pytest.fixture
def broker():
    """A broker of the test's own, which keeps its sessions on disk."""
    with MosquittoServer(accounts={"nexus": "password-of-the-tests"}) as server:
        yield server


@contextlib.asynccontextmanager
async def keeping_on(make_source, emit):
    """Run a source as the receiver does, again after each outage."""

    async def again_and_again():
        while True:
            with contextlib.suppress(Unavailable):
                await make_source().run(emit)
            await asyncio.sleep(0.05)

    running = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_a_broker_that_is_killed_and_comes_back_gives_what_it_has_saved(
    broker, make_config, receiving, publish, topic
):
    config = make_config()
    async with receiving(config):
        pass
    before = broker.saved_at
    await asyncio.to_thread(publish, f"{topic}/a", *({"n": n} for n in range(200)))
    await eventually(lambda: broker.saved_at > before)
    await quiet(broker)

    broker.kill()
    await asyncio.to_thread(broker.start)

    async with receiving(config) as got:
        await eventually(lambda: len(got.messages) >= 200)
    assert got.payloads == [{"n": n} for n in range(200)]


async def test_a_broker_that_is_killed_while_a_source_receives_loses_nothing_for_it(
    broker, make_config, receiving, publish, topic
):
    from nexus_mqtt.source import open_source

    async with receiving(make_config()) as got:
        pass
    async with keeping_on(lambda: open_source(make_config(), got.context), got.emit):
        for start in range(0, 300, 100):
            await asyncio.to_thread(publish, f"{topic}/a", *({"n": n} for n in range(start, start + 100)))
            await quiet(broker)
            broker.kill()
            await asyncio.to_thread(broker.start)
        await eventually(lambda: {one["n"] for one in got.payloads} == set(range(300)), timeout_s=30)


async def test_cut_at_every_point_of_the_dialogue_nothing_is_lost(
    broker, make_config, receiving, publish, topic, tcp_proxy
):
    from nexus_mqtt.source import open_source

    proxy = tcp_proxy(broker.port)
    config = make_config(port=proxy.port)
    async with receiving(config) as got:
        pass
    async with keeping_on(lambda: open_source(config, got.context), got.emit):
        for number in range(40):
            proxy.cut_replies_after(number * 7)  # CONNACK, SUBACK, PUBLISH, in the middle of each
            await asyncio.to_thread(publish, f"{topic}/a", {"n": number})
        proxy.heal()
        await eventually(lambda: {one["n"] for one in got.payloads} == set(range(40)), timeout_s=30)


async def quiet(broker):
    """Wait until the broker has saved all that it has taken: it acknowledges just before that."""
    last = -1
    while last != broker.saved_at:
        last = broker.saved_at
        await asyncio.sleep(0.3)


def test_the_broker_of_the_tests_saves_after_every_change(broker, publish, topic):
    before = broker.saved_at
    publish(f"{topic}/state", {"n": 1}, retain=True)
    wait_until(lambda: broker.saved_at > before)
