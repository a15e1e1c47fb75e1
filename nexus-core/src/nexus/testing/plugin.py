"""Pytest fixtures with real servers; pytest finds this plugin through the entry point of nexus-core.

Servers start when a test first asks for one and serve the whole session (one each per process of pytest-xdist). A test that
kills, fills or pauses a server starts one of its own from `nexus.testing` instead, and leaves these alone.

=========================  ==========  =====================================================================
``postgres``               session     `PostgresServer`
``mariadb``                session     `MariaDBServer`
``mosquitto``              session     `MosquittoServer`, with WebSocket
``redis_server``           session     `RedisServer`, not durable
``valkey``                 session     `ValkeyServer`, not durable
``redis_cluster``          session     `RedisCluster` of three masters
``fresh_postgres_url``     function    URL of an empty database, dropped afterwards
``fresh_mariadb_url``      function    the same on MariaDB
``fresh_redis_url``        function    URL of ``redis_server``, flushed
``fresh_valkey_url``       function    URL of ``valkey``, flushed
``fresh_cluster_url``      function    URL of ``redis_cluster``, flushed
``http_server``            function    `HttpServer`
``tcp_proxy``              function    ``tcp_proxy(port)`` makes a `TcpProxy` in front of a local server
``killable``               class       `Killable`: uses the suite's component in a process that checks kill
=========================  ==========  =====================================================================

It also decides which checks of the conformance suites run: see `nexus.testing.conformance`.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis

from nexus.testing.servers import (
    HttpServer,
    MariaDBServer,
    MosquittoServer,
    PostgresServer,
    RedisCluster,
    RedisServer,
    TcpProxy,
    ValkeyServer,
)
from nexus.testing.servers.run_folder import run_folder

if TYPE_CHECKING:
    from nexus.testing.conformance.killing import Killable

pytest.register_assert_rewrite("nexus.testing.conformance")
SUITES = "nexus.testing.conformance.base"
"""Imported only where a test module subclasses a suite: other test runs do not pay for it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what ``nexus connector certify`` uses."""
    group = parser.getgroup("nexus", "conformance of Nexus connectors")
    group.addoption("--nexus-certificate", metavar="FILE", help="write what became of every check to FILE, as JSON")
    group.addoption("--nexus-package", metavar="NAME", default="", help="the package that is certified")


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder before pytest-xdist starts its processes, so that they share it."""
    run_folder()
    if file := config.getoption("--nexus-certificate"):
        from nexus.testing.conformance.recording import Recorder  # noqa: PLC0415 — see `SUITES`

        config.pluginmanager.register(Recorder(Path(file), config.getoption("--nexus-package")), "nexus-recorder")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out checks of what a connector does not claim, and mark those that have a written reason not to run."""
    if SUITES in sys.modules:
        from nexus.testing.conformance.selection import checks, select  # noqa: PLC0415 — see `SUITES`

        left_out: list[pytest.Item] = [*select(items)]
        if config.getoption("--nexus-certificate"):
            ours = set(checks(items))
            left_out += [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a check that may not be skipped, before it runs."""
    if SUITES in sys.modules:
        from nexus.testing.conformance.selection import FORBIDDEN  # noqa: PLC0415 — see `SUITES`

        if FORBIDDEN in item.stash:
            pytest.fail(item.stash[FORBIDDEN], pytrace=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDBServer]:
    """A MariaDB server."""
    with MariaDBServer() as server:
        yield server


@pytest.fixture(scope="session")
def mosquitto() -> Iterator[MosquittoServer]:
    """An MQTT broker."""
    with MosquittoServer(websockets=True) as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis server."""
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    """A Valkey server."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[RedisCluster]:
    """A Redis Cluster of three masters."""
    with RedisCluster() as cluster:
        yield cluster


@pytest.fixture
def fresh_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database."""
    url = postgres.start().new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture
def fresh_mariadb_url(mariadb: MariaDBServer) -> Iterator[str]:
    """SQLAlchemy URL of an empty MariaDB database."""
    url = mariadb.start().new_database()
    yield url
    mariadb.drop_database(url)


@pytest.fixture
def fresh_redis_url(redis_server: RedisServer) -> str:
    """URL of an empty Redis."""
    _flush(redis_server)
    return redis_server.url()


@pytest.fixture
def fresh_valkey_url(valkey: ValkeyServer) -> str:
    """URL of an empty Valkey."""
    _flush(valkey)
    return valkey.url()


@pytest.fixture
def fresh_cluster_url(redis_cluster: RedisCluster) -> str:
    """``redis+cluster://`` URL of an empty cluster."""
    for node in redis_cluster.nodes:
        _flush(node)
    return redis_cluster.url()


@pytest.fixture
def http_server() -> Iterator[HttpServer]:
    """A recording HTTP server that answers 200 until told otherwise."""
    with HttpServer() as server:
        yield server


@pytest.fixture
def tcp_proxy() -> Iterator[Callable[[int], TcpProxy]]:
    """Make proxies in front of local servers; they end with the test."""
    with ExitStack() as proxies:
        yield lambda port: proxies.enter_context(TcpProxy(port))


@pytest.fixture(scope="class")
def killable(request: pytest.FixtureRequest) -> Iterator["Killable"]:
    """A process that uses the components of a conformance suite, for checks that kill it."""
    from nexus.testing.conformance.killing import Killable  # noqa: PLC0415 — see `SUITES`

    with Killable(request.cls) as process:
        yield process


def _flush(server: RedisServer) -> None:
    with redis.Redis(host=server.host, port=server.port) as client:
        client.flushall()
        client.function_flush()
