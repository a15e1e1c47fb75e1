import pytest
from attrs import evolve

from nexus.model.delivery import Depth, ScheduledRetry, Settlement
from nexus.streams import keys
from nexus.streams.schedule import StreamSchedule


class Clock:
    def __init__(self):
        self.now_ms = 1_700_000_000_000

    def __call__(self):
        return self.now_ms / 1000


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def schedule(store, workflow, clock):
    return StreamSchedule(store, workflow, "database", clock=clock)


@pytest.fixture
def put(consumer, producer, workflow, new_message):
    """Read a new message and schedule it."""

    async def put(name, due_at, *, state=b"", reason="because"):
        await producer.accept(workflow, [new_message(name, headers=b'{"h":1}')])
        [message] = await consumer.read(1)
        retry = ScheduledRetry(evolve(message, attempt=2), due_at, reason, state)
        await consumer.settle(Settlement(retries=[retry]))
        return retry

    return put


async def test_a_due_delivery_is_taken_as_it_was_scheduled(schedule, put, clock):
    put_in = await put("a", clock.now_ms, state=b'{"step": 3}')

    [(pipeline_id, taken)] = await schedule.take(10, 5000)

    assert pipeline_id == "pipeline"
    assert taken == evolve(put_in, due_at=clock.now_ms + 5000)
    assert taken.message.scheduled
    assert taken.message.state == b'{"step": 3}'


async def test_what_is_not_due_waits(schedule, put, clock):
    await put("a", clock.now_ms + 10)

    assert list(await schedule.take(10, 5000)) == []
    assert await schedule.next_due() == clock.now_ms + 10

    clock.now_ms += 10
    assert len(await schedule.take(10, 5000)) == 1


async def test_an_empty_schedule_has_no_next(schedule):
    assert await schedule.next_due() is None
    assert list(await schedule.take(10, 5000)) == []


async def test_the_oldest_come_first_and_no_more_than_asked(schedule, put, clock):
    await put("late", clock.now_ms)
    await put("early", clock.now_ms - 5)
    await put("later", clock.now_ms)

    taken = await schedule.take(2, 5000)

    assert [retry.message.id for _, retry in taken] == ["early", "late"]


async def test_what_a_worker_took_and_did_not_settle_comes_due_again(schedule, put, clock):
    await put("a", clock.now_ms)
    await schedule.take(10, 5000)

    assert list(await schedule.take(10, 5000)) == []
    clock.now_ms += 5000
    assert [retry.message.id for _, retry in await schedule.take(10, 5000)] == ["a"]


async def test_a_delivered_retry_is_gone_with_its_job(schedule, put, clock, consumer, store, workflow):
    await put("a", clock.now_ms)
    [(_, retry)] = await schedule.take(10, 5000)

    await consumer.settle(Settlement(done=[retry.message]))

    assert await consumer.depth() == Depth(0, 0, 0)
    assert await store.call("", "EXISTS", keys.jobs(workflow), keys.retry_queue(workflow, "database")) == 0


async def test_a_retry_that_fails_again_is_scheduled_anew(schedule, put, clock, consumer, store, workflow):
    await put("a", clock.now_ms)
    [(_, retry)] = await schedule.take(10, 5000)

    again = ScheduledRetry(evolve(retry.message, attempt=3), clock.now_ms + 7, "still")
    await consumer.settle(Settlement(retries=[again]))

    assert await schedule.next_due() == clock.now_ms + 7
    assert await store.call("", "HLEN", keys.jobs(workflow)) == 1
    clock.now_ms += 7
    [(_, taken)] = await schedule.take(10, 5000)
    assert (taken.message.attempt, taken.reason) == (3, "still")


async def test_a_delayed_delivery_keeps_its_first_attempt_and_is_finished_all_the_same(
    schedule, put, clock, consumer, producer, workflow, new_message
):
    await producer.accept(workflow, [new_message("a")])
    [message] = await consumer.read(1)
    await consumer.settle(Settlement(retries=[ScheduledRetry(message, clock.now_ms, "delay")]))

    [(_, taken)] = await schedule.take(10, 5000)
    assert taken.message.attempt == 1
    await consumer.settle(Settlement(done=[taken.message]))

    assert await consumer.depth() == Depth(0, 0, 0)


async def test_a_delivery_is_put_off_without_being_spent(schedule, put, clock):
    await put("a", clock.now_ms)
    taken = await schedule.take(10, 5000)

    await schedule.postpone(taken, clock.now_ms + 60_000)

    assert await schedule.next_due() == clock.now_ms + 60_000
    clock.now_ms += 60_000
    assert (await schedule.take(10, 5000))[0][1].message.attempt == 2


async def test_putting_off_what_is_settled_does_not_bring_it_back(schedule, put, clock, consumer):
    await put("a", clock.now_ms)
    taken = await schedule.take(10, 5000)
    await consumer.settle(Settlement(done=[taken[0][1].message]))

    await schedule.postpone(taken, clock.now_ms)

    assert await schedule.next_due() is None


async def test_touching_a_retry_extends_its_lease(store, workflow, schedule, put, clock):
    from nexus.streams.consumer import StreamConsumer

    await put("a", clock.now_ms)
    [(_, retry)] = await schedule.take(10, 5000)
    worker = StreamConsumer(store, workflow, "pipeline", "w", family="database", lease_ms=9000, clock=clock)

    await worker.touch([retry.message])

    assert await schedule.next_due() == clock.now_ms + 9000


async def test_families_have_schedules_of_their_own(store, workflow, put, clock):
    await put("a", clock.now_ms)

    assert await StreamSchedule(store, workflow, "rest", clock=clock).next_due() is None


async def test_a_job_that_is_gone_or_unreadable_is_reported_and_blocks_nothing(store, workflow, put, clock):
    lost = []
    schedule = StreamSchedule(store, workflow, "database", lost=lost.extend, clock=clock)
    gone = await put("gone", clock.now_ms - 2)
    bad = await put("bad", clock.now_ms - 1)
    await put("good", clock.now_ms)
    members = [keys.member("pipeline", retry.message.entry) for retry in (gone, bad)]
    await store.call("", "HDEL", keys.jobs(workflow), members[0])
    await store.call("", "HSET", keys.jobs(workflow), members[1], b"\xff")

    taken = await schedule.take(10, 5000)

    assert [retry.message.id for _, retry in taken] == ["good"]
    assert lost == members


async def test_taking_a_delivery_again_and_again_counts_until_it_is_scheduled_anew(
    schedule, put, clock, consumer, store, workflow
):
    await put("a", clock.now_ms)
    counts = []
    for _ in range(3):  # workers that die with it
        [(_, retry)] = await schedule.take(10, 5000)
        counts.append(retry.message.deliveries)
        clock.now_ms += 5000
    assert counts == [1, 2, 3]

    await consumer.settle(Settlement(retries=[ScheduledRetry(retry.message, clock.now_ms, "again")]))
    [(_, retry)] = await schedule.take(10, 5000)
    assert retry.message.deliveries == 1
    await consumer.settle(Settlement(done=[retry.message]))
    assert await store.call("", "EXISTS", keys.jobs(workflow)) == 0


async def test_what_is_put_off_counts_as_never_taken(schedule, put, clock):
    await put("a", clock.now_ms)
    await schedule.take(10, 5000)
    clock.now_ms += 5000
    taken = await schedule.take(10, 5000)

    await schedule.postpone(taken, clock.now_ms)

    assert (await schedule.take(10, 5000))[0][1].message.deliveries == 1


async def test_touching_sets_how_often_a_delivery_counts_as_taken_and_else_leaves_it(
    store, workflow, schedule, put, clock
):
    from nexus.streams.consumer import StreamConsumer

    await put("a", clock.now_ms)
    await put("settled", clock.now_ms)
    worker = StreamConsumer(store, workflow, "pipeline", "w", family="database", lease_ms=5000, clock=clock)
    (_, retry), (_, settled) = await schedule.take(10, 5000)
    await worker.settle(Settlement(done=[settled.message]))

    await worker.touch([retry.message, settled.message], deliveries=7)
    clock.now_ms += 5000
    [(_, retry)] = await schedule.take(10, 5000)
    assert retry.message.deliveries == 8
    await worker.touch([retry.message])
    clock.now_ms += 5000
    assert [taken.message.deliveries for _, taken in await schedule.take(10, 5000)] == [9]
