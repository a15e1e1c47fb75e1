import pytest

from nexus.errors import ConfigurationError
from nexus.streams.address import Endpoint, Kind, parse


def test_a_plain_url_names_one_server_and_a_database():
    address = parse("redis://user:p%40ss@store.example:6380/3")

    assert address.kind is Kind.SINGLE
    assert address.endpoints == (Endpoint("store.example", 6380),)
    assert (address.username, address.password, address.database) == ("user", "p@ss", 3)
    assert address.tls is None


def test_rediss_means_tls():
    assert parse("rediss://store.example").tls is not None


def test_a_unix_url_names_a_socket():
    assert parse("unix:///run/valkey.sock?db=2").endpoints == (Endpoint(path="/run/valkey.sock"),)
    assert parse("unix:///run/valkey.sock?db=2").database == 2


def test_a_sentinel_url_names_sentinels_and_a_service():
    address = parse("redis+sentinel://:secret@s1,s2:26380/mymaster/1")

    assert address.kind is Kind.SENTINEL
    assert address.endpoints == (Endpoint("s1", 26379), Endpoint("s2", 26380))
    assert (address.service, address.database) == ("mymaster", 1)


def test_a_cluster_url_names_nodes():
    assert parse("redis+cluster://n1,n2:7001").endpoints == (Endpoint("n1", 6379), Endpoint("n2", 7001))


def test_an_ipv6_address_stands_in_brackets():
    assert parse("redis://[::1]:6380").endpoints == (Endpoint("::1", 6380),)
    assert parse("redis://[::1]").endpoints == (Endpoint("::1", 6379),)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://store", "unknown scheme 'http'"),
        ("redis://", "a host is missing"),
        ("redis://store:port", "the port must be a number"),
        ("redis://store/name", "the database must be a number"),
        ("unix://relative.sock", "absolute path"),
        ("redis+sentinel://s1", "no service is named"),
        ("redis+cluster://n1/2", "no database but 0"),
        ("redis://store?timeout=soon", "timeout must be a number"),
        ("redis://store?timeout=nan", "timeout must be a number"),
        ("redis://store:²", "the port must be a number"),
        ("redis://[store", "no URL"),
        ("rediss://store?ca=/nowhere.pem", "TLS files cannot be read"),
    ],
)
def test_a_wrong_url_is_explained_with_its_setting_and_a_remedy(url, words):
    with pytest.raises(ConfigurationError, match=words) as caught:
        parse(url)

    assert caught.value.path == "NEXUS_REDIS_URL"
    assert caught.value.remedy


def test_no_error_and_no_repr_shows_the_password():
    assert "secret" not in repr(parse("redis://:secret@store"))
    with pytest.raises(ConfigurationError) as caught:
        parse("redis://:secret@store:x")
    assert "secret" not in str(caught.value)
