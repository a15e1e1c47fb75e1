"""What receivers share: who is there, and how sources are doing; in a full store, too."""

import pytest

from nexus.errors import NotDurable, StoreFull
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.model.source import SourceReport, SourceState
from nexus.streams.deadletters import AT_ONCE, DeadLetterHandover, DeadLetterWriter
from nexus.streams.producer import Commit
from nexus.streams.sources import SourceBoard
from nexus.streams.store import connect
from nexus.testing import ValkeyServer, eventually


@pytest.fixture
async def board(store):
    await store.call("nexus:sources", "DEL", "nexus:sources")
    await store.call("nexus:receivers", "DEL", "nexus:receivers")
    return SourceBoard(store)


@pytest.fixture
async def full():
    """A store whose memory is full."""
    with ValkeyServer() as server:
        store = connect(server.url())
        await store.call("", "CONFIG", "SET", "maxmemory", 1)
        yield store
        await store.close()


def letter(number: int) -> DeadLetter:
    message = Message(f"1-{number}", f"m{number}", "source", 1, b"\xff no JSON", b'{"topic":"t"}')
    return DeadLetter("workspace", "workflow", "pipeline", message, "no JSON", "f", 1)


async def test_receivers_are_there_until_their_time_ends_or_they_leave(board):
    assert await board.attend("b", 30) == ["b"]
    assert await board.attend("a", 0.3) == ["a", "b"]

    async def gone():
        return await board.attend("b", 30) == ["b"]

    await eventually(gone)
    await board.leave("b")
    assert await board.attend("c", 30) == ["c"]


async def test_reports_replace_one_another_and_can_be_taken_off(board):
    first = SourceReport("c", 0, SourceState.BACKOFF, "away", "r", 1, 2, 3, 4, 5, 6)
    second = SourceReport("c", 0, SourceState.RUNNING, receiver="r")
    other = SourceReport("c", 1, SourceState.RUNNING, receiver="q")
    await board.post([first])
    assert await board.read() == [first]
    await board.post([second, other])
    await board.remove([other])

    assert await board.read() == [second]


async def test_what_another_version_has_written_is_left_out(board, store):
    await store.call("nexus:sources", "HSET", "nexus:sources", "c/0", b"{}")

    assert await board.read() == []


async def test_a_full_store_still_tells_who_is_there_and_how_sources_are_doing(full):
    board, report = SourceBoard(full), SourceReport("c", 0, SourceState.WAITING, "the store is full")

    assert await board.attend("a", 30) == ["a"]
    await board.post([report])
    assert await board.read() == [report]


async def test_letters_that_were_never_in_a_stream_are_handed_over_like_any_other(store, workflow):
    letters = [letter(number) for number in range(AT_ONCE + 1)]

    await DeadLetterWriter(store).bury(workflow, letters)

    drained = await DeadLetterHandover(store, "collector").drain(workflow, count=1000)
    assert [one for _, one in drained] == letters


async def test_a_letter_needs_what_an_accepted_message_needs(store, full, workflow):
    refusing = DeadLetterWriter(store, refusal=lambda: NotDurable("appendfsync is off"))
    lonely = DeadLetterWriter(store, commit=Commit(replicas=1, timeout_ms=50))

    with pytest.raises(NotDurable, match="appendfsync is off"):
        await refusing.bury(workflow, [letter(1)])
    with pytest.raises(NotDurable, match="0 of 1 replicas"):
        await lonely.bury(workflow, [letter(1)])
    with pytest.raises(StoreFull):
        await DeadLetterWriter(full).bury(workflow, [letter(1)])
