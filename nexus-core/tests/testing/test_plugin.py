import redis
from sqlalchemy import create_engine, inspect, text


def assert_is_empty_and_usable(url):
    engine = create_engine(url)
    try:
        assert inspect(engine).get_table_names() == []
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE t (n integer)"))
            connection.execute(text("INSERT INTO t VALUES (1)"))
            assert connection.scalar(text("SELECT n FROM t")) == 1
    finally:
        engine.dispose()


def test_each_test_gets_an_empty_postgres_database(fresh_postgres_url):
    assert_is_empty_and_usable(fresh_postgres_url)


def test_each_test_gets_an_empty_mariadb_database(fresh_mariadb_url):
    assert_is_empty_and_usable(fresh_mariadb_url)


def test_stores_are_flushed_before_a_test(redis_server, request):
    with redis.Redis.from_url(redis_server.url()) as client:
        client.set("left", "over")
        request.getfixturevalue("fresh_redis_url")
        assert client.dbsize() == 0


def test_valkey_and_cluster_are_there_by_their_urls(fresh_valkey_url, fresh_cluster_url, redis_cluster):
    with redis.Redis.from_url(fresh_valkey_url) as client:
        assert client.ping()
    assert fresh_cluster_url == "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in redis_cluster.nodes)
