"""When the power fails, what was acknowledged is there: in the stream store, and in every SQLite file that counts.

Killing a process proves nothing about this: what it has written survives it. Here only what it had synced is left.
"""

import asyncio
import errno
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from power.cut import MortalValkey, Power

from nexus import wiring
from nexus.config.settings import load_settings
from nexus.errors import StoreError
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.message import NewMessage
from nexus.security.keyring import generate_key
from nexus.storage import schema
from nexus.streams import keys
from nexus.streams.durability import Limits, inspect
from nexus.streams.producer import Commit, StreamProducer
from nexus.streams.store import connect
from nexus.testing import eventually

ROUNDS = {"selection": 3, "whole": 60}
CHILD = Path(__file__).parent / "power" / "child.py"


@pytest.fixture
def rounds(plan):
    return ROUNDS["whole" if plan.is_whole else "selection"]


# -- the stream store -------------------------------------------------------------------------------------------------


class Sending:
    """Sends messages, many at once, and again until each is acknowledged."""

    def __init__(self, url, commit=None):
        self.store = connect(url)
        self.producer = StreamProducer(self.store, commit=commit)
        self.acknowledged = set()
        self.intended = set()

    async def send(self, start):
        await asyncio.gather(*(self._one(f"m{number}") for number in range(start, start + 5)))

    async def _one(self, name):
        message = NewMessage(name, "s", name.encode(), digest=hashlib.sha1(name.encode()).digest())
        self.intended.add(name)
        try:
            await self.producer.accept("w", [message])
        except StoreError:
            return
        self.acknowledged.add(name)

    async def until(self, count, first):
        """Send until so many are acknowledged more, and go on sending while the power fails."""
        goal = len(self.acknowledged) + count
        while len(self.acknowledged) < goal:
            await self.send(first)
            first += 5
        return first

    async def in_stream(self):
        stream = keys.stream("w")
        return Counter(fields[1].decode() for _, fields in await self.store.call(stream, "XRANGE", stream, "-", "+"))


async def fails(server, sending, random, first):
    """Send, and cut the power while more is on its way; return the bytes that were not on the disk."""
    first = await sending.until(random.randint(1, 200), first)
    beyond = asyncio.ensure_future(sending.until(10_000, first))
    await asyncio.sleep(0)
    lost = await asyncio.to_thread(server.cut_power, random)
    beyond.cancel()
    await asyncio.gather(beyond, return_exceptions=True)
    await asyncio.to_thread(server.start)
    await eventually(lambda: is_back(sending.store), what="the store to be back")
    return lost


async def is_back(store):
    try:
        return await store.call("", "PING") == b"PONG"
    except StoreError:
        return False


@pytest.mark.parametrize("commit", [None, Commit(wait_for_fsync=True)], ids=["strict", "waitaof"])
async def test_what_the_store_has_acknowledged_survives_a_power_cut_and_resends_are_taken_once(commit, rounds, plan):
    random = Random(plan.seed)
    with MortalValkey() as server:
        sending = Sending(server.url(), commit)
        try:
            for number in range(rounds):
                await fails(server, sending, random, first=number * 100_000)
                found = await sending.in_stream()
                assert sending.acknowledged <= found.keys(), f"round {number}"
                assert found.keys() <= sending.intended
                assert set(found.values()) <= {1}
        finally:
            await sending.store.close()


async def test_a_store_that_does_not_sync_loses_what_it_has_acknowledged(plan):
    """Else the test above would prove nothing."""
    random = Random(plan.seed)
    with MortalValkey(settings={"appendfsync": "no"}) as server:
        sending = Sending(server.url())
        try:
            assert await fails(server, sending, random, first=0) > 0
            assert sending.acknowledged - (await sending.in_stream()).keys()
        finally:
            await sending.store.close()


async def test_where_waitaof_answers_before_the_sync_it_is_not_believed(plan):
    """A fault of Valkey (redis#13793): once this fails, `_waitaof_waits` may believe the Valkey of the tests."""
    random = Random(plan.seed)
    with MortalValkey(settings={"appendfsync": "everysec"}) as server:
        sending = Sending(server.url(), Commit(wait_for_fsync=True))
        try:
            assert not (await inspect(sending.store, Limits(free_disk=0), wait_for_fsync=True)).holds
            for number in range(10):
                await fails(server, sending, random, first=number * 100_000)
                if sending.acknowledged - (await sending.in_stream()).keys():
                    return
            pytest.fail("it lost nothing of what it had acknowledged")
        finally:
            await sending.store.close()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
async def test_a_store_whose_disk_fails_acknowledges_nothing_that_is_not_on_it(error, plan):
    random = Random(plan.seed)
    with MortalValkey() as server:
        sending = Sending(server.url())
        try:
            first = await sending.until(50, first=0)
            server.power.fail(error)
            await sending.send(first)
            await eventually(lambda: not server.is_running, what="the store to end: it cannot keep what it is given")
            server.power.heal()
            server.cut_power(random)
            server.start()
            await eventually(lambda: is_back(sending.store), what="the store to be back")
            assert sending.acknowledged <= (await sending.in_stream()).keys()
        finally:
            await sending.store.close()


# -- SQLite -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path):
    """Settings of an installation in this folder, with its tables."""
    made = {"NEXUS_DATA_DIR": str(tmp_path), "NEXUS_ENCRYPTION_KEYS": generate_key("k1")}
    schema.upgrade(load_settings(made).database_url)
    return made


@pytest.fixture
def power():
    made = Power()
    yield made
    made.close()


def written(way, folder, environment, power, random, first=0):
    """Let a child write, cut its power, and return the numbers that it has said to be written."""
    command = [sys.executable, str(CHILD), way, str(folder), str(first)]
    child = subprocess.Popen(command, env={**os.environ, **environment, **power.environment}, stdout=subprocess.PIPE)
    with child:
        said = [int(child.stdout.readline()) for _ in range(random.randint(5, 60))]
        child.kill()
        said += [int(line) for line in child.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")]
    power.cut(folder, random)
    return set(said)


def in_metadata(folder, environment):
    with wiring.open_metadata(load_settings(environment)) as opened:
        found, cursor = set(), None
        while True:
            page = opened.dead_letters.search(opened.workspace_id("default"), DeadLetterFilter(), cursor, limit=500)
            found |= {int(one.letter.message.id) for one in page.items}
            cursor = page.cursor
            if cursor is None:
                return found


def in_table(file, query):
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [int(value) for (value,) in connection.execute(query)]


def in_sink(folder, _environment):
    rows = in_table(folder / "items.db", "SELECT n FROM items")
    assert len(set(rows)) == len(rows)
    assert set(in_table(folder / "items.db", "SELECT message_id FROM nexus_ledger")) == set(rows), "both or neither"
    return set(rows)


def in_spool(folder, _environment):
    return set(in_table(folder / "spool" / "spool.db", "SELECT CAST(message AS TEXT) FROM messages"))


def in_queue(folder, _environment):
    rows = in_table(folder / "queue.db", "SELECT id FROM messages")
    assert rows == sorted(rows)
    assert set(in_table(folder / "queue.db", "SELECT id FROM known")) == set(rows), "both or neither"
    return set(rows)


READERS = {"metadata": in_metadata, "sink": in_sink, "spool": in_spool, "queue": in_queue}


@pytest.mark.parametrize("way", READERS)
def test_what_was_written_to_sqlite_survives_a_power_cut(way, tmp_path, environment, power, rounds, plan):
    random = Random(plan.seed)
    with closing(sqlite3.connect(tmp_path / "items.db")) as connection:
        connection.execute("CREATE TABLE items (n integer)")
    said = set()
    for number in range(rounds):
        said |= written(way, tmp_path, environment, power, random, first=number * 100_000)
        found = READERS[way](tmp_path, environment)
        assert said <= found, f"round {number}"
        assert len(found - said) <= number + 1, "and nothing else, but what was written last and not said"


def test_a_file_that_is_not_synced_at_every_commit_loses_the_last_ones(tmp_path, environment, power, plan):
    """Else the test above would prove nothing."""
    said = written("careless", tmp_path, environment, power, Random(plan.seed))

    assert said - set(in_table(tmp_path / "careless.db", "SELECT n FROM items"))
