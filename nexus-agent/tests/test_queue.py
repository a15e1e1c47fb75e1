"""The queue keeps what it has acknowledged: killed, full, damaged, or changed from elsewhere."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from nexus.edge import KeyRing, QueueFull, StoreError
from nexus.testing import eventually
from nexus_agent.queue.file import KNOWN_MS, QueueFile, now_ms
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.salvage import salvage
from nexus_agent.queue.sealing import Plain, Sealed

from .conftest import drained, message


async def test_messages_come_out_in_their_order_and_leave_when_they_are_settled(queue):
    for number in range(5):
        await queue.accept("shop", [message(number)])
    await queue.accept("vault", [message(9, "vault")])

    entries = await queue.read("shop", -1, 3, 1 << 20)
    await queue.settle(entries, {})

    assert [one.message.payload for one in entries] == [b'{"id": 0}', b'{"id": 1}', b'{"id": 2}']
    assert await drained(queue) == [b'{"id": 3}', b'{"id": 4}']
    assert await drained(queue, "vault") == [b'{"id": 9}']
    assert (queue.sizes["shop"].count, queue.sizes["vault"].count, queue.count) == (2, 1, 3)
    assert queue.bytes == 27
    assert await queue.oldest_at() <= now_ms()


async def test_a_batch_is_bounded_in_bytes_but_has_one_message_at_least(queue):
    await queue.accept("shop", [message(payload=b'{"text": "%s"}' % (b"x" * 1000)) for _ in range(5)])

    assert len(await queue.read("shop", -1, 100, 2500)) == 2
    assert len(await queue.read("shop", -1, 100, 10)) == 1


async def test_a_message_keeps_all_that_belongs_to_it(queue):
    given = message(1, headers=b'{"request_id":"r-1"}', digest=b"d" * 20, same_body=True)
    await queue.accept("shop", [given])

    (entry,) = await queue.read("shop", -1, 10, 1 << 20)

    assert entry.message == given


async def test_what_is_sent_again_is_taken_once_also_after_it_was_forwarded(queue):
    first = await queue.accept("shop", [message(1, digest=b"a" * 20)])
    await queue.settle(await queue.read("shop", -1, 10, 1 << 20), {})

    again = await queue.accept("shop", [message(1, digest=b"a" * 20), message(2, digest=b"b" * 20)])

    assert (again[0].id, again[0].duplicate, again[1].duplicate) == (first[0].id, True, False)
    assert await drained(queue) == [b'{"id": 2}']


async def test_a_key_with_another_body_is_a_conflict(queue):
    await queue.accept("shop", [message(1, digest=b"a" * 20, same_body=True)])

    same, other = await queue.accept(
        "shop", [message(1, digest=b"a" * 20, same_body=True), message(2, digest=b"a" * 20, same_body=True)]
    )

    assert (same.duplicate, same.conflict) == (True, False)
    assert (other.duplicate, other.conflict) == (False, True)


async def test_what_is_refused_is_set_apart_with_its_reason_and_put_back_into_its_place(queue, place):
    await queue.accept("shop", [message(number) for number in range(3)])
    entries = await queue.read("shop", -1, 2, 1 << 20)

    await queue.settle(entries, {entries[0].seq: "total: is too large"})
    with closing(QueueFile(place, Plain(), read_only=False)) as file:
        (refused,) = file.refused()
        assert queue.refused == 1
        assert await drained(queue) == [b'{"id": 2}']
        with file.transaction():
            assert file.retry([refused.entry.seq, 77]) == 1
    await queue.look_again()

    assert refused.reason == "total: is too large"
    assert await drained(queue) == [b'{"id": 0}', b'{"id": 2}']
    assert (queue.refused, queue.count) == (0, 2)


@pytest.mark.parametrize("refused", [False, True])
async def test_what_was_read_of_a_file_that_was_set_aside_takes_nothing_else_out(queue, refused):
    """In a new file a place may be another message's."""
    await queue.accept("shop", [message(number) for number in range(3)])
    entries = await queue.read("shop", -1, 2, 1 << 20)
    elsewhere = [entries[0], entries[1]._replace(message=message(9))]

    await queue.settle(elsewhere, {entries[1].seq: "is bad"} if refused else {})

    assert await drained(queue) == [b'{"id": 1}', b'{"id": 2}']
    assert (queue.count, queue.sizes["shop"].bytes, queue.refused) == (2, 18, 0)


async def test_many_writers_share_commits(queue):
    receipts = await asyncio.gather(*[queue.accept("shop", [message(number)]) for number in range(2000)])

    assert len({one[0].id for one in receipts}) == 2000
    assert sorted(await drained(queue)) == sorted(b'{"id": %d}' % number for number in range(2000))


async def test_above_its_bound_it_refuses_and_keeps_what_it_has(place):
    queue = Queue(place, Plain(), Limits(most_bytes=100, reserve_bytes=0))
    await queue.start()
    await queue.accept("shop", [message(number) for number in range(10)])

    with pytest.raises(QueueFull, match="NEXUS_AGENT_QUEUE_MAX_BYTES"):
        await queue.accept("shop", [message(10), message(11)])
    entries = await queue.read("shop", -1, 5, 1 << 20)
    await queue.settle(entries, {})
    await queue.accept("shop", [message(12)])

    assert len(await drained(queue)) == 6
    await queue.close()


async def test_room_stays_free_on_the_disk(place):
    queue = Queue(place, Plain(), Limits(reserve_bytes=1 << 60))
    await queue.start()

    with pytest.raises(QueueFull, match="NEXUS_AGENT_QUEUE_RESERVE_BYTES"):
        await queue.accept("shop", [message()])
    await queue.close()


async def test_a_disk_that_is_full_refuses_what_comes_and_lets_go_of_what_is_settled(queue):
    """SQLite's own limit of pages stands for a disk: it fails with the same error, SQLITE_FULL."""
    await queue.accept("shop", [message(number) for number in range(100)])
    pages = queue._writer._file._connection.execute("PRAGMA page_count").fetchone()[0]
    queue._writer._file._connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(QueueFull, match="disk"):
        await queue.accept("shop", [message(payload=b'"%s"' % (b"x" * 100_000))])
    entries = await queue.read("shop", -1, 50, 1 << 20)
    await queue.settle(entries, {})

    assert len(await drained(queue)) == 50
    assert queue.count == 50


WRITER = """
import asyncio, sys, uuid
from pathlib import Path
from nexus.edge import NewMessage
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.sealing import Plain

async def main():
    queue = Queue(Path(sys.argv[1]), Plain(), Limits(reserve_bytes=0))
    await queue.start()
    for number in range(int(sys.argv[2]), 1_000_000):
        await queue.accept("shop", [NewMessage(str(uuid.uuid4()), "shop", b'{"id": %d}' % number)])
        print(number, flush=True)

asyncio.run(main())
"""


def killed_at_work(place, first):
    """Let a process put numbers into the queue, kill it, and return those that it told."""
    command = [sys.executable, "-c", WRITER, str(place), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        told = [int(child.stdout.readline()) for _ in range(50)]
        child.kill()
        return told + [int(line) for line in child.stdout.read().splitlines() if line.strip()]


async def test_what_was_acknowledged_outlives_a_kill(place):
    told: list[int] = []
    for _ in range(4):
        told += await asyncio.to_thread(killed_at_work, place, told[-1] + 1 if told else 0)

    queue = Queue(place, Plain(), Limits(reserve_bytes=0))
    await queue.start()
    kept = [int(payload[7:-1]) for payload in await drained(queue)]
    await queue.close()

    assert set(told) <= set(kept)
    assert kept == sorted(kept)


def filled(place, sealing, count=3000):
    with closing(QueueFile(place, sealing)) as file:
        with file.transaction():
            file.put([message(number, digest=number.to_bytes(20, "big")) for number in range(count)], now_ms())
        file._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("sealing", [Plain(), Sealed(KeyRing({"k1": bytes(32)}))], ids=["plain", "sealed"])
def test_a_damaged_file_is_set_aside_and_what_can_be_read_of_it_goes_on(place, sealing):
    filled(place, sealing)
    size = place.stat().st_size
    with place.open("r+b") as file:
        file.seek(size // 3 // 4096 * 4096)
        file.write(os.urandom(4096))

    done = salvage(place, sealing, "the test")

    with closing(QueueFile(place, sealing)) as file:
        kept = [int(one.message.payload[7:-1]) for one in file.read("shop", -1, 10_000, 1 << 30)]
    assert done.aside.exists()
    assert done.messages == len(kept) > 2000
    assert kept == sorted(kept)


async def test_damage_that_is_found_while_it_runs_is_salvaged_and_what_comes_is_taken(place):
    filled(place, Plain(), 2000)
    queue = Queue(place, Plain(), Limits(reserve_bytes=0))
    await queue.start()
    queue._writer._file._connection.execute("PRAGMA cache_size = 1")
    with place.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(place.stat().st_size - 4096))

    for _ in range(3):
        try:
            await queue.accept("shop", [message(7, "other", digest=b"z" * 20)])
            break
        except StoreError:
            continue

    await eventually(lambda: queue.salvages)
    assert await drained(queue, "other") == [b'{"id": 7}']
    assert queue.salvages[0].aside.exists()
    await queue.close()


async def test_a_file_that_is_no_database_is_set_aside_at_the_start(place):
    place.write_bytes(b"this is no database, but long enough to be looked at as one" * 100)
    queue = Queue(place, Plain(), Limits(reserve_bytes=0))

    await queue.start()
    await queue.accept("shop", [message(1)])

    assert await drained(queue) == [b'{"id": 1}']
    assert queue.salvages[0].aside.read_bytes().startswith(b"this is no database")
    await queue.close()


async def test_at_rest_nothing_can_be_read_without_the_key(place):
    ring = KeyRing({"k1": bytes(32)})
    queue = Queue(place, Sealed(ring), Limits(reserve_bytes=0))
    await queue.start()
    await queue.accept("shop", [message(payload=b'{"iban": "DE02CANARY"}', headers=b'{"request_id": "R-CANARY"}')])
    files = b"".join(one.read_bytes() for one in place.parent.iterdir())

    assert b"CANARY" not in files
    assert await drained(queue) == [b'{"iban": "DE02CANARY"}']
    await queue.close()


def test_keys_are_rotated_and_given_up(place):
    former = Sealed(KeyRing({"k1": bytes(32)}))
    filled(place, former, 3)
    both = Sealed(KeyRing({"k2": bytes(range(32)), "k1": bytes(32)}))

    with closing(QueueFile(place, both)) as file:
        with file.transaction():
            file.put([message(3)], now_ms())
        assert len(file.read("shop", -1, 10, 1 << 20)) == 4
    with closing(QueueFile(place, Plain())) as file, pytest.raises(Exception, match="'k1', which is missing"):
        file.read("shop", -1, 10, 1 << 20)


def test_digests_are_forgotten_in_the_end(place):
    with closing(QueueFile(place, Plain())) as file:
        long_ago = now_ms() - KNOWN_MS - 1000
        with file.transaction():
            file.put([message(1, digest=b"a" * 20)], long_ago)
            file.put([message(2, digest=b"b" * 20)], now_ms())
        with file.transaction():
            assert file.forget_known(now_ms() - KNOWN_MS) == 1
            (first, second), _ = file.put([message(1, digest=b"a" * 20), message(2, digest=b"b" * 20)], now_ms())

    assert (first.duplicate, second.duplicate) == (False, True)


def test_a_commit_is_synced(place):
    """Reliability 20: with NORMAL, the tail of the log is lost with the power."""
    with closing(QueueFile(place, Plain())) as file:
        assert file._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert file._connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_who_only_looks_changes_nothing(place):
    filled(place, Plain(), 1)
    with closing(QueueFile(place, Plain(), read_only=True)) as file, pytest.raises(sqlite3.OperationalError):
        file._connection.execute("DELETE FROM messages")
