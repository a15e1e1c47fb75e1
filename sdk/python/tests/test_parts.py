"""Serialisation, ids, pauses and traces."""

import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from importlib.metadata import version
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_sdk import InvalidMessage, Retry, new_traceparent
from nexus_sdk.backoff import parse_retry_after, pause_before
from nexus_sdk.drivers import USER_AGENT
from nexus_sdk.ids import new_id
from nexus_sdk.serialize import serialize
from nexus_sdk.trace import traceparent_of

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UUID_1 = UUID("01a209ef-660d-7561-86a6-651d604f81d5")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    LARGE = 3


class Name(StrEnum):
    ID = "id"


class Point(NamedTuple):
    x: int
    y: int


@dataclass
class Order:
    id: int
    total: Decimal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.50"), "12.50"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00Z"),
        (datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=2))), "2026-01-31T12:00:00+02:00"),
        (datetime(2026, 1, 31, 12, 0, 0, 5), "2026-01-31T12:00:00.000005"),  # noqa: DTZ001 — as databases give them
        (date(2026, 1, 31), "2026-01-31"),
        (time(12, 30), "12:30:00"),
        (UUID_1, str(UUID_1)),
        (b"hello", "aGVsbG8="),
        (Colour.RED, "red"),
        (Size.LARGE, 3),
        (Point(1, 2), [1, 2]),
        ((1, [Decimal(1)]), [1, ["1"]]),
        (Order(1, Decimal("2.0")), {"id": 1, "total": "2.0"}),
        (MappingProxyType(OrderedDict(a=1)), {"a": 1}),
        (2**70, 2**70),
        (-0.0, -0.0),
        ("€ 😀 \0", "€ 😀 \0"),
    ],
)
def test_a_value_keeps_what_it_says(value, expected):
    assert json.loads(serialize({"v": value})) == {"v": expected}


def test_dataclasses_are_messages_and_enums_are_keys():
    assert serialize(Order(1, Decimal("2.0"))) == b'{"id":1,"total":"2.0"}'
    assert serialize({Name.ID: 1}) == b'{"id":1}'


@given(st.dictionaries(st.text(), JSON, max_size=3))
def test_what_json_has_is_what_arrives(message):
    assert json.loads(serialize(message)) == message


def circle():
    value = {}
    value["self"] = [value]
    return value


@pytest.mark.parametrize(
    ("message", "path", "reason"),
    [
        ({"a": [{"b": float("nan")}]}, "a[0].b", "nan is no JSON number"),
        ({"a": float("-inf")}, "a", "-inf is no JSON number"),
        ({"a": Decimal("NaN")}, "a", "NaN is no JSON number"),
        ({"a": {1: 2}}, "a", "has the key 1, an int"),
        ({None: 2}, "", "has the key None, a NoneType"),
        ({"a": {1, 2}}, "a", "JSON has nothing for a set"),
        ({"a": Fraction(1, 2)}, "a", "JSON has nothing for a Fraction"),
        ({"a": timedelta(1)}, "a", "JSON has nothing for a timedelta"),
        ({"a": Order}, "a", "JSON has nothing for a type"),
        ({"a": "\ud83d"}, "a", "half a surrogate pair"),
        ({"a": {"\ud83d": 1}}, "a", "half a surrogate pair"),
        ({"a": circle()}, None, "holds itself"),
        ([{"a": 1}], "", "must be a mapping or a dataclass, not a list; send_many takes several"),
        ("{}", "", "not a str"),
        (None, "", "not a NoneType"),
        (Order, "", "not a type"),
    ],
)
def test_what_json_would_change_silently_is_refused_with_its_place(message, path, reason):
    with pytest.raises(InvalidMessage, match=re.escape(reason)) as caught:
        serialize(message, 7)
    [fault] = caught.value.errors
    assert fault.index == 7
    assert path is None or fault.path == path


def test_the_version_that_requests_tell_is_that_of_the_package():
    assert f"nexus-sdk-python/{version('nexus-sdk')}" == USER_AGENT


def test_ids_are_uuids_of_version_7_differ_and_sort_in_the_order_in_which_they_were_made():
    ids = [new_id() for _ in range(10_000)]

    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert {UUID(one).version for one in ids} == {7}
    made = (UUID(ids[0]).int >> 80) / 1000
    assert abs(datetime.now(UTC).timestamp() - made) < 60


@pytest.mark.parametrize(
    ("value", "seconds"), [("1.5", 1.5), ("0", 0), ("-3", 0), ("nan", None), ("soon", None), (None, None)]
)
def test_retry_after_is_seconds(value, seconds):
    assert parse_retry_after(value) == seconds


def test_retry_after_is_a_date():
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@given(st.integers(1, 10_000), st.none() | st.floats(0, 100))
def test_pauses_double_up_to_a_cap_are_spread_and_never_undercut_what_the_server_asks_for(attempt, asked):
    pause = pause_before(attempt, Retry(base_s=0.2, cap_s=20), asked)

    assert (asked or 0) <= pause
    assert pause <= (asked * 1.25 if asked else min(20, 0.1 * 2.0 ** min(attempt, 60)))


@pytest.mark.parametrize(
    "malformed",
    ["", "gone", "00-" + "0" * 32 + "-b7ad6b7169203331-01", "ff" + TRACE[2:], TRACE + "\n"],
)
def test_a_malformed_trace_context_is_left_out(malformed):
    assert traceparent_of(malformed) is None


def test_a_new_trace_context_is_well_formed():
    made = new_traceparent()

    assert traceparent_of(made) == made
    assert traceparent_of(lambda: made) == made
    assert traceparent_of(None) is None
