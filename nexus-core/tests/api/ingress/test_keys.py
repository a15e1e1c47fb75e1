"""The cache of keys: fresh at once after a change, shared look-ups, bounded, steady when the database is away."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from nexus.api.ingress.keys import Busy, KeyCache, read_sender
from nexus.model.connection import Application
from nexus.security.api_keys import generate_key

from ..conftest import MemoryDefinitions  # noqa: TID252 — the fixtures' own module


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def key():
    return generate_key()


@pytest.fixture
def definitions(key) -> MemoryDefinitions:
    store = MemoryDefinitions()
    store.applications["shop"] = Application("shop", "workspace", "shop")
    store.keys[key.id, key.digest] = "shop"
    store.fed["shop"] = ("orders",)
    return store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def cache(definitions, clock):
    cache = KeyCache(definitions, partial(read_sender, definitions), clock=clock, size=3, max_lookups=2)
    yield cache
    await cache.close()


async def test_a_key_is_looked_up_once_and_then_at_hand(cache, definitions, key):
    assert cache.get(key.digest) is None
    await cache.load(key.id, key.digest)

    assert cache.get(key.digest).workflow_ids == ("orders",)
    assert definitions.lookups == 1


async def test_look_ups_of_one_key_are_shared(cache, definitions, key):
    senders = await asyncio.gather(*(cache.load(key.id, key.digest) for _ in range(20)))

    assert len({id(each) for each in senders}) == 1
    assert definitions.lookups == 1


async def test_an_unknown_key_is_remembered_for_a_moment_only(cache, definitions, clock):
    unknown = generate_key()
    assert await cache.load(unknown.id, unknown.digest) is None

    assert cache.is_unknown(unknown.digest)
    clock.now += 6
    assert not cache.is_unknown(unknown.digest)


async def test_a_flood_of_unknown_keys_does_not_evict_known_ones(cache, key):
    await cache.load(key.id, key.digest)
    for _ in range(10):
        made_up = generate_key()
        await cache.load(made_up.id, made_up.digest)

    assert cache.get(key.digest) is not None
    assert len(cache._unknown) == 3


async def test_look_ups_at_once_are_bounded(cache, definitions):
    release = threading.Event()
    definitions.holder_of_key = lambda *_: release.wait(10) and None
    first, second, third = (generate_key() for _ in range(3))
    lookups = [cache.load(each.id, each.digest) for each in (first, second)]

    with pytest.raises(Busy):
        cache.load(third.id, third.digest)
    release.set()
    await asyncio.gather(*lookups)


@pytest.mark.parametrize("changed", ["shop", "a-workflow", None])
async def test_a_change_is_effective_at_once(cache, key, changed):
    await cache.load(key.id, key.digest)

    cache.forget(changed)

    assert cache.get(key.digest) is None


async def test_a_change_of_another_known_application_leaves_this_one(cache, definitions, key):
    other = generate_key()
    definitions.applications["other"] = Application("other", "workspace", "other")
    definitions.keys[other.id, other.digest] = "other"
    await cache.load(key.id, key.digest)
    await cache.load(other.id, other.digest)

    cache.forget("other")

    assert cache.get(key.digest) is not None
    assert cache.get(other.digest) is None


async def test_a_change_during_a_look_up_makes_it_look_again(cache, definitions, key):
    started, release = threading.Event(), threading.Event()
    read = definitions.holder_of_key

    def slow(key_id: str, digest: bytes):
        found = read(key_id, digest)
        started.set()
        release.wait(10)
        return found

    definitions.holder_of_key = slow
    lookup = cache.load(key.id, key.digest)
    await asyncio.to_thread(started.wait, 10)
    definitions.applications.clear()
    cache.forget("shop")
    release.set()

    assert await lookup is None
    assert cache.get(key.digest) is None


async def test_a_key_that_is_due_stays_while_the_database_is_away(cache, definitions, clock, key):
    await cache.load(key.id, key.digest)
    clock.now += 61
    assert cache.get(key.digest) is None
    definitions.away = OSError("gone")

    assert (await cache.load(key.id, key.digest)).id == "shop"


async def test_a_key_that_may_have_changed_does_not_stay_while_the_database_is_away(cache, definitions, key):
    await cache.load(key.id, key.digest)
    definitions.away = OSError("gone")
    cache.forget("shop")

    with pytest.raises(OSError, match="gone"):
        await cache.load(key.id, key.digest)


async def test_a_revoked_key_is_gone_when_it_is_due(cache, definitions, clock, key):
    await cache.load(key.id, key.digest)
    definitions.keys.clear()
    clock.now += 61

    assert await cache.load(key.id, key.digest) is None


def ending(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def test_a_key_in_its_overlap_is_at_hand_until_the_overlap_ends_and_no_longer(cache, definitions, clock, key):
    definitions.ends[key.id] = ending(30)
    await cache.load(key.id, key.digest)

    clock.now += 29
    assert cache.get(key.digest) is not None
    clock.now += 1.1
    assert cache.get(key.digest) is None


async def test_a_key_whose_overlap_ends_while_the_database_is_away_is_nobodys(cache, definitions, clock, key):
    definitions.ends[key.id] = ending(30)
    await cache.load(key.id, key.digest)
    definitions.away = OSError("gone")

    clock.now += 30.1

    assert await cache.load(key.id, key.digest) is None
    assert cache.is_unknown(key.digest)
