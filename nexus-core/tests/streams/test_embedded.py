import os
import signal
from pathlib import Path

import pytest

from nexus.errors import ConfigurationError, StoreError
from nexus.model.message import Receipt
from nexus.streams import keys
from nexus.streams.durability import Limits, inspect
from nexus.streams.embedded import EmbeddedStore
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.streams.wake import RESYNC, listen
from nexus.testing import eventually, wait_until


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store"


async def accept(url, message):
    store = connect(url)
    try:
        return await StreamProducer(store).accept("w", [message])
    finally:
        await store.close()


async def test_it_starts_durable_and_private(folder):
    with EmbeddedStore(folder) as embedded:
        store = connect(embedded.url)
        found = await inspect(store, Limits(free_disk=0))
        await store.close()
        assert (folder.stat().st_mode & 0o777) == 0o700

    assert found.holds, found.reasons
    assert found.memory_ratio < 0.1


def test_it_serves_the_event_loop_that_nexus_runs_on(folder, new_message):
    uvloop = pytest.importorskip("uvloop", reason="uvloop does not run on Windows")

    async def talk(url):
        receipts = await accept(url, new_message("a"))
        store = connect(url)
        ear = listen(store, keys.CONFIG)
        assert await anext(ear) is RESYNC
        await ear.aclose()
        await store.close()
        return receipts

    with EmbeddedStore(folder) as embedded:
        assert uvloop.run(talk(embedded.url)) == [Receipt("a")]


async def test_what_was_accepted_is_there_after_a_stop_and_a_start(folder, new_message):
    with EmbeddedStore(folder) as embedded:
        await accept(embedded.url, new_message("a"))
    with EmbeddedStore(folder) as embedded:
        assert await accept(embedded.url, new_message("again", digest="a")) == [Receipt("a", duplicate=True)]


async def test_a_server_that_is_killed_comes_back_with_what_was_accepted(folder, new_message):
    with EmbeddedStore(folder) as embedded:
        await accept(embedded.url, new_message("a"))
        os.kill(embedded.pid, signal.SIGKILL)

        async def attempt():
            try:
                return await accept(embedded.url, new_message("again", digest="a"))
            except StoreError:
                return None

        assert await eventually(attempt) == [Receipt("a", duplicate=True)]
        assert embedded.restarts == 1


def test_after_stop_nothing_runs_and_the_folder_is_free(folder):
    embedded = EmbeddedStore(folder)
    embedded.start()
    pid = embedded.pid
    embedded.stop()
    embedded.stop()

    assert embedded.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_two_on_one_folder_are_refused_by_name(folder):
    with (
        EmbeddedStore(folder),
        pytest.raises(ConfigurationError, match="another Nexus runs on"),
    ):
        EmbeddedStore(folder).start()


@pytest.mark.parametrize("depth", [0, 120])
def test_the_server_of_a_nexus_that_was_killed_is_replaced(tmp_path, depth):
    folder = tmp_path / "store" / ("x" * depth)
    abandoned = EmbeddedStore(folder)
    abandoned.start()
    orphan = abandoned.pid
    abandoned._stopping.set()  # its supervisor dies here, without a word to the server
    abandoned._release_lock()

    with EmbeddedStore(folder) as embedded:
        assert embedded.pid != orphan
        wait_until(lambda: abandoned.pid is None)


def test_a_stale_socket_does_not_hinder(folder):
    with EmbeddedStore(folder) as embedded:
        embedded._stopping.set()
        os.kill(embedded.pid, signal.SIGKILL)
        wait_until(lambda: embedded.pid is None)
    assert (folder / "valkey.sock").exists()

    with EmbeddedStore(folder) as embedded:
        assert embedded.pid is not None


def test_a_deep_folder_gets_a_short_socket_that_stays_the_same(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    assert EmbeddedStore(deep).url == EmbeddedStore(deep).url

    with EmbeddedStore(deep) as embedded:
        assert len(embedded.url) < 110
        place = Path(embedded.url.removeprefix("unix://")).parent
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path):
    embedded = EmbeddedStore(tmp_path / ("x" * 60) / ("y" * 60))
    place = Path(embedded.url.removeprefix("unix://")).parent
    place.mkdir()
    place.chmod(0o755)
    try:
        with pytest.raises(ConfigurationError, match="not a folder of ours alone"):
            embedded.start()
    finally:
        place.rmdir()


def test_a_server_that_cannot_start_says_why(folder):
    folder.mkdir()
    with EmbeddedStore(folder) as embedded:
        pass
    manifest = folder / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("file nowhere.aof seq 1 type b\n")

    with pytest.raises(StoreError, match=r"ended with status 1.*nowhere\.aof"):
        embedded.start()
    embedded.stop()


async def test_a_torn_tail_is_dropped_and_reported(folder, new_message):
    with EmbeddedStore(folder) as embedded:
        await accept(embedded.url, new_message("a"))
        assert not embedded.tail_was_torn
    [log] = (folder / "appendonlydir").glob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$100\r\nhalf")

    with EmbeddedStore(folder) as embedded:
        assert embedded.tail_was_torn  # reliability 13
        assert await accept(embedded.url, new_message("again", digest="a")) == [Receipt("a", duplicate=True)]
