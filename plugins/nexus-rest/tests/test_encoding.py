import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from nexus_rest.encoding import encode, join


def test_values_keep_their_exact_meaning():
    row = {
        "total": Decimal("12345678901234567890.10"),
        "big": 10**30,
        "at": datetime(2026, 1, 2, 3, 4, 5, 60000, UTC),
        "id": UUID(int=1),
        "blob": b"ab",
        "text": "ü\u2028",
        "none": None,
    }
    assert encode(row).decode() == (
        '{"total":12345678901234567890.10,"big":1000000000000000000000000000000,"at":"2026-01-02T03:04:05.060000Z",'
        '"id":"00000000-0000-0000-0000-000000000001","blob":"YWI=","text":"ü\u2028","none":null}'
    )


@pytest.mark.parametrize("payload", ["text", 1, None, [1, {"a": 2}], True])
def test_whole_payloads_of_any_json_type_are_bodies(payload):
    assert json.loads(encode(payload)) == payload


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_a_number_that_json_does_not_have_is_refused_with_its_path(number):
    with pytest.raises(ValueError, match=r"items\[1\]\.price is"):
        encode({"items": [{"price": 1}, {"price": number}]})


def test_a_value_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="no JSON"):
        encode({"a": object()})


def test_joined_bodies_are_an_array_or_lines():
    assert join([b"1", b"{}"], "array") == b"[1,{}]"
    assert join([b"1", b"{}"], "ndjson") == b"1\n{}\n"
