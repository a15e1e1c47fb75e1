"""The JSON Schema says the same as structuring, and what a form needs beside it."""

import jsonschema
import pytest

from nexus import InvalidInput, config


@pytest.fixture
def schema(shop):
    return config.json_schema(shop.Warehouse)


def test_it_is_a_valid_schema_of_2020_12(schema):
    jsonschema.Draft202012Validator.check_schema(schema)


def test_properties_stand_in_the_order_of_the_fields(schema):
    assert list(schema["properties"])[:4] == ["host", "port", "auth", "tls"]
    assert schema["required"] == ["host"]


def test_a_field_says_about_itself_what_a_form_needs(schema):
    assert schema["properties"]["host"] == {
        "title": "Host",
        "description": "Name or address.",
        "x-group": "Server",
        "x-placeholder": "db.example.com",
        "type": "string",
    }
    old = schema["properties"]["schema"]
    assert (old["deprecated"], old["x-deprecated"], old["x-since"]) == (True, "name it in the target", "1.2")
    assert schema["properties"]["keys"]["x-advanced"] is True


def test_secrets_are_write_only_and_have_no_default(schema):
    bearer, basic, null = schema["properties"]["auth"]["oneOf"]
    assert bearer["properties"]["token"]["writeOnly"] is True
    assert basic["properties"]["password"]["x-secret"] is True
    assert "default" not in basic["properties"]["password"]
    assert null == {"type": "null"}


def test_variants_are_told_apart_by_their_type(schema):
    assert schema["properties"]["auth"]["discriminator"] == {"propertyName": "type"}
    assert [variant["required"][0] for variant in schema["properties"]["auth"]["oneOf"][:2]] == ["type", "type"]


def test_descriptions_come_from_the_first_paragraph(schema):
    assert schema["description"] == "A warehouse."


CASES = [
    {},
    {"host": "x"},
    {"host": 1},
    {"host": "x", "port": 1},
    {"host": "x", "port": 0},
    {"host": "x", "port": "1"},
    {"host": "x", "port": True},
    {"host": "x", "unknown": 1},
    {"host": "x", "auth": None},
    {"host": "x", "auth": {"type": "bearer", "token": "t"}},
    {"host": "x", "auth": {"type": "bearer"}},
    {"host": "x", "auth": {"type": "odd"}},
    {"host": "x", "auth": {"token": "t"}},
    {"host": "x", "auth": {"type": "basic", "user": "u", "password": None}},
    {"host": "x", "auth": {"type": "basic", "user": ""}},
    {"host": "x", "mode": "fast", "level": "high"},
    {"host": "x", "mode": "slow"},
    {"host": "x", "level": None},
    {"host": "x", "tags": ["a"]},
    {"host": "x", "tags": "a"},
    {"host": "x", "headers": {"a": "b"}},
    {"host": "x", "headers": {"a": 1}},
    {"host": "x", "keys": ["k"]},
    {"host": "x", "body": [1, {"a": None}]},
    {"host": "x", "schema": None},
    {"host": "x", "schema": "public"},
    {"host": "x", "schema": "PUBLIC"},
    {"host": "x", "ratio": 1},
    {"host": "x", "ratio": None},
]


@pytest.mark.parametrize("raw", CASES, ids=str)
def test_schema_and_structuring_agree_on_what_is_right(shop, schema, raw):
    try:
        config.structure(shop.Warehouse, raw)
        accepted = True
    except InvalidInput:
        accepted = False
    assert jsonschema.Draft202012Validator(schema).is_valid(raw) is accepted


def test_the_full_example_is_valid(schema, full):
    jsonschema.validate(full, schema)


def test_defaults_fit_their_own_schema(schema):
    for name, field in schema["properties"].items():
        if "default" in field:
            jsonschema.validate(field["default"], field | {"title": name})
