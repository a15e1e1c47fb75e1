import pytest
from attrs import evolve

from nexus.errors import StoreError
from nexus.model.delivery import Settlement
from nexus.model.message import Message
from nexus.streams.replay import StreamReplay
from nexus.streams.schedule import StreamSchedule
from nexus.streams.store import connect

MESSAGE = Message("1700000000000-0", "a", "app", 7, b"{}", b'{"h": 1}', attempt=11, state=b"old", deliveries=9)


@pytest.fixture
def schedule(store, workflow):
    return StreamSchedule(store, workflow, "acme")


async def test_a_replayed_message_comes_due_as_a_first_attempt_of_its_pipeline(store, workflow, schedule):
    await StreamReplay(store).schedule(workflow, "pipeline", "acme", [(MESSAGE, 5)])
    [(pipeline_id, retry)] = await schedule.take(10, 1000)
    assert pipeline_id == "pipeline"
    assert retry.message == evolve(MESSAGE, attempt=1)
    assert (retry.message.scheduled, retry.message.state, retry.state) == (True, b"", b"")


async def test_replaying_twice_schedules_once(store, workflow, schedule):
    for due_at in (5, 9):
        await StreamReplay(store).schedule(workflow, "pipeline", "acme", [(MESSAGE, due_at)])
    assert await schedule.next_due() == 9
    assert len(await schedule.take(10, 1000)) == 1


async def test_what_is_replayed_is_finished_like_any_scheduled_delivery(store, workflow, schedule, consumer):
    await StreamReplay(store).schedule(workflow, "pipeline", "database", [(MESSAGE, 5)])
    schedule = StreamSchedule(store, workflow, "database")
    [(_, retry)] = await schedule.take(10, 1000)
    await consumer.settle(Settlement(done=[retry.message]))
    assert await schedule.next_due() is None


async def test_nothing_is_scheduled_for_nothing(store, workflow, schedule):
    await StreamReplay(store).schedule(workflow, "pipeline", "acme", [])
    assert await schedule.next_due() is None


async def test_a_store_that_is_away_is_said_to_be():
    store = connect("redis://127.0.0.1:1/0")
    with pytest.raises(StoreError):
        await StreamReplay(store).schedule("w", "pipeline", "acme", [(MESSAGE, 5)])
    await store.close()
