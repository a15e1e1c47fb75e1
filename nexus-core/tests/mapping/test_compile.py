"""Rules compile into one function that agrees with the interpreter, or are refused with every fault."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.builtin.plugin import nexus_transforms
from nexus.errors import InvalidInput, MappingError
from nexus.mapping import FILTERED, compile_mapping
from nexus.mapping.paths import format_path
from nexus.model.mapping import TYPES, MappingRule, OnNull, TransformCall
from nexus.model.message import Message

FUNCTIONS = {function.name: function for function in nexus_transforms()}
NAMES = st.text(min_size=1, max_size=8) | st.sampled_from(
    ['"', "\\", "'); import os #", "__class__", "row", "\n", "é", "a.b"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["12", "12.0", "12.5", "1e400000", "NaN", "true", "2026-01-31", "2026-01-31T12:00:00Z", "12:30"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)


def message(payload, headers=b""):
    body = payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
    return Message("1-0", "m-1", "shop", 1_700_000_000_123, body, headers)


def compiled(*rules, **options):
    return compile_mapping(rules, FUNCTIONS, pipeline="orders", **options)


def mapped(payload, *rules, **options):
    return compiled(*rules, **options).map(message(payload))


def outcome(run, given):
    try:
        return repr(run(given))
    except MappingError as error:
        return f"MappingError {error}"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("string", b"1.10", "1.10"),
        ("string", b"true", "true"),
        ("integer", b'"12"', 12),
        ("integer", b"12.0", 12),
        ("integer", b"123456789012345678901234567890", 123456789012345678901234567890),
        ("integer", b"12345678901234567890.0", 12345678901234567890),
        ("decimal", b"0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("decimal", b'" 1.50 "', Decimal("1.50")),
        ("float", b"2", 2.0),
        ("boolean", b'"yes"', True),
        ("boolean", b"0", False),
        ("date", b'"2026-01-31"', date(2026, 1, 31)),
        ("time", b'"12:30"', time(12, 30)),
        ("timestamp", b'"2026-01-31T13:00:00+01:00"', datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("uuid", b'"018f0000-0000-7000-8000-000000000000"', UUID("018f0000-0000-7000-8000-000000000000")),
        ("bytes", b'"QWRh"', b"Ada"),
        ("json", b'{"a":[1.5]}', {"a": [1.5]}),
    ],
)
def test_a_value_becomes_its_type_exactly(kind, text, expected):
    row = mapped(b'{"v":' + text + b"}", MappingRule("v", "v", type=kind))
    assert row == {"v": expected}
    assert type(row["v"]) is type(expected)


@pytest.mark.parametrize(
    ("kind", "text", "message_part"),
    [
        ("integer", b"12.5", "not a whole number"),
        ("integer", b"1e400000", "orders"),
        ("integer", b"true", "found boolean"),
        ("decimal", b'"NaN"', "not a finite number"),
        ("float", b'"Infinity"', "not a finite number"),
        ("boolean", b"2", "neither true"),
        ("timestamp", b"1700000000", "set the format to unix"),
        ("date", b'"31.01.2026"', "give the format"),
        ("string", b"{}", "json_dump"),
        ("uuid", b'"x"', "no UUID"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_place(kind, text, message_part):
    with pytest.raises(MappingError, match=message_part) as caught:
        mapped(b'{"v":' + text + b"}", MappingRule("v", "v", type=kind))
    assert caught.value.pipeline == "orders"


@pytest.mark.parametrize(
    ("pattern", "zone", "text", "expected"),
    [
        ("%d.%m.%Y %H:%M", "Europe/Berlin", '"31.07.2026 14:00"', datetime(2026, 7, 31, 12, tzinfo=UTC)),
        ("unix", None, "1700000000.123456", datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=UTC)),
        ("unix_ms", None, '"1700000000123"', datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)),
        (None, "America/New_York", '"2026-01-01"', datetime(2026, 1, 1, 5, tzinfo=UTC)),
    ],
)
def test_moments_are_read_by_format_and_zone(pattern, zone, text, expected):
    rule = MappingRule("at", "at", type="timestamp", format=pattern, timezone=zone)
    assert mapped(b'{"at":' + text.encode() + b"}", rule) == {"at": expected}


@pytest.mark.parametrize(
    ("payload", "options", "expected"),
    [
        ({"v": None}, {}, {"v": None}),
        ({}, {}, {"v": None}),
        ({}, {"on_missing": OnNull.SKIP}, {}),
        ({"v": None}, {"on_null": OnNull.SKIP}, {}),
        ({}, {"default": "7", "has_default": True}, {"v": 7}),
        ({"v": None}, {"default": "7", "has_default": True}, {"v": 7}),
        ({"v": None}, {"default": 7, "has_default": True, "on_null": OnNull.NULL}, {"v": None}),
    ],
)
def test_null_and_missing_are_handled_as_the_rule_says(payload, options, expected):
    assert mapped(payload, MappingRule("v", "v", type="integer", **options)) == expected


@pytest.mark.parametrize("payload", [{}, {"v": None}])
def test_reject_makes_a_mapping_error(payload):
    with pytest.raises(MappingError, match=r"is (missing|null)"):
        mapped(payload, MappingRule("v", "v", on_null=OnNull.REJECT))


def test_a_partial_update_leaves_out_what_the_payload_does_not_have():
    rules = MappingRule("a", "a"), MappingRule("b", "b", default=1, has_default=True), MappingRule("c", "c")
    assert mapped({"c": None}, *rules, partial=True) == {"c": None}


def test_sources_reach_payload_message_and_headers_and_targets_nest():
    row = compiled(
        MappingRule("order.id", "id"),
        MappingRule("order.first", "items[0].sku"),
        MappingRule("order.last", "items[-1].sku"),
        MappingRule("mid", "message.id"),
        MappingRule("at", "message.received_at", type="timestamp"),
        MappingRule("topic", "message.headers.topic"),
        MappingRule("own", "$.message.id"),
        MappingRule("all", "$", type="json"),
        MappingRule("seen", expression="message.received_at", type="timestamp"),
    ).map(message({"id": 1, "items": [{"sku": "a"}, {"sku": "b"}], "message": {"id": "mine"}}, b'{"topic":"t"}'))
    moment = datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)
    assert row["order"] == {"id": 1, "first": "a", "last": "b"}
    assert (row["mid"], row["at"], row["seen"], row["topic"], row["own"]) == ("m-1", moment, moment, "t", "mine")
    assert row["all"]["id"] == 1


def test_chains_run_in_order_and_keep_digits():
    trim, lower = TransformCall("trim"), TransformCall("lower")
    rules = (
        MappingRule("email", "email", type="string", transforms=(trim, lower)),
        MappingRule("total", "total", type="decimal", transforms=(TransformCall("multiply", {"factor": 3}),)),
        MappingRule("note", "note", transforms=(TransformCall("coalesce", {"value": "-"}),)),
    )
    payload = b'{"email":" ADA@X.org ","total":0.1000000000000000000000001}'
    expected = {"email": "ada@x.org", "total": Decimal("0.3000000000000000000000003"), "note": "-"}
    assert mapped(payload, *rules) == expected


def test_a_condition_filters_and_map_many_says_what_became_of_each():
    mapping = compiled(MappingRule("id", "id", type="integer"), condition="payload.total > 1000.0")
    batch = [
        {"id": 1, "total": 1200},
        {"id": 2, "total": 5},
        {"id": "x", "total": 2000},
        {},
        {"id": 3, "total": 1000.5},
    ]
    rows, indexes, filtered, errors = mapping.map_many([message(one) for one in batch])
    assert (rows, indexes, filtered) == ([{"id": 1}, {"id": 3}], [0, 4], [1])
    assert [index for index, _ in errors] == [2, 3]
    assert mapping.map(message(batch[1])) is FILTERED


@pytest.mark.parametrize("text", ["1 + 1", "'yes'", "[payload.a]", "null"])
def test_a_condition_that_can_give_no_boolean_is_found_before_there_are_messages(text):
    with pytest.raises(InvalidInput, match="condition: must give true or false"):
        compiled(MappingRule("a", "a"), condition=text)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [("[1]", "decimal"), ("{'a': 1}", "string"), ("true", "date"), ("payload.n > 1", "timestamp")],
)
def test_an_expression_of_which_no_value_becomes_the_type_is_found_before_there_are_messages(expression, kind):
    with pytest.raises(InvalidInput, match="cannot become"):
        compiled(MappingRule("x", expression=expression, type=kind))


@pytest.mark.parametrize(("expression", "kind"), [("[1]", "json"), ("true", "string"), ("'x'", "integer")])
def test_what_may_become_the_type_is_left_to_the_messages(expression, kind):
    compiled(MappingRule("x", expression=expression, type=kind))


def test_a_condition_that_gives_no_boolean_fails_the_message():
    with pytest.raises(MappingError, match="no boolean"):
        mapped({"a": 1}, MappingRule("a", "a"), condition="payload.a")


def test_the_whole_payload_passes_as_it_is():
    mapping = compiled(MappingRule("$", "$"))
    assert (mapping.whole, mapping.columns) == (True, {})
    assert mapping.map(message([1, {"a": 2}])) == [1, {"a": 2}]


def test_columns_tell_targets_and_types():
    assert dict(compiled(MappingRule("a", "x"), MappingRule("b", "y", type="uuid")).columns) == {"a": None, "b": "uuid"}


def test_steps_reach_outputs_of_steps():
    mapping = compiled(
        MappingRule("tier", "steps.lookup.body.tier", type="string"),
        MappingRule("id", "payload.id"),
        variables=("payload", "steps"),
    )
    data = {"payload": {"id": 5}, "message": {"received_at": 1}, "steps": {"lookup": {"body": {"tier": "gold"}}}}
    assert mapping.map_data(data) == {"tier": "gold", "id": 5}


@pytest.mark.parametrize("payload", [b"[", b"\xff", b'"text"', b'{"a":1', b"", b'{"a":"\\ud800"}', b"[" * 5000])
def test_what_is_no_json_object_is_a_mapping_error(payload):
    with pytest.raises(MappingError):
        mapped(payload, MappingRule("a", "a"))


def test_every_fault_of_the_rules_is_told_with_its_path():
    rules = (
        MappingRule("a"),
        MappingRule("b", "x", expression="1"),
        MappingRule("c", "x..y", type="strin"),
        MappingRule("d", "x", transforms=(TransformCall("trimm"), TransformCall("round", {"digits": "x"}))),
        MappingRule("e", "x", type="timestamp", timezone="Mars/X"),
        MappingRule("f", "x", type="timestamp", format="%Q"),
        MappingRule("g", expression="payload. > 1"),
        MappingRule("h", "x", type="integer", default="x", has_default=True),
        MappingRule("i", "x", on_null=OnNull.DEFAULT),
        MappingRule("j.k", "x"),
        MappingRule("j", "x"),
    )
    with pytest.raises(InvalidInput) as caught:
        compiled(*rules, condition="nope")
    assert [error.path for error in caught.value.errors] == [
        "mappings[0]", "mappings[1]", "mappings[2].type", "mappings[2].source", "mappings[3].transforms[0]",
        "mappings[3].transforms[1]", "mappings[4].timezone", "mappings[5].format", "mappings[6].expression",
        "mappings[7].default", "mappings[8].on_null", "mappings[10].target", "condition",
    ]  # fmt: skip


@given(st.dictionaries(NAMES, VALUES, max_size=5), st.data())
def test_the_generated_function_agrees_with_the_interpreter(payload, data):
    names = st.sampled_from(sorted(payload)) | NAMES if payload else NAMES
    paths = st.lists(names, min_size=1, max_size=2, unique=True).map(lambda parts: "$" + format_path(("", *parts))[4:])
    calls = st.sampled_from(
        [(), (TransformCall("trim"),), (TransformCall("add", {"number": 1}),), (TransformCall("first"),)]
    )
    count = data.draw(st.integers(1, 4))
    rules = [
        MappingRule(
            f"t{i}", data.draw(paths), type=data.draw(st.none() | st.sampled_from(TYPES)), transforms=data.draw(calls)
        )
        for i in range(count)
    ]
    mapping = compile_mapping(rules, FUNCTIONS, pipeline="p")
    given_message = message(json.dumps(payload).encode())
    assert outcome(mapping.map, given_message) == outcome(mapping._interpret, given_message)


@given(NAMES, SCALARS)
def test_hostile_names_are_only_names(name, value):
    source = "$" + format_path(("", name))[4:]
    target = format_path((name,))
    assert mapped({name: value}, MappingRule(target, source)) == {name: value}


@given(VALUES, st.sampled_from(TYPES))
def test_any_value_converts_or_is_a_mapping_error(value, kind):
    mapping = compiled(MappingRule("v", "v", type=kind))
    rows, _, _, errors = mapping.map_many([message(json.dumps({"v": value}).encode())])
    assert len(rows) + len(errors) == 1
