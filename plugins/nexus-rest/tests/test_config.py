from typing import Any

import pytest

from nexus import InvalidInput
from nexus.config import json_schema, mask, structure
from nexus_rest.config import ApiKeyAuth, BasicAuth, BearerAuth, NoAuth, RestConfig, RestOptions
from nexus_rest.step import RestCall


def config(**settings: Any) -> RestConfig:
    return structure(RestConfig, {"base_url": "https://api.example.com/v1", **settings})


@pytest.mark.parametrize(
    ("auth", "kind"),
    [
        ({"type": "none"}, NoAuth),
        ({"type": "bearer", "token": "t"}, BearerAuth),
        ({"type": "api_key", "key": "k", "place": "query", "name": "key"}, ApiKeyAuth),
        ({"type": "basic", "username": "u", "password": "p"}, BasicAuth),
    ],
)
def test_each_kind_of_credentials_is_told_by_its_type(auth, kind):
    assert isinstance(config(auth=auth).auth, kind)


def test_no_credentials_are_sent_unless_given():
    assert isinstance(config().auth, NoAuth)


@pytest.mark.parametrize(
    ("base_url", "what"),
    [
        ("ftp://example.com", "http"),
        ("example.com", "http"),
        ("http://", "host"),
        ("http://example.com:0", "host"),
        ("http://example.com:99999", "base_url"),
        ("https://user:pw@example.com", "use auth"),
        ("https://example.com/?a=1", r"options\.query"),
        ("https://example.com/#x", "fragment"),
        ("https://example.com/a b", "percent-encode"),
    ],
)
def test_a_base_url_that_cannot_work_is_refused_with_the_remedy(base_url, what):
    with pytest.raises(InvalidInput, match=what):
        config(base_url=base_url)


@pytest.mark.parametrize(
    "settings",
    [
        {"headers": {"X-Evil": "a\r\nHost: other"}},
        {"headers": {"Host": "other"}},
        {"headers": {"transfer-encoding": "chunked"}},
        {"headers": {"Bad Name": "x"}},
        {"headers": {"": "x"}},
        {"secret_headers": {"X-Key": "a\nb"}},
        {"auth": {"type": "bearer", "token": "abc\r\nX: y"}},
        {"auth": {"type": "api_key", "key": "abc\n", "name": "X-Key"}},
        {"auth": {"type": "api_key", "key": "abc", "name": "X Key"}},
        {"auth": {"type": "basic", "username": "a:b", "password": "x"}},
        {"tls": {"client_certificate": "PEM"}},
        {"concurrency": 0},
    ],
)
def test_settings_that_would_break_a_request_are_refused(settings):
    with pytest.raises(InvalidInput):
        config(**settings)


@pytest.mark.parametrize("status", [99, 199, 301, 401, 403, 407, 500])
def test_a_status_that_cannot_mean_stored_is_refused(status):
    with pytest.raises(InvalidInput, match="cannot mean stored"):
        structure(RestOptions, {"success": [status]})


def test_secrets_are_masked_in_every_auth_and_header():
    raw = {
        "base_url": "https://a.example",
        "auth": {"type": "bearer", "token": "canary"},
        "secret_headers": {"X": "canary"},
        "tls": {"client_certificate": "c", "client_key": "canary"},
    }
    assert "canary" not in str(mask(RestConfig, raw))
    assert "canary" not in repr(structure(RestConfig, raw))


@pytest.mark.parametrize("cls", [RestConfig, RestOptions, RestCall])
def test_every_field_has_a_title_for_the_form(cls):
    for name, field in json_schema(cls)["properties"].items():
        assert field.get("title"), name


def test_two_ways_to_make_a_body_are_refused():
    with pytest.raises(InvalidInput, match="give one"):
        structure(RestCall, {"connection": "c", "mappings": [], "expression": "payload"})
