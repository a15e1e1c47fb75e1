import time

import pytest
from attrs import evolve

from nexus.errors import GroupLost
from nexus.model.delivery import Depth, Settlement
from nexus.model.replay import Pace, Piece, Span
from nexus.streams.past import StreamPast
from nexus.streams.schedule import StreamSchedule

ALL = Span("0-0", "9999999999999-0")
PLACE = ("pipeline", "database")


@pytest.fixture
def now():
    return int(time.time() * 1000)


@pytest.fixture
def past(store):
    return StreamPast(store)


@pytest.fixture
async def delivered(consumer, producer, workflow, new_message):
    """Five messages that the pipeline has, and two that it has not read."""
    await producer.accept(workflow, [new_message(f"m{i}") for i in range(5)])
    messages = await consumer.read(5)
    await consumer.settle(Settlement(done=messages))
    await producer.accept(workflow, [new_message(f"new{i}") for i in range(2)])
    return messages


async def taken(store, workflow):
    later = StreamSchedule(store, workflow, "database", clock=lambda: 4e9)
    return [retry.message for _, retry in await later.take(100, 1000)]


async def test_the_past_is_delivered_again_and_the_cursor_stays(past, delivered, consumer, store, workflow, now):
    piece = await past.replay(workflow, *PLACE, ALL, Pace(now, 1000, 100))

    messages = await taken(store, workflow)
    assert (piece.matched, piece.scheduled, piece.next) == (5, 5, None)
    assert [one.id for one in messages] == ["m0", "m1", "m2", "m3", "m4"], "in their order"
    assert {one.attempt for one in messages} == {1}
    assert [m.id for m in await consumer.read(10)] == ["new0", "new1"]
    await consumer.settle(Settlement(done=messages))
    assert await consumer.depth() == Depth(lag=0, pending=2, scheduled=0)


async def test_replaying_twice_schedules_once(past, delivered, store, workflow, now):
    await past.replay(workflow, *PLACE, ALL, Pace(now, 1000, 100))
    again = await past.replay(workflow, *PLACE, ALL, Pace(now, 1000, 100))

    assert again == Piece(5, 0, None, None)
    assert len(await taken(store, workflow)) == 5


async def test_pieces_join_without_a_gap_or_an_overlap(past, delivered, store, workflow, now):
    seen, since = 0, "0-0"
    while since is not None:
        piece = await past.replay(workflow, *PLACE, evolve(ALL, since=since), Pace(now, 1000, 2))
        seen, since = seen + piece.scheduled, piece.next

    assert seen == 5
    assert len(await taken(store, workflow)) == 5


async def test_a_span_is_kept(past, delivered, store, workflow, now):
    entries = [one.entry for one in delivered]
    middle = await past.replay(workflow, *PLACE, Span(entries[1], entries[3]), Pace(now, 1000, 100))
    chosen = Span("0-0", entries[4], {"m0", "m4", "stranger"})
    some = await past.replay(workflow, *PLACE, chosen, Pace(now, 1000, 1))

    assert middle.scheduled == 3
    assert (some.matched, some.next) == (1, entries[1])


async def test_a_count_changes_nothing(past, delivered, store, workflow, now):
    piece = await past.replay(workflow, *PLACE, ALL, Pace(now, 1000, 100), dry_run=True)

    assert piece == Piece(5, 0, None, None)
    assert await taken(store, workflow) == []


async def test_the_pace_is_kept_by_all_replays_of_a_pipeline_together(past, delivered, store, workflow, now):
    entries = [one.entry for one in delivered]
    first = await past.replay(workflow, *PLACE, Span(entries[0], entries[1]), Pace(now, 2, 100))
    second = await past.replay(workflow, *PLACE, Span(entries[2], entries[3]), Pace(now, 2, 100))

    assert (first.due_at - now, second.due_at - now) == (1000, 2000)
    assert await past.busy_until(workflow, "pipeline") == now + 2000
    assert await past.busy_until(workflow, "other") == 0


async def test_a_pipeline_that_never_ran_has_no_past(past, delivered, workflow, now):
    with pytest.raises(GroupLost, match="stranger"):
        await past.replay(workflow, "stranger", "rest", ALL, Pace(now, 1000, 100))
