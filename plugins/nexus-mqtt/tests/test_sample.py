"""Samples come from what is kept and what is published just now, and are taken from nobody."""

import asyncio

import pytest

from nexus import Unavailable
from nexus.testing import LocalContext
from nexus_mqtt.sample import sample


async def test_samples_are_what_comes_in_the_time_given(make_config, receiving, publish, topic):
    await asyncio.to_thread(publish, f"{topic}/kept", {"n": 1}, retain=True)
    config = make_config(share="workers")
    async with receiving(config) as got:
        sampling = asyncio.create_task(sample(config, LocalContext(), "all", 3, 5.0))
        while not sampling.done():
            await asyncio.to_thread(publish, f"{topic}/new", {"n": 2})
        found = await sampling

    assert [one.payload for one in found] == [b'{"n": 1}', b'{"n": 2}', b'{"n": 2}']
    assert found[0].metadata["retained"]
    assert len(got.messages) >= 2  # the source got them, too


async def test_where_nothing_comes_there_is_nothing(make_config):
    assert await sample(make_config(), LocalContext(), "all", 3, 0.2) == []


async def test_a_broker_that_is_away_says_so(make_config, tcp_proxy, broker):
    proxy = tcp_proxy(broker.port)
    proxy.refuse()
    with pytest.raises(Unavailable):
        await sample(make_config(port=proxy.port), LocalContext(), "all", 3, 0.2)
