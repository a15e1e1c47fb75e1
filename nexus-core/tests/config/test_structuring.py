"""Plain values become instances strictly, and every fault is named by its place and never by a secret."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus import InvalidInput, Secret, config


def faults(cls, raw, path=""):
    with pytest.raises(InvalidInput) as caught:
        config.structure(cls, raw, path)
    return [str(error) for error in caught.value.errors]


def test_every_kind_of_field_takes_its_plain_value(shop, full):
    made = config.structure(shop.Warehouse, full)
    assert made.auth == shop.Bearer(token=Secret("canary-token"))
    assert (made.port, made.tls, made.ratio, made.mode) == (1, False, 1.0, "fast")
    assert made.level is shop.Level.HIGH
    assert made.tags == ("a", "b")
    assert made.keys == [Secret("canary-first"), Secret("canary-second")]
    assert made.body == {"deep": [1, None, {"z": True}]}


def test_what_is_not_given_has_its_default(shop):
    assert config.structure(shop.Warehouse, {"host": "x"}) == shop.Warehouse(host="x")


def test_unstructuring_gives_back_the_plain_values(shop, full):
    assert config.unstructure(config.structure(shop.Warehouse, full)) == full


@given(
    host=st.text(min_size=1).filter(lambda text: text != "refused"),
    port=st.integers(1, 65535),
    ratio=st.floats(allow_nan=False, allow_infinity=False),
    headers=st.dictionaries(st.text(), st.text()),
    tags=st.lists(st.text()),
    token=st.none() | st.text(),
)
def test_structuring_undoes_unstructuring(shop, *, host, port, ratio, headers, tags, token):
    auth = None if token is None else shop.Bearer(token=Secret(token))
    made = shop.Warehouse(host=host, port=port, ratio=ratio, headers=headers, tags=tuple(tags), auth=auth)
    assert config.structure(shop.Warehouse, config.unstructure(made)) == made


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("port", "5432", 'expected a whole number, got text "5432"'),
        ("port", True, "expected a whole number, got true"),
        ("port", 1.0, "expected a whole number, got the number 1.0"),
        ("port", None, "expected a whole number, got null"),
        ("port", 0, "must be at least 1, is 0"),
        ("port", 65536, "must be at most 65535, is 65536"),
        ("tls", 1, "expected true or false, got the number 1"),
        ("ratio", "0.5", 'expected a number, got text "0.5"'),
        ("ratio", math.nan, "expected a number, got the number nan"),
        ("host", 7, "expected text, got the number 7"),
        ("host", ["a"], "expected text, got a list"),
        ("mode", "slow", 'expected one of fast, safe, got text "slow"'),
        ("level", "medium", 'expected one of low, high, got text "medium"'),
        ("tags", "abc", "expected a list, got text"),
        ("headers", [], "expected an object, got a list"),
        ("schema", "Public", "has not the form [a-z]+"),
        ("auth", {"type": "basic", "user": "a", "password": 1}, None),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_words(shop, name, value, message):
    found = faults(shop.Warehouse, {"host": "x", name: value})
    assert found == ([f"{name}: {message}"] if message else ["auth.password: expected text, got a number"])


def test_all_faults_come_at_once_each_with_its_path(shop):
    raw = {"port": "abc", "tags": ["a", 1, "c", None], "headers": {"a": 1}, "prot": 3}
    assert faults(shop.Warehouse, raw, "connections.warehouse.config") == [
        "connections.warehouse.config.host: is required",
        'connections.warehouse.config.port: expected a whole number, got text "abc"',
        "connections.warehouse.config.tags[1]: expected text, got the number 1",
        "connections.warehouse.config.tags[3]: expected text, got null",
        "connections.warehouse.config.headers.a: expected text, got the number 1",
        "connections.warehouse.config.prot: is unknown; did you mean 'port'?",
    ]


def test_an_unknown_key_that_resembles_none_gets_the_known_ones(shop):
    raw = {"type": "bearer", "token": "t", "zzz": 1}
    assert faults(shop.Bearer, raw) == ["zzz: is unknown; known are token, type"]


def test_a_wrong_tag_is_answered_with_the_known_ones(shop):
    found = faults(shop.Warehouse, {"host": "x", "auth": {"type": "baerer"}})
    assert found == ["auth.type: text \"baerer\" is unknown; did you mean 'bearer'? (known are bearer, basic)"]


def test_a_missing_tag_is_answered_with_the_known_ones(shop):
    assert faults(shop.Warehouse, {"host": "x", "auth": {}}) == ["auth.type: is required; known are bearer, basic"]


def test_faults_within_a_variant_have_its_path(shop):
    found = faults(shop.Warehouse, {"host": "x", "auth": {"type": "basic", "user": ""}})
    assert found == ["auth.user: must not be empty"]


@pytest.mark.parametrize("raw", [None, [], "text", 3])
def test_only_an_object_can_be_a_configuration(shop, raw):
    assert faults(shop.Warehouse, raw, "config")[0].startswith("config: expected an object, got ")


@pytest.mark.parametrize(
    "raw",
    [
        {"host": "x", "auth": "canary-token"},
        {"host": "refused", "auth": {"type": "bearer", "token": "canary-token"}},
        {"host": "x", "auth": {"type": "bearer", "tokn": "canary-token"}},
        {"host": "x", "keys": "canary-token"},
        {"host": "x", "keys": ["canary-token", 1]},
        {"host": 1, "auth": {"type": "bearer", "token": "canary-token"}},
    ],
)
def test_no_fault_and_no_traceback_shows_a_secret(shop, raw):
    with pytest.raises(InvalidInput) as caught:
        config.structure(shop.Warehouse, raw)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None  # nothing chained that a log would print


def test_a_rule_across_fields_is_a_fault_of_the_whole(shop):
    raw = {"host": "refused", "auth": {"type": "bearer", "token": "canary-token"}}
    assert faults(shop.Warehouse, raw, "config") == ["config: will not send ******** there"]


def test_a_path_field_takes_text_and_gives_it_back():
    @config.define
    class Folder:
        path: Path

    made = config.structure(Folder, {"path": "/tmp/x"})
    assert made.path == Path("/tmp/x")
    assert config.unstructure(made) == {"path": "/tmp/x"}


def test_choices_limit_a_number():
    @config.define
    class Wheel:
        spokes: int = config.field(choices=(28, 32))

    assert config.structure(Wheel, {"spokes": 32}).spokes == 32
    assert faults(Wheel, {"spokes": 30}) == ["spokes: expected one of 28, 32, got the number 30"]


def test_an_instance_is_frozen_and_shows_no_secret(shop, full):
    made = config.structure(shop.Warehouse, full)
    assert "canary" not in repr(made)
    with pytest.raises(AttributeError):
        made.port = 2
