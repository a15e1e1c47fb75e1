"""An agent, or its centre, that ends at any effect of taking and forwarding: what it acknowledged arrives once, in order."""

import itertools

import pytest
from crashes.forwarding import ForwardingWorld
from crashes.life import Point, at_every_point

from nexus.streams.store import connect
from nexus.testing import ValkeyServer

NUMBERS = range(5)
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server():
    with ValkeyServer(durable=True) as made:
        yield made


@pytest.fixture
async def new_world(server, tmp_path):
    """Make worlds: each with a queue and a workflow of its own."""
    store = connect(server.url())

    def make():
        return ForwardingWorld(store, server.url(), f"forward-{next(_numbers)}", tmp_path, NUMBERS)

    yield make
    await store.close()


async def test_wherever_the_agent_ends_and_however_long_it_stays_away_each_message_arrives_once_in_order(new_world):
    async def play(point):
        world = new_world()
        life = await world.live(point)
        await world.let_a_day_pass()
        await world.live()
        assert await world.arrived() == list(NUMBERS), point
        assert world.acknowledged == set(NUMBERS)
        return life.is_over

    assert await at_every_point(play) >= 5, (
        "three commits of what was sent, a batch, and a commit of its answer at least"
    )


@pytest.mark.parametrize("cut_for_a_day", [False, True], ids=["at once", "a day later"])
async def test_wherever_the_centre_ends_over_a_batch_each_message_arrives_once_in_order(new_world, cut_for_a_day):
    async def play(point):
        world = new_world()
        world.centre_ends_at = point
        world.cut_for_a_day = cut_for_a_day
        await world.live()
        assert await world.arrived() == list(NUMBERS), point
        return world.centre_ended

    assert await at_every_point(play) >= 4, "what is known, taking, its fence, its wake-up"


async def test_two_ends_of_the_agent_in_a_row_and_one_of_the_centre_change_nothing_either(new_world, plan):
    whole = await new_world().live()
    step = 1 if plan.is_whole else 7

    for number in range(1, whole.effects + 1, step):

        async def play(point, number=number):
            world = new_world()
            world.centre_ends_at = Point(1 + number % 5, after=True)
            await world.live(Point(number, after=bool(number % 2)))
            life = await world.live(point)
            await world.live()
            assert await world.arrived() == list(NUMBERS), (number, point)
            return life.is_over

        await at_every_point(play)
