"""Real servers for the stream store's tests: Debian's Redis, the Valkey that Nexus embeds, and a cluster of three."""

import hashlib
import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from nexus.model.message import NewMessage
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.testing import RedisCluster, RedisServer, TcpProxy, ValkeyServer

SERVERS = {"redis": RedisServer, "valkey": ValkeyServer}
_numbers = itertools.count(1)


@pytest.fixture(scope="session", params=SERVERS)
def shared_server(request) -> Iterator[RedisServer]:
    """A server that many tests share: each uses workflows of its own."""
    with SERVERS[request.param]() as server:
        yield server


@pytest.fixture(params=SERVERS)
def server(request) -> Iterator[RedisServer]:
    """A durable server for one test, which may do to it what it likes."""
    with SERVERS[request.param](durable=True) as server:
        yield server


@pytest.fixture(scope="session")
def cluster() -> Iterator[RedisCluster]:
    with RedisCluster(server=ValkeyServer) as cluster:
        yield cluster


@pytest.fixture
async def store(shared_server) -> AsyncIterator[Store]:
    store = connect(shared_server.url())
    yield store
    await store.close()


@pytest.fixture
async def own_store(server) -> AsyncIterator[Store]:
    """A store on the test's own server."""
    store = connect(server.url())
    yield store
    await store.close()


@pytest.fixture
def proxy(server) -> Iterator[TcpProxy]:
    with TcpProxy(server.port) as proxy:
        yield proxy


@pytest.fixture
async def proxied(proxy) -> AsyncIterator[Store]:
    """A store on the test's own server, through a proxy that breaks connections."""
    store = connect(f"redis://127.0.0.1:{proxy.port}/0?timeout=1")
    yield store
    await store.close()


@pytest.fixture
def workflow() -> str:
    """The id of a workflow that no other test uses."""
    return f"workflow-{next(_numbers)}"


@pytest.fixture
async def consumer(store, workflow) -> StreamConsumer:
    consumer = StreamConsumer(store, workflow, "pipeline", "worker-1", family="database")
    await consumer.ensure()
    return consumer


@pytest.fixture
def producer(store) -> StreamProducer:
    return StreamProducer(store)


@pytest.fixture
def new_message():
    """Make messages to accept: ``new_message("a")`` has a digest of its id, ``digest=None`` none."""

    def make(name, payload=b'{"n": 1}', *, digest="", same_body=False, headers=b""):
        value = None if digest is None else hashlib.sha1((digest or name).encode()).digest()
        return NewMessage(name, "application", payload, headers, value, same_body)

    return make
