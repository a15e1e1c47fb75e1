"""A schema says nothing about a right message, and everything that is wrong about another."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nexus.errors import InvalidInput
from nexus.mapping.schema import Malformed, compile_schema, decode, infer_fields
from nexus.model.connection import FieldSpec

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.sampled_from("ab"), inner, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ["string", "integer", "decimal", "float", "boolean", "date", "timestamp", "uuid", "object", "array", "any"]


def faults(payload, *fields, **options):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return [str(error) for error in compile_schema(fields, **options).check(body).errors]


def test_every_fault_is_told_with_its_place():
    fields = (
        FieldSpec("id", "integer", required=True, min=1),
        FieldSpec("customer.email", "string", required=True, max_length=5),
        FieldSpec("items[].sku", "string", required=True),
        FieldSpec("currency", "string", pattern="^[A-Z]{3}$"),
        FieldSpec("state", "string", enum=("new", "old")),
        FieldSpec("n", "integer", nullable=False),
    )
    payload = {
        "id": 0,
        "customer": {"email": "too long"},
        "items": [{"sku": "a"}, {}],
        "currency": "eu",
        "state": "x",
        "n": None,
    }
    assert faults(payload, *fields) == [
        "id: must be at least 1",
        "customer.email: must have at most 5 characters, not 8",
        "items[1].sku: is required",
        "currency: must match ^[A-Z]{3}$",
        'state: must be one of "new", "old"',
        "n: must not be null",
    ]


def test_the_message_id_comes_out_as_text():
    schema = compile_schema([], message_id_path="order.id")
    assert schema.check(b'{"order":{"id":7}}').message_id == "7"
    assert [error.path for error in schema.check(b"{}").errors] == ["order.id"]


def test_unknown_fields_are_refused_only_where_the_schema_is_closed():
    assert faults({"nam": 1}, FieldSpec("name")) == []
    assert faults({"nam": 1}, FieldSpec("name"), allow_unknown=False) == [
        "nam: is not in the schema; did you mean name?"
    ]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b'{"a":1,"a":2}', "same key twice"),
        (b'{"a":{"b":"\\"x","b":2}}', "same key twice"),
        (b'{"a":"\xff"}', "not UTF-8"),
        (b'{"a":NaN}', "not JSON"),
        (b'{"a":"\\ud800"}', "not JSON"),
        (b"[" * 40 + b"]" * 40, "deeper than 32"),
        (b"[" * 100_000, "deeper than 32|not JSON"),
        (b'{"a":' + b"9" * 401 + b"}", "more than 400 digits"),
        (b'{"a":0.' + b"9" * 401 + b"}", "more than 400 digits"),
        (json.dumps(dict.fromkeys(map(str, range(10_001)))).encode(), "more than 10000 keys"),
    ],
)
def test_what_readers_disagree_about_is_malformed(payload, message):
    with pytest.raises(Malformed, match=message):
        decode(payload)


@given(VALUES)
def test_any_json_within_the_caps_is_decoded(value):
    assert decode(json.dumps(value).encode()) == value


@given(st.dictionaries(st.text(), st.integers(), min_size=1), st.data())
def test_a_key_twice_is_always_found(value, data):
    text = json.dumps(value)
    twice = json.dumps({data.draw(st.sampled_from(sorted(value))): 0})
    with pytest.raises(Malformed, match="twice"):
        decode((text[:-1] + "," + twice[1:]).encode())


@given(VALUES, st.lists(st.sampled_from(KINDS), min_size=2, max_size=2), st.booleans(), st.booleans())
def test_the_quick_check_agrees_with_the_explanation(value, kinds, required, closed):
    fields = [FieldSpec("a", kinds[0], required=required), FieldSpec("b.a", kinds[1], required=not required)]
    schema = compile_schema(fields, allow_unknown=not closed)
    assert list(schema(value)) == list(schema._explain(value))


def test_null_is_no_message_of_an_application_with_fields():
    schema = compile_schema([FieldSpec("a", "integer")])

    assert [str(one) for one in schema.check(b"null").errors] == ["must be an object, not null"]


@given(st.lists(VALUES, max_size=3), st.lists(st.sampled_from(KINDS), min_size=2, max_size=2), st.booleans())
@example([None], ["integer", "string"], False)
def test_many_at_once_pass_as_each_by_itself_does(values, kinds, with_id):
    fields = [FieldSpec("a", kinds[0], enum=(1, "x")), FieldSpec("b[].a", kinds[1], required=True)]
    schema = compile_schema(fields, message_id_path="a" if with_id else None)
    payloads = [json.dumps(value).encode() for value in (*values, {"a": 1, "b": []})]

    each = [schema.check(payload) for payload in payloads]

    right = not any(checked.errors for checked in each)
    assert schema.pass_all(payloads) == ([checked.message_id for checked in each] if right else None)


@pytest.mark.parametrize(
    "text", ['{"a":"\\u0022\\u0022","a":""}', '{"a":1e2,"a":1}', '{"a":[{"b":1,"b":1}]}', '{"":1, "":1}']
)
def test_a_key_twice_is_found_however_the_rest_is_written(text):
    with pytest.raises(Malformed, match="twice"):
        decode(text.encode())


@example([{"a": [None, {"": None}]}])
@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), min_size=1, max_size=4))
def test_samples_fit_the_fields_inferred_from_them(samples):
    schema = compile_schema(infer_fields(samples))
    assert [schema(sample) for sample in samples] == [()] * len(samples)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (FieldSpec("a", "strin"), "is no type"),
        (FieldSpec("a..b"), "character 3"),
        (FieldSpec("a[0]"), "cannot be one element"),
        (FieldSpec("a", "string", min=1), "for numbers"),
        (FieldSpec("a", "integer", min=2, max=1), "above max"),
        (FieldSpec("a", "string", pattern="("), "no RE2"),
        (FieldSpec("a", "integer", max_length=1), "for strings and arrays"),
    ],
)
def test_a_schema_that_makes_no_sense_is_refused(field, message):
    with pytest.raises(InvalidInput, match=message):
        compile_schema([field])


def test_fields_that_contradict_each_other_are_refused():
    with pytest.raises(InvalidInput, match="type is object"):
        compile_schema([FieldSpec("a", "string"), FieldSpec("a.b")])
