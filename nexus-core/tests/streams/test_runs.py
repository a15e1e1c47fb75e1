"""Checkpoints of runs, cancelled runs and answers, on real servers."""

import pytest
from attrs import evolve

from nexus.engine.route import SEQUENCE
from nexus.errors import GroupLost, StoreFull
from nexus.model.delivery import ScheduledRetry, Settlement
from nexus.model.run import Kept
from nexus.streams import keys
from nexus.streams.consumer import StreamConsumer
from nexus.streams.runs import StreamRuns
from nexus.streams.schedule import StreamSchedule


@pytest.fixture
def cursor(store, workflow):
    """A worker's cursor of the workflow's only route, by the worker's name."""
    return lambda name: StreamConsumer(store, workflow, SEQUENCE, name, family="database")


@pytest.fixture
def runs(store, workflow):
    return lambda name: StreamRuns(store, workflow, name)


@pytest.fixture
async def read(cursor, producer, workflow, new_message):
    """Accept messages and have ``one`` read them."""

    async def read(*names):
        await cursor("one").ensure()
        await producer.accept(workflow, [new_message(name) for name in names])
        return await cursor("one").read(10)

    return read


def at(message, state=b'{"at":"b"}'):
    return evolve(message, state=state)


async def jobs_of(store, workflow):
    return await store.call(keys.jobs(workflow), "HLEN", keys.jobs(workflow))


async def test_a_worker_that_takes_over_a_run_gets_its_last_checkpoint(read, cursor, runs):
    first, second = await read("a", "b")
    assert await runs("one").checkpoint([at(first, b'{"at":"x"}')]) == [Kept.KEPT]
    assert await runs("one").checkpoint([at(first)]) == [Kept.KEPT]
    claimed = await cursor("two").claim(10, 0)
    assert [(one.id, one.state) for one in claimed] == [("a", b'{"at":"b"}'), ("b", b"")]
    assert second.state == b""


async def test_so_does_the_same_worker_after_a_restart(read, cursor, runs):
    [message] = await read("a")
    await runs("one").checkpoint([at(message)])
    assert [one.state for one in await cursor("one").own_pending(10)] == [b'{"at":"b"}']
    assert [one.state for one in await cursor("one").read(10)] == [b'{"at":"b"}']  # found as a lost reply


async def test_a_worker_that_lost_a_run_is_told_so_and_writes_nothing(read, cursor, runs, store, workflow):
    [message] = await read("a")
    [claimed] = await cursor("two").claim(10, 0)
    assert await runs("one").checkpoint([at(message, b'{"at":"stale"}')]) == [Kept.LOST]
    assert await jobs_of(store, workflow) == 0
    await cursor("two").settle(Settlement(done=[claimed]))
    assert await runs("two").checkpoint([at(claimed)]) == [Kept.LOST]
    assert await jobs_of(store, workflow) == 0


async def test_settling_forgets_the_checkpoints(read, cursor, runs, store, workflow):
    first, second = await read("a", "b")
    await runs("one").checkpoint([at(first), at(second)])
    await cursor("one").settle(Settlement(done=[at(first)]))
    await cursor("one").settle(Settlement(retries=[ScheduledRetry(at(second), 1, state=b'{"at":"b"}')]))
    assert await jobs_of(store, workflow) == 1
    [(_, taken)] = await StreamSchedule(store, workflow, "database").take(10, 1000)
    assert taken.state == b'{"at":"b"}'


async def test_a_scheduled_run_keeps_its_checkpoint_while_it_is_leased(read, cursor, runs, store, workflow):
    [message] = await read("a")
    await cursor("one").settle(Settlement(retries=[ScheduledRetry(message, 1, state=b'{"at":"a"}')]))
    schedule = StreamSchedule(store, workflow, "database")
    [(_, taken)] = await schedule.take(10, 0)
    leased = evolve(taken.message, state=b'{"at":"c"}', scheduled=True)
    assert await runs("one").checkpoint([leased]) == [Kept.KEPT]
    [(_, again)] = await schedule.take(10, 1000)  # its lease had ended
    assert again.state == b'{"at":"c"}'
    await cursor("one").settle(Settlement(done=[evolve(again.message, scheduled=True)]))
    assert await runs("one").checkpoint([leased]) == [Kept.LOST]
    assert await jobs_of(store, workflow) == 0


async def test_a_run_is_cancelled_at_its_next_checkpoint(read, runs):
    first, second = await read("a", "b")
    await runs("").cancel("a", "")
    assert await runs("one").cancelled() == {"a"}
    assert await runs("one").checkpoint([at(first), at(second)]) == [Kept.CANCELLED, Kept.KEPT]
    await runs("one").forget_cancelled(["a"])
    assert await runs("one").cancelled() == set()


async def test_a_run_that_waits_comes_due_when_it_is_cancelled(read, cursor, runs, store, workflow):
    [message] = await read("a")
    await cursor("one").settle(Settlement(retries=[ScheduledRetry(message, 10**15)]))
    await runs("").cancel("a", message.entry)
    assert len(await StreamSchedule(store, workflow, "database").take(10, 1000)) == 1


async def test_cancelling_schedules_nothing_that_is_not_scheduled(read, runs, store, workflow):
    [message] = await read("a")
    await runs("").cancel("a", message.entry)
    assert await StreamSchedule(store, workflow, "database").next_due() is None


async def test_an_answer_is_there_for_who_asks(runs):
    assert await runs("").answered("a") is None
    await runs("one").answer("a", b"42")
    assert await runs("").answered("a") == b"42"


async def test_a_full_store_keeps_no_checkpoint_and_says_so(own_store, workflow, new_message):
    from nexus.streams.producer import StreamProducer

    cursor = StreamConsumer(own_store, workflow, SEQUENCE, "one", family="database")
    await cursor.ensure()
    await StreamProducer(own_store).accept(workflow, [new_message("a")])
    [message] = await cursor.read(1)
    await own_store.call("x", "CONFIG", "SET", "maxmemory", 1)
    with pytest.raises(StoreFull):
        await StreamRuns(own_store, workflow, "one").checkpoint([at(message)])


async def test_a_group_that_is_gone_is_told_as_such(runs, new_message):
    from nexus.model.message import Message

    with pytest.raises(GroupLost):
        await runs("one").checkpoint([at(Message("1-0", "a", "app", 1, b"{}"))])


async def test_a_sign_of_life_that_comes_late_does_not_put_off_what_was_scheduled_anew(read, cursor, store, workflow):
    """A run fails again while the heartbeat of its worker is on the way: its next attempt comes in time."""
    [message] = await read("a")
    await cursor("one").settle(Settlement(retries=[ScheduledRetry(message, 1)]))
    schedule = StreamSchedule(store, workflow, "database")
    [(_, taken)] = await schedule.take(10, 60_000)
    leased = evolve(taken.message, scheduled=True)
    await cursor("one").touch([leased])
    assert await schedule.next_due() > 10**12
    await cursor("one").settle(Settlement(retries=[ScheduledRetry(leased, 7)]))
    await cursor("one").touch([leased])
    assert await schedule.next_due() == 7
