"""Parameters arrive in the types in which they left."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.errors import InvalidInput
from nexus.services.agent_links.values import packed, packed_rows, unpacked, unpacked_rows

SCALARS = (
    st.none()
    | st.booleans()
    | st.text()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.times()
    | st.uuids()
    | st.binary()
)


@given(st.dictionaries(st.text(min_size=1), SCALARS))
def test_what_is_packed_is_unpacked(params):
    found = unpacked(msgspec.json.decode(msgspec.json.encode(packed(params))))

    assert found == params
    assert {name: type(value) for name, value in found.items()} == {name: type(value) for name, value in params.items()}


def kinds(value):
    """Return the types of a value and of all that is in it."""
    if isinstance(value, dict):
        return {name: kinds(one) for name, one in value.items()}
    return [kinds(one) for one in value] if isinstance(value, list) else type(value)


@settings(max_examples=25)
@given(st.lists(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)), max_size=3))
def test_rows_keep_their_types_however_deep(rows):
    found = unpacked_rows(msgspec.Raw(b"[" + b",".join(packed_rows(rows)) + b"]"))

    assert found == rows
    assert kinds(found) == kinds(rows)


def test_every_type_of_a_parameter_has_its_form():
    params = {
        "decimal": Decimal("12.50"),
        "integer": 2**80,
        "timestamp": datetime(2026, 11, 26, 20, 5, 44, 120000, tzinfo=UTC),
        "date": date(2026, 11, 26),
        "time": time(20, 5, 44),
        "uuid": UUID("01a209ef-660d-7561-86a6-651d604f81d5"),
        "bytes": b"\x00\xff",
        "json": {"decimal": [1, {"a": None}]},
    }

    assert {name: [*value] for name, value in packed(params).items()} == {name: [name] for name in params}
    assert unpacked(packed(params)) == params


@pytest.mark.parametrize("value", [{"decimal": "x"}, {"of": "no such type"}, {}, {"date": "1", "time": "2"}])
def test_what_is_no_parameter_is_refused_by_its_name(value):
    with pytest.raises(InvalidInput) as refused:
        unpacked({"total": value})

    assert refused.value.errors[0].path == "total"
