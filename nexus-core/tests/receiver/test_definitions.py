"""Sources in definition files: checked against what is there, exported as they were written."""

import pytest

from nexus.errors import InvalidInput
from nexus.services.definitions.export import export


async def faults(world, *sources, **config):
    with pytest.raises(InvalidInput) as raised:
        await world.apply(connections=[world.feed("a", **config)], workflows=[world.taking("one", *sources)])
    return {one.path: one.message for one in raised.value.errors}


async def test_a_source_must_be_there_and_able_to_be_received_from(world):
    assert await faults(world, "b") == {"workflows[0].sources[0].connection": "there is no 'b'; there are a, place"}
    found = await faults(world, "a", "place")
    assert "cannot be used as a source" in found["workflows[0].sources[1].connection"]


async def test_a_subscription_must_be_one_of_the_connection(world):
    found = await faults(world, ("a", "z"), subscriptions=["x", "y"])

    assert found == {"workflows[0].sources[0].subscription": "there is no 'z'; there are x, y"}


async def test_the_fields_of_a_subscription_must_compile(world):
    found = await faults(world, "a", subscriptions=["x"], fields=[{"name": "n", "type": "string", "pattern": "("}])

    [(path, message)] = found.items()
    assert path.startswith("connections[1].config.subscriptions.x")
    assert "no RE2 expression" in message


async def test_what_is_exported_applies_without_a_change(world):
    connections = [world.feed("a", subscriptions=["x", "y"])]
    await world.apply(connections=connections, workflows=[world.taking("one", ("a", "x")), world.taking("all", "a")])

    written = export(world.metadata.repositories, world.catalogue, world.workspace)

    by_name = {one["name"]: one["sources"] for one in written["workflows"]}
    assert by_name == {"one": [{"connection": "a", "subscription": "x"}], "all": [{"connection": "a"}]}
    assert world.definitions().plan(written) == ()
