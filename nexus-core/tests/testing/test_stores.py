import pytest
import redis

from nexus.testing import RedisCluster, RedisServer, ValkeyServer

SERVERS = pytest.mark.parametrize("server_class", [RedisServer, ValkeyServer])


@SERVERS
def test_a_durable_store_keeps_what_it_answered_over_a_kill(server_class):
    with server_class(durable=True) as server, redis.Redis.from_url(server.url()) as client:
        client.set("kept", "yes")

        server.kill()
        server.restart()

        assert client.get("kept") == b"yes"
        assert client.config_get("appendfsync") == {"appendfsync": "always"}


@SERVERS
def test_a_store_that_is_not_durable_forgets_over_a_kill(server_class):
    with server_class() as server, redis.Redis.from_url(server.url()) as client:
        client.set("forgotten", "yes")

        server.kill()
        server.restart()

        assert client.get("forgotten") is None


def test_each_class_starts_the_server_that_it_names():
    with RedisServer() as server, redis.Redis.from_url(server.url()) as client:
        assert "valkey_version" not in client.info("server")
    with ValkeyServer() as server, redis.Redis.from_url(server.url()) as client:
        assert "valkey_version" in client.info("server")


@SERVERS
def test_a_full_store_refuses_writes(server_class):
    with server_class(maxmemory="3mb") as server, redis.Redis.from_url(server.url()) as client:
        with pytest.raises(redis.OutOfMemoryError):
            fill(client)
        assert client.get("key-0") == b"x" * 100_000


def fill(client):
    for number in range(100):
        client.set(f"key-{number}", b"x" * 100_000)


def test_a_password_is_asked_for():
    with RedisServer(password="let-me-in") as server:
        with redis.Redis.from_url(server.url()) as client:
            assert client.ping()
        with redis.Redis(port=server.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


@SERVERS
def test_a_cluster_serves_every_slot_and_comes_back_whole_after_a_kill(server_class):
    with RedisCluster(server=server_class, durable=True) as cluster:
        with redis.RedisCluster(host=cluster.nodes[0].host, port=cluster.nodes[0].port) as client:
            for number in range(64):
                client.set(f"key-{number}", number)
        sizes = []
        for node in cluster.nodes:
            with redis.Redis(port=node.port) as client:
                sizes.append(client.dbsize())
        assert sum(sizes) == 64
        assert all(sizes)

        cluster.nodes[1].kill()
        cluster.nodes[1].restart()
        cluster.wait_until_whole()

        with redis.RedisCluster(host=cluster.nodes[0].host, port=cluster.nodes[0].port) as client:
            assert [int(client.get(f"key-{number}")) for number in range(64)] == list(range(64))
