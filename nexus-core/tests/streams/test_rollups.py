"""Figures in the stream store, on one server and on a cluster."""

import itertools

import pytest

from nexus.errors import StoreError
from nexus.model.metrics import HOURS, MINUTES, SECONDS, Figures, Kind, Subject
from nexus.streams import keys
from nexus.streams.rollups import RollUps
from nexus.streams.store import connect
from nexus.testing import eventually

NOON = 1_764_072_000  # a full hour
PIPELINE, WORKSPACE = Subject(Kind.PIPELINE, "w1/p1"), Subject(Kind.WORKSPACE, "ws1")


@pytest.fixture(params=["fresh_valkey_url", "fresh_redis_url", "fresh_cluster_url"])
async def any_store(request):
    store = connect(request.getfixturevalue(request.param))
    yield store
    await store.close()


def accepted(count: int) -> Figures:
    made = Figures()
    made.took(count, 0)
    return made


def shown(found: dict[int, Figures]) -> dict[int, int]:
    return {slot: figures["accepted"] for slot, figures in found.items()}


async def test_seconds_minutes_and_hours_of_all_processes_are_added_up(any_store):
    one, other = RollUps(any_store), RollUps(any_store)
    for at in (NOON, NOON + 1, NOON + 59, NOON + 60, NOON + 3600):
        await one.write(at, {PIPELINE: accepted(2), WORKSPACE: accepted(2)})
        await other.write(at, {PIPELINE: accepted(5)})
    await one.close()
    await other.close()

    seconds = await one.read([PIPELINE, WORKSPACE], SECONDS, NOON, NOON + 60)
    minutes = await one.read([PIPELINE], MINUTES, NOON // 60, NOON // 60 + 60)
    hours = await one.read([PIPELINE], HOURS, NOON // 3600, NOON // 3600 + 1)

    assert shown(seconds[PIPELINE]) == {NOON: 7, NOON + 1: 7, NOON + 59: 7, NOON + 60: 7}
    assert shown(seconds[WORKSPACE]) == {NOON: 2, NOON + 1: 2, NOON + 59: 2, NOON + 60: 2}
    assert shown(minutes[PIPELINE]) == {NOON // 60: 21, NOON // 60 + 1: 7, NOON // 60 + 60: 7}
    assert shown(hours[PIPELINE]) == {NOON // 3600: 28, NOON // 3600 + 1: 7}


async def test_a_minute_that_is_not_over_is_seen_within_ten_seconds(store):
    rollups = RollUps(store)
    await rollups.write(NOON + 1, {PIPELINE: accepted(1)})
    for at in range(NOON + 2, NOON + 11):
        await rollups.write(at, {})

    assert shown((await rollups.read([PIPELINE], MINUTES, NOON // 60, NOON // 60))[PIPELINE]) == {NOON // 60: 1}


async def test_a_process_that_starts_anew_within_a_minute_adds_to_what_its_former_life_counted(store):
    subject = Subject(Kind.WORKFLOW, "restarted")
    for _ in range(2):
        life = RollUps(store)
        await life.write(NOON + 1, {subject: accepted(3)})
        await life.close()

    assert shown((await life.read([subject], MINUTES, NOON // 60, NOON // 60))[subject]) == {NOON // 60: 6}


async def test_what_could_not_be_written_is_written_when_the_store_is_back_and_counted_once(proxy, proxied, own_store):
    rollups, subject = RollUps(proxied), Subject(Kind.WORKFLOW, "away")
    await rollups.write(NOON, {subject: accepted(1)})
    proxy.cut_replies_after(0)  # what is sent is applied, but nobody is told
    await rollups.write(NOON + 1, {subject: accepted(1)})
    proxy.heal()
    times = itertools.count(NOON + 2)

    async def is_all_there() -> bool:
        await rollups.write(next(times), {})
        found = await RollUps(own_store).read([subject], SECONDS, NOON, NOON + 1)
        return shown(found[subject]) == {NOON: 1, NOON + 1: 1}

    await eventually(is_all_there)


async def test_reading_from_a_store_that_is_away_says_so(proxy, proxied):
    proxy.refuse()

    with pytest.raises(StoreError):
        await RollUps(proxied).read([PIPELINE], SECONDS, NOON, NOON)


async def test_every_key_ends_by_itself(store):
    rollups, subject = RollUps(store), Subject(Kind.WORKFLOW, "ends")
    await rollups.write(NOON, {subject: accepted(1)})
    await rollups.close()

    for resolution in (SECONDS, MINUTES, HOURS):
        key = keys.figures(subject, resolution, resolution.slot(NOON) // resolution.chunk)
        left = await store.call(key, "TTL", key)
        assert resolution.kept_s < left <= resolution.kept_s + resolution.chunk * resolution.seconds


async def test_a_pipeline_that_is_never_idle_takes_a_mebibyte_per_process_at_most(store):
    """Documented in monitoring.md: an hour of seconds, a week of minutes and of hours."""
    subject, total, keys_of = Subject(Kind.PIPELINE, "always/busy"), 0, {SECONDS: 60, MINUTES: 168, HOURS: 7}
    busy = Figures()
    busy.took(1000, 3)
    busy.delivered_at(10_000, list(range(8_000, 10_000)))
    busy.wrote(0.02)
    rollups = RollUps(store)
    for offset in range(3600):
        await rollups.write(NOON + offset, {subject: busy})
    await rollups.close()
    for resolution, count in keys_of.items():
        key = keys.figures(subject, resolution, resolution.slot(NOON) // resolution.chunk)
        used = await store.call(key, "MEMORY", "USAGE", key)
        slots = await store.call(key, "HLEN", key)
        total += used * count * resolution.chunk // slots

    assert total < 1024 * 1024, total
