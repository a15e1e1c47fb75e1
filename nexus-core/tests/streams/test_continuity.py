from nexus.streams import keys
from nexus.streams.continuity import Continuity


async def test_a_stream_that_grows_or_is_trimmed_is_fine(store, producer, workflow, new_message):
    told = []
    continuity = Continuity(store, told.append)

    assert await continuity.check(workflow)
    await producer.accept(workflow, [new_message("a"), new_message("b")])
    assert await continuity.check(workflow)
    await store.call("", "XTRIM", keys.stream(workflow), "MAXLEN", 0)
    assert await continuity.check(workflow)
    assert told == []


async def test_a_stream_that_has_gone_back_is_reported_once(store, producer, workflow, new_message):
    told = []
    continuity = Continuity(store, told.append)
    await producer.accept(workflow, [new_message("a")])
    await continuity.check(workflow)
    await store.call("", "DEL", keys.stream(workflow))

    assert not await continuity.check(workflow)
    assert await continuity.check(workflow)
    assert len(told) == 1
    assert "has lost messages" in told[0]
