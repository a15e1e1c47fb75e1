"""The live tail: told only while someone listens, bounded for slow readers, honest about what was missed."""

import pytest
from attrs import evolve

from nexus.model.delivery import DeliveryEvent, Status
from nexus.streams import keys, tail
from nexus.streams.tail import MOST_AT_ONCE, MOST_WAITING, Listener, LogTap, Tail
from nexus.testing import eventually


@pytest.fixture
def event(workflow) -> DeliveryEvent:
    """An event in a workspace that no other test uses."""
    return evolve(EVENT, workspace_id=workflow)


EVENT = DeliveryEvent("m1", "w", "f", "p", "app", Status.DEAD, 2, 1000, 1001, 1002, "HTTP 400", "f1")


class Counting:
    """A store that counts what is asked of it."""

    def __init__(self, store):
        self._store = store
        self.commands = []

    async def call(self, key, *command):
        self.commands.append(command[0])
        return await self._store.call(key, *command)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(tail, "ASKED_EVERY_S", 0.05)


async def told(listener, expected):
    events, missed = [], 0
    while len(events) < expected:
        more, left_out = await listener.take(5)
        events += more
        missed += left_out
        assert more or left_out, "nothing came"
    return events, missed


async def test_what_workers_tell_arrives_at_all_who_listen_to_the_workspace(store, quick, event):
    tap, first, second = LogTap(store), Tail(store), Tail(store)
    async with (
        first.listen(event.workspace_id, lambda _: True) as all_of_it,
        first.listen(event.workspace_id, lambda one: one.pipeline_id == "p2") as some,
        second.listen(event.workspace_id, lambda _: True) as elsewhere,
        second.listen("other", lambda _: True) as foreign,
    ):

        async def heard():
            await tap.tell([event])
            return all_of_it._waiting and elsewhere._waiting

        await eventually(heard)
        await tap.tell([evolve(event, message_id="m2", pipeline_id="p2")])
        assert (await told(some, 1))[0] == [evolve(event, message_id="m2", pipeline_id="p2")]
        assert (await told(all_of_it, 2))[0][0] == event
        assert await foreign.take(0.01) == ([], 0)


async def test_while_nobody_listens_a_worker_asks_once_in_a_while_and_says_nothing(store, event):
    counting, now = Counting(store), [100.0]
    tap = LogTap(counting, clock=lambda: now[0])
    for _ in range(50):
        await tap.tell([event])
    assert counting.commands == ["ZRANGEBYSCORE"]
    now[0] += 1.1
    await tap.tell([event])
    assert counting.commands == ["ZRANGEBYSCORE"] * 2


async def test_who_has_left_is_forgotten(store, quick, event):
    listening = Tail(store)
    async with listening.listen(event.workspace_id, lambda _: True):
        await eventually(lambda: store.call(keys.TAIL, "ZSCORE", keys.TAIL, event.workspace_id))
        assert listening.listeners == 1
    assert listening.listeners == 0
    assert listening._tasks == {}
    assert 0 < await store.call(keys.TAIL, "TTL", keys.TAIL) <= tail.LISTENS_FOR_S


async def test_of_a_flood_a_part_is_told_and_the_rest_is_counted(store, quick, event):
    tap, listening = LogTap(store), Tail(store)
    async with listening.listen(event.workspace_id, lambda _: True) as listener:

        async def heard():
            await tap.tell([event])
            return listener._waiting

        await eventually(heard)
        await listener.take(1)
        await tap.tell([evolve(event, message_id=f"m{n}") for n in range(MOST_AT_ONCE + 7)])
        events, missed = await told(listener, MOST_AT_ONCE)
        assert missed == 7
        assert events[-1].message_id == f"m{MOST_AT_ONCE + 6}"


async def test_a_slow_listener_keeps_the_newest_and_is_told_how_many_it_missed():
    listener = Listener(lambda event: event.attempt > 0)
    for start in range(0, 3 * MOST_WAITING, 100):
        listener.put([evolve(EVENT, message_id=f"m{start + n}") for n in range(100)], 0)
        listener.put([evolve(EVENT, attempt=0)], 0)
    events, missed = await listener.take(1)
    assert (len(events), missed) == (MOST_WAITING, 2 * MOST_WAITING)
    assert events[-1].message_id == f"m{3 * MOST_WAITING - 1}"
    assert await listener.take(0.01) == ([], 0)


async def test_what_is_no_news_is_passed_over(store, quick, caplog, event):
    tap, listening = LogTap(store), Tail(store)
    async with listening.listen(event.workspace_id, lambda _: True) as listener:
        await eventually(lambda: store.call(keys.TAIL, "ZSCORE", keys.TAIL, event.workspace_id))
        await store.call(keys.tail(event.workspace_id), "PUBLISH", keys.tail(event.workspace_id), b"nonsense")

        async def heard():
            await tap.tell([event])
            return listener._waiting

        await eventually(heard)
    assert "cannot read what a worker says" in caplog.text


async def test_after_the_store_was_away_listeners_look_into_the_log(server, own_store, quick, monkeypatch):
    monkeypatch.setattr(tail, "_RENEW_S", 0.1)
    store = own_store
    tap, listening = LogTap(store), Tail(store)
    async with listening.listen("w", lambda _: True) as listener:
        await eventually(lambda: store.call(keys.TAIL, "ZSCORE", keys.TAIL, "w"))
        await eventually(lambda: listener.resync)
        listener.resync = False
        server.stop()
        await tap.tell([EVENT])  # raises nothing
        server.restart()
        await eventually(lambda: listener.resync)
