import pytest
from attrs import evolve

from nexus.model.delivery import DeadLetter, Settlement
from nexus.streams import keys
from nexus.streams.deadletters import DeadLetterHandover


@pytest.fixture
def handover(store):
    return DeadLetterHandover(store, "collector-1", abandoned_ms=0)


@pytest.fixture
def bury(consumer, producer, workflow, new_message):
    """Accept messages and settle them as dead."""

    async def bury(*names):
        await producer.accept(workflow, [new_message(name, headers=b'{"h": 1}') for name in names])
        messages = await consumer.read(len(names))
        letters = [
            DeadLetter("workspace", workflow, "pipeline", evolve(m, attempt=4), f"{m.id} failed", "print", 17)
            for m in messages
        ]
        await consumer.settle(Settlement(dead=letters))
        return letters

    return bury


async def test_a_dead_letter_arrives_as_it_was_recorded(handover, bury, workflow):
    letters = await bury("a", "b")

    assert [letter for _, letter in await handover.drain(workflow, 10)] == letters


async def test_without_dead_letters_there_is_nothing_to_drain(handover, store, workflow):
    assert list(await handover.drain(workflow, 10)) == []
    assert await store.call("", "EXISTS", keys.dead(workflow)) == 0


async def test_what_was_not_confirmed_comes_again_and_what_was_is_gone(handover, bury, store, workflow):
    await bury("a", "b")
    drained = await handover.drain(workflow, 10)
    await handover.confirm(workflow, [drained[0][0]])

    assert await handover.drain(workflow, 10) == drained[1:]

    await handover.confirm(workflow, [drained[1][0]])
    assert list(await handover.drain(workflow, 10)) == []
    assert await store.call("", "XLEN", keys.dead(workflow)) == 0


async def test_new_letters_follow_unconfirmed_ones(handover, bury, workflow):
    await bury("a")
    await handover.drain(workflow, 10)
    await bury("b")

    assert [letter.message.id for _, letter in await handover.drain(workflow, 10)] == ["a", "b"]


async def test_what_a_dead_collector_drained_is_taken_over(handover, store, bury, workflow):
    await bury("a", "b")
    await DeadLetterHandover(store, "collector-that-dies").drain(workflow, 10)

    assert [letter.message.id for _, letter in await handover.drain(workflow, 10)] == ["a", "b"]


async def test_what_a_living_collector_drained_is_left_alone(store, bury, workflow):
    await bury("a")
    await DeadLetterHandover(store, "collector-1").drain(workflow, 10)

    assert list(await DeadLetterHandover(store, "collector-2").drain(workflow, 10)) == []


async def test_no_more_are_drained_than_asked(handover, bury, workflow):
    await bury("a", "b", "c")

    assert len(await handover.drain(workflow, 2)) == 2


async def test_an_unreadable_letter_reaches_a_person_and_blocks_nothing(handover, store, bury, workflow):
    await store.call("", "XADD", keys.dead(workflow), "5-1", "d", b"garbage")
    await bury("a")

    first, second = [letter for _, letter in await handover.drain(workflow, 10)]

    assert (first.message.payload, first.fingerprint, first.died_at) == (b"garbage", "unreadable-dead-letter", 5)
    assert "cannot be read" in first.reason
    assert second.message.id == "a"
