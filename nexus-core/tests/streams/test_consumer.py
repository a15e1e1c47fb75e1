import asyncio
import time

import pytest
from attrs import evolve

from nexus.errors import GroupLost, StoreError, StoreFull
from nexus.model.delivery import DeadLetter, Depth, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.streams import keys
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.testing import eventually


def ids(messages):
    return [message.id for message in messages]


def retry_of(message, due_at=1, reason="because"):
    return ScheduledRetry(evolve(message, attempt=message.attempt + 1), due_at, reason)


def letter_of(message, workflow):
    return DeadLetter("workspace", workflow, "pipeline", message, "never", "print", 17)


@pytest.fixture
def accept(producer, workflow, new_message):
    async def accept(*names, **more):
        await producer.accept(workflow, [new_message(name, **more) for name in names])

    return accept


@pytest.fixture
def second(store, workflow):
    return StreamConsumer(store, workflow, "pipeline", "worker-2", family="database")


async def test_a_message_is_read_as_it_was_accepted(consumer, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("a", b'{"x": 1}', headers=b'{"t": 2}')])

    [message] = await consumer.read(10)

    now = int(time.time() * 1000)
    assert message == Message(
        message.entry, "a", "application", message.received_at, b'{"x": 1}', b'{"t": 2}', attempt=1
    )
    assert now - 10_000 < message.received_at <= now
    assert not message.scheduled


async def test_ensure_creates_the_group_once_and_reads_what_was_there_before(store, workflow, accept):
    await accept("early")
    consumer = StreamConsumer(store, workflow, "p", "w", family="rest")

    assert await consumer.ensure()
    assert not await consumer.ensure()
    assert ids(await consumer.read(10)) == ["early"]


async def test_a_pipeline_can_start_at_the_end(store, workflow, accept):
    await accept("early")
    consumer = StreamConsumer(store, workflow, "p", "w", family="rest")
    await consumer.ensure("$")
    await accept("late")

    assert ids(await consumer.read(10)) == ["late"]


async def test_each_pipeline_has_its_own_cursor(consumer, store, workflow, accept):
    other = StreamConsumer(store, workflow, "other", "worker-1", family="database")
    await other.ensure()
    await accept("a", "b")

    assert ids(await consumer.read(10)) == ["a", "b"]
    assert ids(await other.read(1)) == ["a"]
    assert await other.depth() == Depth(lag=1, pending=1, scheduled=0)


async def test_two_workers_share_the_messages(consumer, second, accept):
    await accept("a", "b", "c", "d")

    assert ids(await consumer.read(2)) == ["a", "b"]
    assert ids(await second.read(10)) == ["c", "d"]


async def test_reading_nothing_returns_nothing(consumer):
    assert list(await consumer.read(10)) == []


async def test_an_entry_that_someone_else_wrote_is_a_message_too(consumer, store, workflow):
    await store.call("", "XADD", keys.stream(workflow), "5-1", "p", b"{}", "x", "y")

    [message] = await consumer.read(10)

    assert message == Message("5-1", "5-1", "", 5, b"{}")


@pytest.mark.parametrize("received", [b"", b"soon", b"-1", b"9" * 16, b"9" * 5000])
async def test_an_entry_that_someone_else_wrote_nearly_as_we_do_holds_up_nothing(consumer, store, workflow, received):
    await store.call("", "XADD", keys.stream(workflow), "5-1", "m", b"\xff", "s", b"s", "t", received, "p", b"{}")
    await store.call("", "XADD", keys.stream(workflow), "5-2", "m", "b", "s", "s", "t", "7", "p", b"{}")

    assert await consumer.read(10) == [Message("5-1", "\ufffd", "s", 5, b"{}"), Message("5-2", "b", "s", 7, b"{}")]


async def test_settled_messages_are_gone_and_the_others_stay_pending(consumer, accept):
    await accept("a", "b", "c")
    messages = await consumer.read(10)

    await consumer.settle(Settlement(done=messages[:2]))

    assert await consumer.depth() == Depth(lag=0, pending=1, scheduled=0)
    assert ids(await consumer.own_pending(10)) == ["c"]


async def test_own_pending_pages_and_counts_deliveries(consumer, accept):
    await accept("a", "b", "c")
    await consumer.read(10)

    first = await consumer.own_pending(2)
    rest = await consumer.own_pending(2, first[-1].entry)

    assert ids(first) == ["a", "b"]
    assert ids(rest) == ["c"]
    assert [m.deliveries for m in (*first, *rest)] == [2, 2, 2]


async def test_settling_schedules_records_and_acknowledges_in_one_step(consumer, store, workflow, accept):
    await accept("done", "again", "dead")
    done, again, dead = await consumer.read(10)

    await consumer.settle(Settlement([done], [retry_of(again, 1_900_000_000_000)], [letter_of(dead, workflow)]))

    member = keys.member("pipeline", again.entry).encode()
    queue = keys.retry_queue(workflow, "database")
    assert await consumer.depth() == Depth(lag=0, pending=0, scheduled=1)
    assert await store.call("", "ZRANGE", queue, 0, -1, "WITHSCORES") == [member, b"1900000000000"]
    assert await store.call("", "HKEYS", keys.jobs(workflow)) == [member]
    assert await store.call("", "XLEN", keys.dead(workflow)) == 1


async def test_settling_twice_changes_nothing(consumer, accept, workflow):
    await accept("done", "again")
    done, again = await consumer.read(10)
    settlement = Settlement([done], [retry_of(again)])

    await consumer.settle(settlement)
    await consumer.settle(settlement)

    assert await consumer.depth() == Depth(lag=0, pending=0, scheduled=1)


async def test_settling_nothing_needs_no_store(consumer, store):
    await store.close()

    await consumer.settle(Settlement())


async def test_thousands_are_settled_at_once(consumer, producer, workflow, new_message):
    await producer.accept(workflow, [new_message(str(i)) for i in range(5000)])
    messages = await consumer.read(5000)
    assert len(messages) == 5000

    await consumer.settle(Settlement(done=messages[1:], retries=[retry_of(messages[0])]))

    assert await consumer.depth() == Depth(lag=0, pending=0, scheduled=1)


async def test_a_full_store_refuses_to_schedule_and_acknowledges_nothing(server, own_store, workflow, new_message):
    consumer = StreamConsumer(own_store, workflow, "pipeline", "w", family="database")
    await consumer.ensure()
    await StreamProducer(own_store).accept(workflow, [new_message("a"), new_message("b"), new_message("c")])
    a, b, c = await consumer.read(10)
    await own_store.call("", "CONFIG", "SET", "maxmemory", 1)

    with pytest.raises(StoreFull):  # reliability 7: whole or not at all
        await consumer.settle(Settlement([a], [retry_of(b)]))
    assert await consumer.depth() == Depth(lag=0, pending=3, scheduled=0)
    with pytest.raises(StoreFull):
        await consumer.settle(Settlement([a], dead=[letter_of(b, workflow)]))
    assert await consumer.depth() == Depth(lag=0, pending=3, scheduled=0)

    await consumer.settle(Settlement([a, c]))  # reliability 11: draining works
    assert await consumer.depth() == Depth(lag=0, pending=1, scheduled=0)


@pytest.mark.parametrize("in_the_way", [keys.jobs, keys.dead, lambda workflow: keys.retry_queue(workflow, "database")])
async def test_a_settlement_that_fails_half_way_has_acknowledged_nothing(consumer, store, workflow, accept, in_the_way):
    await accept("done", "again", "dead")
    done, again, dead = await consumer.read(10)
    await store.call("", "SET", in_the_way(workflow), "in the way")

    with pytest.raises(StoreError, match="WRONGTYPE"):
        await consumer.settle(Settlement([done], [retry_of(again)], [letter_of(dead, workflow)]))

    await store.call("", "DEL", in_the_way(workflow))
    assert (await consumer.depth()).pending == 3  # reliability 7: XACK last


async def test_a_full_store_still_finishes_what_was_scheduled(server, own_store, workflow, new_message):
    from nexus.streams.schedule import StreamSchedule

    consumer = StreamConsumer(own_store, workflow, "pipeline", "w", family="database")
    schedule = StreamSchedule(own_store, workflow, "database")
    await consumer.ensure()
    await StreamProducer(own_store).accept(workflow, [new_message("a")])
    await consumer.settle(Settlement(retries=[retry_of(m) for m in await consumer.read(1)]))
    await own_store.call("", "CONFIG", "SET", "maxmemory", 1)

    [(_, retry)] = await schedule.take(10, 1000)
    await consumer.settle(Settlement(done=[retry.message]))

    assert await consumer.depth() == Depth(0, 0, 0)
    assert await own_store.call("", "EXISTS", keys.jobs(workflow)) == 0


async def test_what_a_dead_worker_held_is_taken_over_with_its_delivery_count(consumer, second, accept):
    await accept("a", "b")
    await consumer.read(10)

    claimed = await second.claim(10, 0)

    assert ids(claimed) == ["a", "b"]
    assert [m.deliveries for m in claimed] == [2, 2]
    assert list(await consumer.own_pending(10)) == []


async def test_claiming_follows_the_list_to_its_end_and_leaves_ones_own_alone(
    consumer, second, producer, workflow, new_message
):
    await producer.accept(workflow, [new_message(str(i)) for i in range(2500)])
    await second.read(1500)
    await consumer.read(1000)

    claimed = await second.claim(5000, 0)

    assert len(claimed) == 1000
    assert {m.deliveries for m in claimed} == {2}
    assert {m.deliveries for m in await second.own_pending(1)} == {2}, "claiming did not count its own"


async def test_claiming_takes_no_more_than_asked(consumer, second, accept):
    await accept(*"abcdef")
    await consumer.read(10)

    assert ids(await second.claim(2, 0)) == ["a", "b"]
    assert ids(await second.claim(10, 0)) == ["c", "d", "e", "f"]


async def test_a_worker_that_shows_life_keeps_its_messages(consumer, second, accept):
    await accept("a")
    messages = await consumer.read(10)
    await eventually(lambda: _idle_at_least(consumer, 60))

    await consumer.touch(messages)

    assert list(await second.claim(10, 50)) == []
    assert (await consumer.own_pending(10))[0].deliveries == 2, "showing life is no delivery"


async def test_touching_does_not_take_back_what_another_has_taken_over(consumer, second, accept):
    await accept("a")
    messages = await consumer.read(10)
    await second.claim(10, 0)

    await consumer.touch(messages)

    assert ids(await second.own_pending(10)) == ["a"]


async def test_touching_can_set_the_delivery_count(consumer, accept):
    await accept("a")
    messages = await consumer.read(10)
    await consumer.own_pending(10)
    await consumer.own_pending(10)

    await consumer.touch(messages, deliveries=1)

    assert (await consumer.own_pending(10))[0].deliveries == 2


async def test_the_count_of_a_message_that_ends_its_workers_rises(store, workflow, accept):
    await accept("poison")
    counts = []
    for name in "uvwxyz":  # each worker takes it over, and dies
        worker = StreamConsumer(store, workflow, "pipeline", name, family="database")
        await worker.ensure()
        messages = await worker.read(1) or await worker.claim(1, 0)
        counts += [m.deliveries for m in messages]

    assert counts == [1, 2, 3, 4, 5, 6]


async def test_pending_messages_that_someone_removed_raise_an_alarm(store, workflow, accept, consumer):
    alarms = []
    second = StreamConsumer(store, workflow, "pipeline", "worker-2", family="database", purged=alarms.extend)
    await accept("a", "b", "c")
    messages = await consumer.read(10)
    await store.call("", "XDEL", keys.stream(workflow), messages[0].entry, messages[2].entry)

    assert ids(await second.claim(10, 0)) == ["b"]
    assert alarms == [messages[0].entry, messages[2].entry]
    assert await consumer.depth() == Depth(lag=0, pending=1, scheduled=0)


async def test_ones_own_pending_that_someone_removed_raise_an_alarm(store, workflow, accept):
    alarms = []
    consumer = StreamConsumer(store, workflow, "pipeline", "w", family="database", purged=alarms.extend)
    await consumer.ensure()
    await accept("a", "b")
    messages = await consumer.read(10)
    await store.call("", "XDEL", keys.stream(workflow), messages[0].entry)

    assert ids(await consumer.own_pending(1)) == ["b"], "the removed one does not hide the next"
    assert alarms == [messages[0].entry]


async def test_a_worker_is_forgotten_only_when_it_holds_nothing(consumer, accept):
    await accept("a")
    messages = await consumer.read(10)

    assert not await consumer.forget_consumer()  # reliability 9
    await consumer.settle(Settlement(done=messages))
    assert await consumer.forget_consumer()


async def test_a_lost_group_is_an_error_and_is_made_again_at_the_start(server, own_store, workflow, new_message):
    consumer = StreamConsumer(own_store, workflow, "pipeline", "w", family="database")
    await consumer.ensure()
    await consumer.read(1)
    await own_store.call("", "FLUSHALL")
    await StreamProducer(own_store).accept(workflow, [new_message("backlog")])

    with pytest.raises(GroupLost):
        await consumer.read(10)
    with pytest.raises(GroupLost):
        await consumer.depth()
    assert await consumer.ensure()
    assert ids(await consumer.read(10)) == ["backlog"]  # reliability 10: at 0


async def test_a_stream_that_is_gone_is_a_lost_group(consumer, store, workflow):
    await store.call("", "DEL", keys.stream(workflow))

    with pytest.raises(GroupLost):
        await consumer.depth()
    with pytest.raises(GroupLost):
        await consumer.read(1)


async def test_the_depth_of_a_pipeline_that_began_in_mid_stream_is_known(
    store, producer, workflow, new_message, consumer
):
    await producer.accept(workflow, [new_message(str(i)) for i in range(100)])
    messages = await consumer.read(60)
    replay = StreamConsumer(store, workflow, "replay", "w", family="rest")
    await replay.ensure(messages[-1].entry)

    assert (await replay.depth()).lag == 40


async def test_the_depth_counts_only_the_pipelines_own_schedule(consumer, store, workflow, accept):
    other = StreamConsumer(store, workflow, "other", "w", family="database")
    await other.ensure()
    await accept("a", "b", "c")
    await consumer.settle(Settlement(retries=[retry_of(m) for m in await consumer.read(3)]))
    await other.settle(Settlement(retries=[retry_of(m) for m in await other.read(2)]))

    assert (await consumer.depth()).scheduled == 3
    assert (await other.depth()).scheduled == 2


async def test_a_cancelled_read_loses_nothing(consumer, accept):
    await accept("a", "b")
    task = asyncio.create_task(consumer.read(10))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert ids(await consumer.read(10)) == ["a", "b"]  # reliability 4


async def test_a_read_whose_reply_was_lost_loses_nothing(proxy, proxied, workflow, new_message):
    consumer = StreamConsumer(proxied, workflow, "pipeline", "w", family="database")
    await consumer.ensure()
    producer = StreamProducer(proxied)
    await producer.accept(workflow, [new_message("held")])
    [held] = await consumer.read(1)
    await producer.accept(workflow, [new_message("lost")])
    proxy.cut_replies_after(0)

    with pytest.raises(StoreError):
        await consumer.read(10)
    found = await eventually(lambda: _read_or_nothing(consumer))

    assert ids(found) == ["lost"], "and what is being worked on is not handed out twice"
    await consumer.settle(Settlement(done=[held, *found]))
    assert await consumer.depth() == Depth(0, 0, 0)


async def test_what_a_claim_whose_reply_was_lost_has_taken_over_is_read_next(consumer, second, accept, monkeypatch):
    """It is this worker's from then on, and so nobody else looks for it."""
    await accept("a")
    await consumer.read(10)
    assert await second.read(10) == []
    genuine = second._fetch

    async def unheard(rows, min_idle_ms):
        await genuine(rows, min_idle_ms)
        raise StoreError("the reply is lost")

    monkeypatch.setattr(second, "_fetch", unheard)
    with pytest.raises(StoreError):
        await second.claim(10, 0)
    monkeypatch.undo()

    assert ids(await second.read(10)) == ["a"]


async def test_a_new_life_of_a_worker_begins_with_what_it_held(consumer, store, workflow, accept):
    await accept("a", "b")
    await consumer.read(1)

    reborn = StreamConsumer(store, workflow, "pipeline", "worker-1", family="database")

    assert [(m.id, m.deliveries) for m in await reborn.read(10)] == [("a", 2)]
    assert ids(await reborn.read(10)) == ["b"]


async def test_a_settle_whose_reply_was_lost_can_be_repeated(proxy, proxied, workflow, new_message):
    consumer = StreamConsumer(proxied, workflow, "pipeline", "w", family="database")
    await consumer.ensure()
    await StreamProducer(proxied).accept(workflow, [new_message("a"), new_message("b")])
    a, b = await consumer.read(10)
    proxy.cut_replies_after(0)
    settlement = Settlement([a], [retry_of(b)])

    with pytest.raises(StoreError):
        await consumer.settle(settlement)
    await eventually(lambda: _settled(consumer, settlement))

    assert await consumer.depth() == Depth(lag=0, pending=0, scheduled=1)


async def test_a_schedule_survives_kill_9_of_the_store(server, own_store, workflow, new_message):
    consumer = StreamConsumer(own_store, workflow, "pipeline", "w", family="database")
    await consumer.ensure()
    await StreamProducer(own_store).accept(workflow, [new_message("a"), new_message("b")])
    a, _ = await consumer.read(10)
    await consumer.settle(Settlement(retries=[retry_of(a)]))

    server.kill()
    server.restart()

    depth = await eventually(lambda: _depth_or_nothing(consumer))
    assert depth == Depth(lag=0, pending=1, scheduled=1)


async def _read_or_nothing(consumer):
    try:
        return await consumer.read(10)
    except StoreError:
        return None


async def _depth_or_nothing(consumer):
    try:
        return await consumer.depth()
    except StoreError:
        return None


async def _settled(consumer, settlement):
    try:
        await consumer.settle(settlement)
    except StoreError:
        return False
    return True


async def _idle_at_least(consumer, milliseconds):
    rows = await consumer._store.call("", "XPENDING", consumer._stream, consumer._group, "-", "+", 1)
    return rows[0][2] >= milliseconds


async def test_adopting_takes_what_is_pending_from_all_at_once_and_counts_nothing(store, workflow, consumer, accept):
    await accept("a", "b", "c", "d", "e")
    others = [StreamConsumer(store, workflow, "pipeline", name, family="database") for name in ("x", "y")]
    await others[0].read(2)
    await consumer.read(1)
    await others[1].read(1)

    assert await consumer.adopt() == 3

    pending = await consumer.own_pending(10)
    assert [(one.id, one.deliveries) for one in pending] == [("a", 2), ("b", 2), ("c", 2), ("d", 2)]
    assert await others[0].own_pending(10) == []
    await consumer.settle(Settlement(done=pending))
    assert [one.id for one in await consumer.read(10)] == ["e"]
    assert await others[0].adopt() == 1


async def test_adopting_reports_what_is_gone_and_goes_on(store, workflow, accept):
    purged = []
    one = StreamConsumer(store, workflow, "pipeline", "one", family="database")
    two = StreamConsumer(store, workflow, "pipeline", "two", family="database", purged=purged.extend)
    await one.ensure()
    await accept("gone", "there")
    gone, there = await one.read(2)
    await store.call("", "XDEL", keys.stream(workflow), gone.entry)

    assert await two.adopt() == 1
    assert purged == [gone.entry]
    assert await two.own_pending(10) == [there]
