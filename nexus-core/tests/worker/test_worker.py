"""A worker delivers everything, whatever destinations do."""

import asyncio
import time

import pytest

from nexus.errors import ConfigurationError, Rejected, Retry, StoreError, Unavailable
from nexus.model.delivery import Depth
from nexus.testing import eventually


def names(count: int, first: int = 0) -> list[str]:
    return [f"m{number}" for number in range(first, first + count)]


async def test_everything_is_delivered_to_every_pipeline(world):
    workflow = world.fan_out("a", "b")
    sent = await world.send(workflow, *names(120))
    async with world.worker():
        sent += await world.send(workflow, *names(30, 120))
        await world.drained(workflow, "a")
        await world.drained(workflow, "b")
    assert world.places["a"].ids == sent
    assert world.places["b"].ids == sent
    assert world.places["a"].closed == world.places["a"].opened == 1


async def test_an_idle_worker_delivers_at_once(world):
    workflow = world.fan_out("a")
    async with world.worker():
        await world.send(workflow, "warm")
        await eventually(lambda: world.places["a"].ids)
        began = time.monotonic()
        await world.send(workflow, "m")
        await eventually(lambda: "m" in world.places["a"].ids, every_s=0.001)
    assert time.monotonic() - began < 0.5


async def test_a_slow_pipeline_does_not_delay_its_neighbour(world, gate):
    workflow = world.fan_out("a", "b")
    world.places["a"].script = lambda batch: gate.wait(10) and None
    sent = await world.send(workflow, *names(100))
    async with world.worker():
        await world.drained(workflow, "b")
        assert world.places["b"].ids == sent
        assert world.places["a"].ids == []
        gate.set()
        await world.drained(workflow, "a")
    assert world.places["a"].ids == sent


async def test_a_dead_pipeline_does_not_delay_its_neighbour(world):
    workflow = world.fan_out("a", "b")
    away(world.places["a"])
    await world.send(workflow, "first")
    async with world.worker():
        await eventually(lambda: world.places["a"].tries)
        await world.send(workflow, *names(50))
        await world.drained(workflow, "b")
    assert len(world.places["b"].ids) == 51
    assert world.places["a"].ids == []


def away(place, reason="gone") -> None:
    def script(batch):
        raise Unavailable(reason)

    place.script = script


def fine(place) -> None:
    place.script = lambda batch: None


async def test_a_destination_that_is_away_spends_nothing_and_gets_all_when_it_is_back(world):
    workflow = world.fan_out("a", max_retries=0)
    place = world.places["a"]
    away(place)
    sent = await world.send(workflow, *names(120))
    async with world.worker() as worker:
        await eventually(lambda: len(place.tries) >= 4)
        [runner] = worker.fleet.runners()
        assert runner.circuit.state != "closed"
        assert runner.circuit.reason == "gone"
        assert {len(batch) for batch in place.tries[1:]} == {1}  # probes
        fine(place)
        await world.drained(workflow)
    assert sorted(place.ids) == sorted(sent)
    assert world.letters() == {}


async def test_an_outage_longer_than_the_patience_with_poison_makes_no_dead_letter(world):
    workflow = world.fan_out("a")
    place = world.places["a"]
    away(place)
    sent = await world.send(workflow, *names(20))
    for number in range(9):  # nine restarts by turns, each of which is handed everything again
        tried = len(place.tries)
        async with world.worker(f"worker-{number % 2}"):
            await eventually(lambda tried=tried: len(place.tries) > tried)
    fine(place)
    async with world.worker("worker-0"):
        await world.drained(workflow)
    assert sorted(set(place.ids)) == sorted(sent)
    assert world.letters() == {}


async def test_wrong_settings_wait_for_a_person_and_the_sink_is_opened_anew(world):
    workflow = world.fan_out("a")
    place = world.places["a"]

    def script(batch):
        raise ConfigurationError("the table is missing", path="target")

    place.script = script
    await world.send(workflow, *names(3))
    async with world.worker() as worker:
        await eventually(lambda: len(place.tries) >= 2)
        [runner] = worker.fleet.runners()
        assert runner.circuit.needs_person
        fine(place)
        await world.drained(workflow)
    assert sorted(place.ids) == names(3)
    assert place.opened == place.closed >= 2


async def test_a_sink_that_cannot_be_opened_keeps_its_messages_until_it_can(world):
    workflow = world.fan_out("a")
    place = world.places["a"]
    failures = iter([RuntimeError("no"), Unavailable("away")])

    def on_open():
        error = next(failures, None)
        if error is not None:
            raise error

    place.on_open = on_open
    sent = await world.send(workflow, *names(3))
    async with world.worker():
        await world.drained(workflow)
    assert place.ids == sent


async def test_a_rejected_row_is_a_dead_letter_and_the_others_are_delivered(world):
    workflow = world.fan_out("a")
    place = world.places["a"]

    def script(batch):
        bad = {index: "too long" for index, row in enumerate(batch.rows) if row["id"] == "m3"}
        if bad:
            place.store(*(one for one in batch.ids if one != "m3"))
            raise Rejected(bad)

    place.script = script
    await world.send(workflow, *names(10))
    async with world.worker():
        await world.drained(workflow)
        await eventually(world.letters)
    assert world.letters() == {"m3": "too long"}
    assert place.ids == [one for one in names(10) if one != "m3"]


async def test_a_payload_that_is_no_json_is_a_dead_letter(world):
    from nexus.model.message import NewMessage
    from nexus.streams.producer import StreamProducer

    workflow = world.fan_out("a")
    await StreamProducer(world.store).accept(workflow, [NewMessage("bad", "app", b"{")])
    await world.send(workflow, "good")
    async with world.worker():
        await world.drained(workflow)
        await eventually(world.letters)
    assert list(world.letters()) == ["bad"]
    assert world.places["a"].ids == ["good"]


async def test_a_row_to_try_again_is_scheduled_and_delivered(world):
    workflow = world.fan_out("a")
    place = world.places["a"]
    asked = []

    def script(batch):
        again = [index for index, one in enumerate(batch.ids) if one == "m1" and asked.count("m1") < 2]
        asked.extend(batch.ids)
        if again:
            place.store(*(one for one in batch.ids if one != "m1"))
            raise Retry("busy", indexes=again)

    place.script = script
    await world.send(workflow, *names(3))
    async with world.worker():
        await world.drained(workflow)
    assert sorted(place.ids) == names(3)
    assert asked.count("m1") == 3


async def test_a_row_that_fails_too_often_is_a_dead_letter(world):
    workflow = world.fan_out("a", max_retries=2)

    def script(batch):
        raise Retry("still busy")

    world.places["a"].script = script
    await world.send(workflow, "m")
    async with world.worker():
        await eventually(world.letters)
        await world.drained(workflow)
    assert world.letters() == {"m": "still busy (given up after 3 attempts)"}
    assert len(world.places["a"].tries) == 3


async def test_a_message_that_alone_finds_its_destination_away_does_not_hold_the_pipeline(world):
    workflow = world.fan_out("a", max_retries=1)
    place = world.places["a"]

    def script(batch):
        if "poison" in batch.ids:
            raise Unavailable("500")

    place.script = script
    await world.send(workflow, "poison", *names(5))
    async with world.worker():
        sent = 5
        while not world.letters():  # others get through between its tries
            assert sent < 20
            tries = sum("poison" in batch for batch in place.tries)
            sent += len(await world.send(workflow, *names(1, sent)))
            await eventually(lambda sent=sent: set(place.ids) == set(names(sent)))
            await eventually(
                lambda tries=tries: world.letters() or sum("poison" in batch for batch in place.tries) > tries
            )
        await world.drained(workflow)
    assert list(world.letters()) == ["poison"]


async def test_a_fault_of_the_plugin_counts_as_an_attempt_and_hits_few_others(world):
    workflow = world.fan_out("a", max_retries=6)
    place = world.places["a"]

    def script(batch):
        if "poison" in batch.ids:
            raise TypeError("a bug")

    place.script = script
    await world.send(workflow, *names(10), "poison", *names(10, 10))
    async with world.worker():
        await eventually(world.letters)
        await world.drained(workflow)
    assert world.letters() == {"poison": "TypeError: a bug (given up after 7 attempts)"}
    assert sorted(place.ids) == sorted(names(20))


async def test_another_worker_takes_over_what_one_has_left(world, gate):
    workflow = world.fan_out("a")
    stream = await left_behind(world, workflow, names(5))
    async with world.worker("other"):
        await world.drained(workflow)
    assert sorted(world.places["a"].ids) == names(5)
    assert stream is not None


@pytest.mark.parametrize("order", [{}, {"ordered_by": "id"}], ids=["unordered", "ordered"])
async def test_a_store_that_answers_too_late_again_and_again_makes_no_poison(world, monkeypatch, order):
    """It counts as handed out what the worker has never heard of."""
    from nexus.streams.consumer import StreamConsumer

    workflow = world.fan_out("a", **order)
    await left_behind(world, workflow, names(5), "worker")
    late, genuine = iter(range(9)), StreamConsumer._pending_rows

    async def rows(self, first, last):
        if next(late, None) is not None:
            raise StoreError("no answer in time")
        return await genuine(self, first, last)

    monkeypatch.setattr(StreamConsumer, "_pending_rows", rows)
    monkeypatch.setattr("nexus.worker.runner.STORE_PAUSE_S", 0.01)
    async with world.worker("worker"):
        await world.drained(workflow)
    assert world.places["a"].ids == names(5)
    assert world.letters() == {}


async def test_a_store_that_tells_too_late_what_is_due_makes_no_poison(world, monkeypatch):
    from nexus.streams.schedule import StreamSchedule

    workflow = world.fan_out("a")
    place = world.places["a"]
    late, genuine = iter(range(9)), StreamSchedule.take

    def first_fails(batch):
        if len(place.tries) == 1:
            raise Retry("later")

    async def take(self, count, lease_ms):
        taken = await genuine(self, count, lease_ms)
        if taken and next(late, None) is not None:
            raise StoreError("no answer in time")
        return taken

    place.script = first_fails
    monkeypatch.setattr(StreamSchedule, "take", take)
    monkeypatch.setattr("nexus.worker.retries.LEASE_MS", 20)
    monkeypatch.setattr("nexus.worker.retries.STORE_PAUSE_MS", 20)
    async with world.worker():
        await world.send(workflow, *names(5))
        await world.drained(workflow)
    assert next(late, None) is None
    assert sorted(place.ids) == names(5)
    assert world.letters() == {}


async def left_behind(world, workflow, ids, consumer="dead"):
    """Messages that a worker has read and will never settle."""
    from nexus.streams.consumer import StreamConsumer

    await world.send(workflow, *ids)
    [pipeline] = world.workflow().pipelines
    dead = StreamConsumer(world.store, workflow, pipeline.id, consumer, family="database")
    await dead.ensure()
    assert len(await dead.read(100)) == len(ids)
    return dead


async def test_long_work_is_not_taken_over(world, gate):
    workflow = world.fan_out("a")
    world.places["a"].script = lambda batch: gate.wait(10) and None
    async with world.worker("one"):
        await world.send(workflow, *names(3))
        await eventually(lambda: world.places["a"].tries)
        async with world.worker("two"):
            await asyncio.sleep(1.2)  # three times as long as the claim time: nothing may happen
            gate.set()
            await world.drained(workflow)
    assert world.places["a"].tries == [names(3)]


async def test_two_workers_share_the_work_without_doubling_it(world):
    workflow = world.fan_out("a")
    async with world.worker("one"), world.worker("two"):
        for number in range(20):
            await world.send(workflow, *names(25, number * 25))
        await world.drained(workflow)
    assert sorted(world.places["a"].ids) == sorted(names(500))


async def test_a_group_that_is_lost_is_made_again_and_new_messages_arrive(world):
    workflow = world.fan_out("a")
    async with world.worker():
        await world.send(workflow, "before")
        await world.drained(workflow)
        await world.store.call("x", "FLUSHALL")
        await world.send(workflow, "after")
        await eventually(lambda: "after" in world.places["a"].ids)
        await world.drained(workflow)


async def test_a_changed_definition_swaps_the_runner(world):
    workflow = world.fan_out("a")
    async with world.worker() as worker:
        await world.send(workflow, "m1")
        await world.drained(workflow)
        world.apply(
            connections=[{"name": "a", "connector": "scripted", "config": {"place": "b"}}],
            workflows=[
                {
                    "name": "w",
                    "pipelines": [
                        {
                            "name": "a",
                            "destination": "a",
                            "operation": "insert",
                            "mappings": [{"source": "$", "target": "$"}],
                        }
                    ],
                }
            ],
        )
        await world.announce()
        await eventually(lambda: world.places["a"].closed)
        await eventually(worker.fleet.runners)
        await world.send(workflow, "m2")
        await eventually(lambda: world.places["b"].ids == ["m2"])
    assert world.places["a"].ids == ["m1"]


async def test_a_write_that_hangs_does_not_keep_new_definitions_from_starting(world, gate):
    workflow = world.fan_out("a")
    world.places["a"].script = lambda batch: gate.wait(10) and None
    async with world.worker() as worker:
        await world.send(workflow, "m1")
        await eventually(lambda: world.places["a"].tries)
        world.fan_out("a", "b", max_retries=3)
        await world.announce()
        await eventually(lambda: [one for one in worker.fleet.runners() if one.route.name == "b"])
        await world.send(workflow, "m2")
        await eventually(lambda: "m2" in world.places["b"].ids)
        gate.set()
        await world.drained(workflow, "a")
    assert sorted(set(world.places["a"].ids)) == ["m1", "m2"]


async def test_a_pipeline_that_cannot_be_bound_is_named_and_the_others_run(world, monkeypatch):
    workflow = world.fan_out("a", "b")
    from nexus.worker import assembly

    bind = assembly.bind

    def faulty(workflow, pipeline, *rest):
        if pipeline.name == "a":
            raise ZeroDivisionError("a bug")
        return bind(workflow, pipeline, *rest)

    monkeypatch.setattr(assembly, "bind", faulty)
    await world.send(workflow, "m")
    async with world.worker() as worker:
        await world.drained(workflow, "b")
        assert list(worker.fleet.broken.values()) == ["ZeroDivisionError: a bug"]


async def test_delivered_messages_beyond_their_retention_are_forgotten_and_no_others(world):
    workflow = world.fan_out("a", "b", retention_hours=0.000001)
    away(world.places["b"])
    await world.send(workflow, *names(5))
    stream = f"nexus:workflow:{{{workflow}}}"

    async def length():
        return await world.store.call(stream, "XLEN", stream)

    async with world.worker():
        await world.drained(workflow, "a")
        await asyncio.sleep(0.7)  # two rounds of retention: nothing may happen
        assert await length() == 5
        fine(world.places["b"])
        await world.drained(workflow, "b")

        async def forgotten():
            return await length() < 2

        await eventually(forgotten)


async def test_stopping_under_load_finishes_what_is_written_and_loses_nothing(world):
    workflow = world.fan_out("a")
    place = world.places["a"]
    place.script = lambda batch: time.sleep(0.01)
    sent = await world.send(workflow, *names(600))
    async with world.worker():
        await eventually(lambda: place.ids)
    assert 0 < len(place.ids) < 600
    before = await world.depth(workflow)
    assert before.lag + before.pending == 600 - len(place.ids)
    assert before.pending == 0
    async with world.worker():
        await world.drained(workflow)
    assert place.ids == sent


async def test_settling_waits_for_the_store_to_come_back(world, tcp_proxy, gate):
    from attrs import evolve

    from nexus.streams.address import parse

    port = parse(world.settings.redis_url).endpoints[0].port
    proxy = tcp_proxy(port)
    workflow = world.fan_out("a")
    place = world.places["a"]
    place.script = lambda batch: gate.wait(10) and None
    world.settings = evolve(world.settings, redis_url=f"redis://127.0.0.1:{proxy.port}/0?timeout=1")
    async with world.worker():
        await world.send(workflow, *names(3))
        await eventually(lambda: place.tries)
        proxy.refuse()
        gate.set()
        await eventually(lambda: place.ids)
        assert (await world.depth(workflow)).pending == 3
        proxy.heal()
        await world.drained(workflow)
    assert place.ids == names(3)


async def test_the_depth_tells_what_waits(world):
    workflow = world.fan_out("a")
    async with world.worker():
        await world.send(workflow, "m")
        await world.drained(workflow)
    await world.send(workflow, *names(4))
    assert await world.depth(workflow) == Depth(4, 0, 0)
