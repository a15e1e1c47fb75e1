"""What both clients do with messages that are left to them."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sdk_ingress import LOST, problem

from nexus.testing import Answer, wait_until
from nexus_sdk import (
    AsyncNexusClient,
    BufferFull,
    BufferOptions,
    ConfigurationError,
    Encryption,
    Fault,
    InvalidMessage,
    NexusClient,
    NexusError,
    SpoolFailed,
    SqliteSpool,
)

NO = {"index": 0, "path": "x", "message": "no"}


@pytest.fixture
def buffering(client):
    """Return what makes a client with these options of its buffer."""

    def make(retry=None, **options):
        return client(buffer=BufferOptions(**options), **({} if retry is None else {"retry": retry}))

    return make


def enqueue(one, first, last):
    for number in range(first, last + 1):
        one.enqueue({"id": number})


def ids(nexus):
    return [message["id"] for body in nexus.bodies for message in body]


class TestTheBuffer:
    def test_sends_by_itself_many_together_in_order(self, nexus, buffering):
        one = buffering(interval_s=0.05)
        enqueue(one, 1, 5)

        wait_until(lambda: one.buffered == 0)

        assert ids(nexus) == [1, 2, 3, 4, 5]
        assert len(nexus.heard) <= 3
        assert {request.query for request in nexus.heard} == {"partial=true"}

    def test_sends_a_full_batch_at_once(self, nexus, buffering):
        one = buffering(interval_s=60, batch_count=2)
        enqueue(one, 1, 3)

        wait_until(lambda: len(nexus.heard) == 1)
        assert nexus.bodies == [[{"id": 1}, {"id": 2}]]
        assert one.close() == 0
        assert ids(nexus) == [1, 2, 3]

    def test_cuts_batches_by_bytes(self, nexus, buffering):
        one = buffering(batch_bytes=30)
        enqueue(one, 1, 7)
        one.flush()

        assert [len(body) for body in nexus.bodies] == [3, 3, 1]

    def test_keeps_what_is_refused_for_now_tells_of_it_and_sends_the_same_batch_again(self, nexus, buffering):
        errors = []
        nexus.script(LOST, problem(401, "unknown-key"), problem(503, "store-away"))
        one = buffering(on_error=errors.append)
        enqueue(one, 1, 3)

        with pytest.raises(NexusError, match="unknown-key"):
            one.flush()
        enqueue(one, 4, 4)
        wait_until(lambda: one.buffered == 0)

        wait_until(lambda: len(errors) == 1)
        assert [error.status for error in errors] == [401]
        assert len(set(nexus.keys[:4])) == 1
        assert nexus.bodies[3:] == [[{"id": 1}, {"id": 2}, {"id": 3}], [{"id": 4}]]

    def test_warns_of_errors_and_losses_that_nobody_is_told_of(self, nexus, buffering, caplog):
        nexus.script(problem(403, "application-disabled"), problem(422, "schema-violation", errors=[NO]))
        one = buffering()
        enqueue(one, 1, 1)
        with pytest.raises(NexusError):
            one.flush()
        one.flush()

        wait_until(lambda: len(caplog.records) == 2)
        said = caplog.text
        assert "A batch could not be sent; it stays, and is tried again: 403 application-disabled" in said
        assert "Nexus does not take a message of 8 bytes: x: no" in said

    def test_has_a_bound_beyond_which_it_refuses(self, nexus, buffering):
        one = buffering(max_messages=2, interval_s=60)
        enqueue(one, 1, 2)

        with pytest.raises(BufferFull, match=r"2 messages \(18 bytes\) wait to be sent"):
            one.enqueue({"id": 3})
        one.flush()
        one.enqueue({"id": 4})
        one.close()
        assert ids(nexus) == [1, 2, 4]

    def test_has_a_bound_in_bytes_and_lets_senders_wait_where_they_wish_to(self, nexus, buffering):
        one = buffering(max_bytes=40, when_full="wait", interval_s=0.005)
        enqueue(one, 1, 50)
        one.close()

        assert ids(nexus) == list(range(1, 51))
        with pytest.raises(BufferFull):
            buffering(max_bytes=4, when_full="wait").enqueue({"id": "longer than all the room"})

    def test_takes_nothing_that_json_cannot_hold(self, buffering):
        one = buffering()
        with pytest.raises(InvalidMessage):
            one.enqueue({"id": float("nan")})
        assert one.buffered == 0

    def test_hands_over_what_can_never_be_taken_and_goes_on(self, nexus, buffering):
        rejected = []
        some = {"accepted": 1, "duplicates": 0, "ids": ["a", None], "rejected": 1, "errors": [NO | {"index": 1}]}
        nexus.script(
            Answer(202, some),
            problem(422, "schema-violation", errors=[NO]),
            problem(413, "too-large"),
            problem(409, "key-reused"),
        )
        one = buffering(batch_count=2, on_rejected=lambda text, faults: rejected.append((text, faults)))
        for first, last in ((1, 2), (3, 3), (4, 4), (5, 5)):
            enqueue(one, first, last)
            one.flush()

        wait_until(lambda: len(rejected) == 4)
        assert [text for text, _ in rejected] == ['{"id":2}', '{"id":3}', '{"id":4}', '{"id":5}']
        assert rejected[0][1] == (Fault(1, "x", "no"),)
        assert rejected[1][1] == (Fault(0, "x", "no"),)
        assert "413 too-large" in rejected[2][1][0].message
        assert "409 key-reused" in rejected[3][1][0].message

    def test_hands_over_the_one_message_that_is_too_large_alone(self, nexus, buffering):
        rejected = []
        nexus.script(*[problem(413, "too-large")] * 3)  # all four, the first two, the first
        one = buffering(on_rejected=lambda text, faults: rejected.append((text, faults[0].index)))
        enqueue(one, 1, 4)
        one.flush()

        wait_until(lambda: rejected)
        assert rejected == [('{"id":1}', 0)]
        assert [[message["id"] for message in body] for body in nexus.bodies[3:]] == [[2], [3, 4]]

    def test_goes_on_though_its_callbacks_fail(self, nexus, buffering, caplog):
        nexus.script(problem(422, "schema-violation", errors=[NO]), problem(403, "no"))

        def fail(*_):
            raise ZeroDivisionError

        one = buffering(on_rejected=fail, on_error=fail, interval_s=0.005)
        enqueue(one, 1, 1)
        one.flush()
        enqueue(one, 2, 2)
        wait_until(lambda: one.buffered == 0)

        assert ids(nexus) == [1, 2, 2]
        wait_until(lambda: caplog.text.count("A callback of the buffer failed") == 2)

    def test_lets_nobody_wait_for_room_for_ever_when_it_ends(self, nexus, buffering):
        nexus.server.refuse()
        one = buffering(max_messages=1, when_full="wait", on_error=lambda _: None)
        enqueue(one, 1, 1)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(one.enqueue, {"id": 2})
            with pytest.raises(NexusError, match="1 messages could not be sent and are lost"):
                one.close(0.05)
            with pytest.raises(NexusError, match="the client is closed"):
                waiting.result(10)

    def test_says_at_its_end_what_it_could_not_send(self, nexus, buffering):
        nexus.server.refuse()
        one = buffering(on_error=lambda _: None)
        enqueue(one, 1, 2)

        with pytest.raises(NexusError, match="2 messages could not be sent and are lost") as caught:
            one.close(0.05)
        assert caught.value.__cause__ is not None
        assert one.close() == 0
        with pytest.raises(NexusError, match="the client is closed"):
            one.enqueue({"id": 3})

    def test_does_not_wait_longer_for_a_flush_than_was_agreed(self, nexus, buffering):
        nexus.script(Answer(202, {}, delay_s=60))
        one = buffering()
        enqueue(one, 1, 1)

        with pytest.raises(TimeoutError):
            one.flush(0.05)
        assert one.buffered == 1

    def test_of_a_client_for_ids_in_the_payload_sends_no_key(self, nexus, client):
        one = client(message_ids="payload")
        enqueue(one, 1, 1)
        one.flush()

        assert nexus.keys == [None]


class TestASpool:
    def test_outlives_the_client_and_the_next_sends_the_same_batch_under_the_same_key(self, nexus, buffering, tmp_path):
        nexus.script(*[problem(403, "no")] * 100)
        first = buffering(spool=SqliteSpool(tmp_path), on_error=lambda _: None)
        enqueue(first, 1, 3)
        with pytest.raises(NexusError):
            first.flush()
        assert first.close(0) == 3
        nexus.scripted.clear()

        second = buffering(spool=SqliteSpool(tmp_path))
        second.flush()
        second.close()

        assert nexus.bodies[-1] == [{"id": 1}, {"id": 2}, {"id": 3}]
        assert nexus.keys[-1] == nexus.keys[0]
        spool = SqliteSpool(tmp_path)
        assert spool.left() == []
        spool.close()

    def test_that_nobody_could_empty_is_counted_at_the_end_though_it_was_not_read(self, nexus, buffering, tmp_path):
        spool = SqliteSpool(tmp_path)
        for batch in ("01a", "01b"):
            spool.append(batch, [b'{"id":1}', b'{"id":2}'])
        spool.close()
        nexus.server.refuse()
        one = buffering(spool=SqliteSpool(tmp_path), on_error=lambda _: None)
        enqueue(one, 3, 3)

        assert one.close(0) == 5

    def test_keeps_sealed_messages_as_they_are(self, nexus, client, tmp_path):
        encryption = Encryption("01a209ef", 1, "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw=")
        nexus.script(LOST)
        one = client(encryption=encryption, buffer=BufferOptions(spool=SqliteSpool(tmp_path)))
        enqueue(one, 1, 1)
        one.flush()

        assert b'"id"' not in (tmp_path / "spool.db").read_bytes()
        assert nexus.bodies[0] == nexus.bodies[1]

    def test_writes_messages_that_come_together_with_few_syncs_in_order(self, nexus, tmp_path):
        writing, going_on = threading.Event(), threading.Event()

        class Slow(SqliteSpool):
            appends = 0

            def append(self, batch, messages):
                self.appends += 1
                writing.set()
                going_on.wait(10)
                super().append(batch, messages)

        spool = Slow(tmp_path)

        async def send():
            options = BufferOptions(spool=spool, interval_s=60, batch_count=1000)
            async with AsyncNexusClient(nexus.url, "nxk_test", buffer=options) as one:
                calls = [asyncio.create_task(one.enqueue({"id": number})) for number in range(200)]
                await asyncio.to_thread(writing.wait, 10)
                going_on.set()
                await asyncio.gather(*calls)

        asyncio.run(send())
        assert ids(nexus) == list(range(200))
        assert spool.appends <= 3

    def test_that_cannot_be_written_takes_nothing_and_goes_on_when_it_can(self, nexus, buffering, tmp_path):
        class Full(SqliteSpool):
            is_full = True

            def append(self, batch, messages):
                if self.is_full:
                    raise SpoolFailed("database or disk is full")
                super().append(batch, messages)

        spool = Full(tmp_path)
        one = buffering(spool=spool)
        with pytest.raises(SpoolFailed, match="Make room on its disk"):
            one.enqueue({"id": 1})
        assert one.buffered == 0
        spool.is_full = False
        one.enqueue({"id": 2})
        one.close()

        assert ids(nexus) == [2]

    def test_belongs_to_one_client_at_a_time(self, nexus, buffering, tmp_path):
        one = buffering(spool=SqliteSpool(tmp_path))
        enqueue(one, 1, 1)
        with pytest.raises(ConfigurationError, match="another client or process uses the spool"):
            buffering(spool=SqliteSpool(tmp_path))
        one.close()
        successor = buffering(spool=SqliteSpool(tmp_path))
        enqueue(successor, 2, 2)
        successor.close()

        assert ids(nexus) == [1, 2]

    def test_belongs_to_one_process_at_a_time_and_is_free_when_that_was_killed(self, nexus, buffering, tmp_path):
        script = (
            "import sys, time\n"
            "from nexus_sdk import SqliteSpool\n"
            "spool = SqliteSpool(sys.argv[1])\n"
            "spool.append('01a', [b'{\"id\":1}', b'{\"id\":2}'])\n"
            "print('kept', flush=True)\n"
            "time.sleep(600)\n"
        )
        with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"kept\n"
            with pytest.raises(ConfigurationError, match="another client or process uses the spool"):
                buffering(spool=SqliteSpool(tmp_path))
            other.kill()
        one = buffering(spool=SqliteSpool(tmp_path))
        one.flush()

        assert nexus.bodies == [[{"id": 1}, {"id": 2}]]
        assert nexus.keys == ["01a"]

    def test_that_is_none_says_so(self, buffering, tmp_path):
        (tmp_path / "spool.db").write_bytes(b"no database at all" * 100)

        with pytest.raises(SpoolFailed, match="file is not a database"):
            buffering(spool=SqliteSpool(tmp_path))

    def test_of_a_newer_library_is_left_alone(self, buffering, tmp_path):
        spool = SqliteSpool(tmp_path)
        spool.left()
        spool._connection.execute("PRAGMA user_version = 2")
        spool.close()

        with pytest.raises(ConfigurationError, match="a newer version"):
            buffering(spool=SqliteSpool(tmp_path))

    def test_is_readable_for_its_owner_alone(self, tmp_path):
        spool = SqliteSpool(tmp_path / "a" / "b")
        spool.append("01a", [b"{}"])
        files = [tmp_path / "a" / "b", *(tmp_path / "a" / "b").iterdir()]
        spool.close()

        assert {file.name: file.stat().st_mode & 0o77 for file in files if file.exists()}
        assert not any(file.stat().st_mode & 0o77 for file in files if file.exists())


@pytest.mark.parametrize(
    "options",
    [{"max_messages": 0}, {"batch_bytes": 0}, {"batch_count": 10_001}, {"interval_s": -1}, {"when_full": "drop"}],
)
def test_options_that_cannot_be_used_are_refused(options):
    with pytest.raises(ConfigurationError, match="buffer: "):
        BufferOptions(**options)


def test_a_callback_that_sends_does_not_wait_for_itself(nexus):
    nexus.script(problem(422, "schema-violation", errors=[NO]))
    found = []

    def again(text, _faults):
        try:
            client.enqueue(json.loads(text))
        except BufferFull as error:
            found.append(error)

    options = BufferOptions(max_messages=1, when_full="wait", on_rejected=again)
    with NexusClient(nexus.url, "nxk_test", buffer=options) as client:
        client.enqueue({"id": 1})
        client.flush()
    assert len(found) == 1


async def test_callbacks_of_the_client_for_asyncio_come_in_its_loop(nexus):
    nexus.script(problem(403, "no"), problem(422, "schema-violation", errors=[NO]))
    loops = []
    tell = lambda *_: loops.append(asyncio.get_running_loop())  # noqa: E731 — for both
    options = BufferOptions(on_error=tell, on_rejected=tell)
    async with AsyncNexusClient(nexus.url, "nxk_test", buffer=options) as client:
        await client.enqueue({"id": 1})
        with pytest.raises(NexusError):
            await client.flush()
        await client.flush()
        assert loops == [asyncio.get_running_loop()] * 2


async def test_who_stops_waiting_for_room_has_sent_nothing(nexus):
    nexus.server.refuse()
    options = BufferOptions(max_messages=1, when_full="wait", on_error=lambda _: None)
    async with AsyncNexusClient(nexus.url, "nxk_test", buffer=options) as client:
        await client.enqueue({"id": 1})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.enqueue({"id": 2}), 0.05)
        nexus.server.heal()
        await client.enqueue({"id": 3})

    assert ids(nexus) == [1, 3]


@pytest.mark.parametrize("way", ["threads", "asyncio"])
def test_a_program_that_forgets_to_close_sends_all_the_same_or_says_what_is_lost(nexus, way):
    script = (
        "import asyncio, sys\n"
        "from nexus_sdk import AsyncNexusClient, BufferOptions, NexusClient\n"
        "options = BufferOptions(interval_s=600)\n"
        "async def main():\n"
        "    await AsyncNexusClient(sys.argv[1], 'nxk_test', buffer=options).enqueue({'id': 1})\n"
        "if sys.argv[2] == 'asyncio':\n"
        "    asyncio.run(main())\n"
        "else:\n"
        "    NexusClient(sys.argv[1], 'nxk_test', buffer=options).enqueue({'id': 1})\n"
    )
    command = [sys.executable, "-c", script, nexus.url, way]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    if way == "threads":
        assert ids(nexus) == [1]
        assert not done.stderr
    else:
        assert "The process ends without close(): 1 messages could not be sent and are lost" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform does not fork")
def test_a_child_process_leaves_the_buffer_to_its_parent(nexus, tmp_path):
    script = (
        "import os, signal, sys\n"
        "from nexus_sdk import BufferOptions, NexusClient, SqliteSpool\n"
        "options = BufferOptions(spool=SqliteSpool(sys.argv[2]), interval_s=600)\n"
        "client = NexusClient(sys.argv[1], 'nxk_test', buffer=options)\n"
        "client.enqueue({'id': 1})\n"
        "if os.fork() == 0:\n"
        "    for call in (lambda: client.enqueue({'id': 2}), client.flush, client.close):\n"
        "        try:\n"
        "            print(call(), flush=True)\n"
        "        except Exception as error:\n"
        "            print(error, flush=True)\n"
        "    sys.exit()\n"
        "os.wait()\n"
        "client.enqueue({'id': 3})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, nexus.url, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    forked = "the client was made before the process forked; make one in each process."
    assert done.stdout.splitlines() == [forked, forked, "0"], done.stderr
    assert not nexus.heard
    with NexusClient(nexus.url, "nxk_test", buffer=BufferOptions(spool=SqliteSpool(tmp_path))) as successor:
        successor.flush()
    assert ids(nexus) == [1, 3]


def test_a_full_buffer_is_sent_at_once(nexus, buffering):
    one = buffering(max_messages=2, when_full="wait", interval_s=600)
    enqueue(one, 1, 9)

    wait_until(lambda: len(ids(nexus)) == 8)
    assert one.buffered <= 1


def test_threads_share_the_buffer(nexus):
    with NexusClient(nexus.url, "nxk_test", buffer=BufferOptions(max_messages=50, when_full="wait")) as client:
        threads = [threading.Thread(target=enqueue, args=(client, first, first + 99)) for first in range(0, 400, 100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = ids(nexus)

    assert sorted(found) == list(range(400))
    for first in range(0, 400, 100):
        assert [one for one in found if first <= one < first + 100] == list(range(first, first + 100))


def test_nothing_is_logged_when_nothing_is_wrong(nexus, caplog):
    with caplog.at_level(logging.INFO, "nexus_sdk"), NexusClient(nexus.url, "nxk_test") as client:
        client.enqueue({"id": 1})
    assert not caplog.records
