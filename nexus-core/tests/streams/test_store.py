import asyncio

import pytest

from nexus.errors import NotDurable, StoreError, StoreFull
from nexus.model.message import Receipt
from nexus.streams.producer import StreamProducer
from nexus.streams.replies import ErrorReply, as_error
from nexus.streams.store import connect
from nexus.testing import RedisServer, eventually
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.programs import program


class Sentinel(RedisServer):
    """A sentinel that watches one primary, called ``mymaster``."""

    name = "sentinel"

    def __init__(self, primary):
        super().__init__()
        self._primary = primary

    def command(self):
        configuration = self.folder / "sentinel.conf"
        if not configuration.exists():
            configuration.write_text(
                f"port {self.port}\ndir {self.folder}\n"
                f"sentinel monitor mymaster 127.0.0.1 {self._primary.port} 1\n"
                "sentinel down-after-milliseconds mymaster 500\nsentinel failover-timeout mymaster 3000\n"
            )
        return [program("redis-server", "redis-server"), str(configuration), "--sentinel"]


def test_a_store_needs_no_server_to_be_made():
    connect("redis://127.0.0.1:1")


async def test_a_store_that_is_away_is_an_error_that_names_it():
    port = claim_port()
    store = connect(f"redis://127.0.0.1:{port}")
    with pytest.raises(StoreError, match=f"127.0.0.1:{port} cannot be reached"):
        await store.call("", "PING")
    with pytest.raises(StoreError, match="cannot be reached"):  # at once, without another attempt
        await store.call("", "PING")
    await store.close()
    release_port(port)


async def test_a_closed_store_says_so(shared_server):
    store = connect(shared_server.url())
    await store.call("", "PING")
    await store.close()

    with pytest.raises(StoreError, match="closed"):
        await store.call("", "PING")


async def test_a_password_is_sent_and_a_wrong_one_explained():
    with RedisServer(password="open sesame") as server:
        good = connect(server.url().replace(" ", "%20"))
        assert await good.call("", "PING") == b"PONG"
        await good.close()
        for url in (f"redis://:wrong@127.0.0.1:{server.port}", f"redis://127.0.0.1:{server.port}"):
            bad = connect(url)
            with pytest.raises(StoreError, match="NEXUS_REDIS_URL"):
                await bad.call("", "PING")
            await bad.close()


async def test_a_database_is_selected(shared_server, workflow):
    three = connect(shared_server.url(3))
    zero = connect(shared_server.url(0))
    await three.call("", "SET", workflow, 1)

    assert await zero.call("", "EXISTS", workflow) == 0
    await three.close()
    await zero.close()


async def test_a_callback_that_fails_leaves_the_connection_alone(store):
    reported = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))
    store.send("", [("PING",)], lambda _: 1 / 0)

    assert await store.call("", "PING") == b"PONG"
    assert [type(error) for error in reported] == [ZeroDivisionError]


async def test_replies_come_in_order_over_any_number_of_commands(store):
    replies = await store.pipeline("", [("ECHO", str(i)) for i in range(5000)])

    assert replies == [str(i).encode() for i in range(5000)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("OOM command not allowed", StoreFull),
        ("MISCONF Errors writing to the AOF file", NotDurable),
        ("READONLY You can't write against a read only replica.", StoreError),
    ],
)
def test_what_the_store_refuses_is_told_apart(text, kind):
    assert type(as_error(ErrorReply(text))) is kind


async def test_loading_is_an_error_that_passes(server, own_store, workflow, new_message):
    producer = StreamProducer(own_store)
    for batch in range(20):
        await producer.accept(workflow, [new_message(f"{batch}-{i}", b"x" * 2000) for i in range(200)])
    server.restart()

    assert await eventually(lambda: _accepted(producer, workflow, new_message("after"))) == [Receipt("after")]


async def test_a_failover_is_followed_through_sentinel(server, workflow, new_message):
    with type(server)(durable=True) as replica, Sentinel(server) as sentinel:
        direct = connect(replica.url())
        await direct.call("", "REPLICAOF", "127.0.0.1", server.port)
        store = connect(f"redis+sentinel://127.0.0.1:1,127.0.0.1:{sentinel.port}/mymaster")
        producer = StreamProducer(store)
        watcher = connect(f"redis://127.0.0.1:{sentinel.port}")
        assert await producer.accept(workflow, [new_message("before")]) == [Receipt("before")]
        await eventually(lambda: _knows_replica(watcher), timeout_s=30)
        assert await store.call("", "WAIT", 1, 5000) == 1

        await eventually(lambda: _failed_over(watcher), timeout_s=30)
        server.kill()

        accepted = await eventually(lambda: _accepted(producer, workflow, new_message("after")), timeout_s=30)
        assert accepted == [Receipt("after")]
        assert await producer.accept(workflow, [new_message("x", digest="before")]) == [
            Receipt("before", duplicate=True)
        ]
        assert (await direct.call("", "ROLE"))[0] == b"master"
        for each in (store, direct, watcher):
            await each.close()


async def test_a_service_that_no_sentinel_knows_is_named(server):
    with Sentinel(server) as sentinel:
        store = connect(f"redis+sentinel://127.0.0.1:{sentinel.port}/other")
        with pytest.raises(StoreError, match="does not know 'other'"):
            await store.call("", "PING")
        await store.close()


async def _accepted(producer, workflow, message):
    try:
        return await producer.accept(workflow, [message])
    except StoreError:
        return None


async def _knows_replica(watcher):
    replicas = await watcher.call("", "SENTINEL", "REPLICAS", "mymaster")
    flat = [dict(zip(one[::2], one[1::2], strict=True)) for one in replicas]
    return any(one[b"master-link-status"] == b"ok" for one in flat)


async def _failed_over(watcher):
    try:
        await watcher.call("", "SENTINEL", "FAILOVER", "mymaster")
    except StoreError:
        return False
    return True
