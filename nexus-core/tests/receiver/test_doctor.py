"""``nexus doctor`` tells of every source whether it is received from, and why not."""

import asyncio

from nexus.cli.diagnosis.metadata import Stored
from nexus.cli.diagnosis.sources import look_at_sources
from nexus.errors import Unavailable
from nexus.services.sources import read_sources


async def found(world):
    sources = await asyncio.to_thread(read_sources, world.metadata.definitions, world.catalogue)
    return {one.name: one async for one in look_at_sources(Stored(sources=sources), world.store)}


async def test_a_source_that_runs_is_in_order_and_one_that_is_away_is_told_of(world):
    await world.apply(
        connections=[world.feed("a"), world.feed("b", instances=2)], workflows=[world.taking("one", "a", "b")]
    )
    world.upstreams["b"].fault = Unavailable("nobody answers")

    async with world.receiver("r1"):
        await world.becomes("a", "running")
        await world.becomes("b", "backoff")
        findings = await found(world)

    assert (findings["a"].state, findings["a"].message) == ("ok", "running on r1")
    assert (findings["b #0"].state, findings["b #1"].message) == ("warning", "backoff on r1: nobody answers")


async def test_without_a_receiver_it_says_so(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])

    findings = await found(world)

    assert findings["a"].state == "warning"
    assert "nexus receiver" in findings["a"].message
