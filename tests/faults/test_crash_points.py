"""A process that ends at any of its effects loses nothing: accept, deliver, settle, schedule, replay; every point is tried.

Points are found by counting: the next one is tried until a life reaches its end before it.
"""

import hashlib
import itertools
from collections import Counter
from functools import partial

import pytest
from crashes.delivery import World, kind, send, work
from crashes.life import Life, at_every_point

from nexus.config.settings import Settings
from nexus.streams.consumer import StreamConsumer
from nexus.streams.replay import StreamReplay
from nexus.streams.store import connect
from nexus.testing import ValkeyServer

MIXED = ("good-1", "late-1", "bad-1", "good-2", "hopeless-1", "late-2", "good-3")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server():
    with ValkeyServer(durable=True) as made:
        yield made


@pytest.fixture
async def new_world(server, tmp_path):
    """Make worlds: each with a workflow of its own."""
    store = connect(server.url())
    settings = Settings(data_dir=tmp_path, redis_url=server.url())

    async def make():
        world = World(store, server.url(), f"crash-{next(_numbers)}", settings)
        await StreamConsumer(store, world.workflow_id, "pipeline", "observer", family="database").ensure()
        return world

    yield make
    await store.close()


def digests_of(world, ids):
    return {one: hashlib.sha1(f"{world.workflow_id}/{one}".encode()).digest() for one in ids}


async def accepted(world, ids=MIXED):
    await world.live(partial(send, ids=ids, digests=digests_of(world, ids)))
    return world


def outcome_is_right(world, ids=MIXED):
    """Good and late ones are at the destination, the others dead with their reason, none of them both."""
    assert set(world.place.stored) == {one for one in ids if kind(one) in ("good", "late")}
    assert {one: letter.reason.partition(" (")[0] for one, letter in world.letters.items()} == {
        one: {"bad": "never", "hopeless": "later"}[kind(one)] for one in ids if kind(one) in ("bad", "hopeless")
    }


async def test_accept_wherever_it_ends_what_was_acknowledged_is_there_and_resends_are_taken_once(new_world):
    async def play(point):
        world = await new_world()
        sending = partial(send, ids=MIXED, digests=digests_of(world, MIXED))
        life = await world.live(sending, point)
        assert world.acknowledged <= set(await world.in_stream()), point
        await world.live(sending)
        assert await world.in_stream() == Counter(MIXED), point
        assert world.acknowledged == set(MIXED)
        return life.is_over

    assert await at_every_point(play) >= 3 * len(MIXED) // 2, "a script, a fence and a wake-up for every two messages"


async def test_deliver_settle_and_schedule_wherever_they_end_the_outcome_is_the_same(new_world):
    async def play(point):
        world = await accepted(await new_world())
        life = await world.live(work, point)
        await world.live(work)
        outcome_is_right(world)
        assert await world.left() == {}, point
        assert max(world.place.stored.values()) <= (2 if life.is_over else 1), "again only what was under way"
        return life.is_over

    assert await at_every_point(play) > 20


async def test_two_crashes_in_a_row_change_nothing_either(new_world, plan):
    first_life = Life()
    world = await accepted(await new_world())
    first_life = await world.live(work)
    step = 1 if plan.is_whole else 19

    for number in range(1, first_life.effects + 1, step):

        async def play(point, number=number):
            world = await accepted(await new_world())
            await world.live(work, type(point)(number, after=bool(number % 2)))
            life = await world.live(work, point)
            await world.live(work)
            outcome_is_right(world)
            assert await world.left() == {}, (number, point)
            return life.is_over

        await at_every_point(play)


async def test_replay_wherever_it_ends_every_letter_is_delivered_again_or_still_waits(new_world):
    """A person replays two letters; the database marks them afterwards; whoever finds one waiting replays it again."""
    ids = ("bad-1", "bad-2")

    async def replay(world, life, store):
        for one in [one for one in ids if one in world.letters]:
            letter = world.letters[one]
            await StreamReplay(store).schedule(world.workflow_id, "pipeline", "database", [(letter.message, 0)])
            life.blocking_io(lambda one=one: world.letters.pop(one))

    async def play(point):
        world = await accepted(await new_world(), ids)
        await world.live(work)
        assert set(world.letters) == set(ids)
        before = world.place.tries.copy()
        life = await world.live(replay, point)
        await world.live(replay)
        assert world.letters == {}
        await world.live(work)
        assert set(world.place.tries - before) == set(ids), point
        assert set(world.letters) == set(ids), "they die again, and are known"
        assert await world.left() == {}
        return life.is_over

    assert await at_every_point(play) >= 6
