"""What callers give for parameters becomes values of their types, or is refused by name."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from nexus.errors import InvalidInput
from nexus.model.query import Query, QueryParameter
from nexus.services.query_arguments import arguments


def query(*parameters):
    return Query("q", "w", "orders", "c", "SELECT 1", parameters=parameters)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("integer", "7", 7),
        ("integer", 7, 7),
        ("decimal", "12.50", Decimal("12.50")),
        ("boolean", "true", True),
        ("date", "2026-01-31", date(2026, 1, 31)),
        ("timestamp", "2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("string", "a; DROP TABLE orders", "a; DROP TABLE orders"),
    ],
)
def test_texts_and_json_values_become_values_of_the_type(kind, given, expected):
    assert arguments(query(QueryParameter("p", kind)), {"p": given}) == {"p": expected}


def test_what_need_not_be_given_is_its_default_or_null():
    asked = query(QueryParameter("a", "integer", required=False, default="5"), QueryParameter("b", required=False))

    assert arguments(asked, {}) == {"a": 5, "b": None}
    assert arguments(asked, {"a": None, "b": "x"}) == {"a": 5, "b": "x"}


def test_every_fault_is_named():
    asked = query(QueryParameter("a", "integer"), QueryParameter("b"), QueryParameter("c", "date"))

    with pytest.raises(InvalidInput) as caught:
        arguments(asked, {"a": "seven", "c": None, "d": 1})

    told = {one.path: one.message for one in caught.value.errors}
    assert set(told) == {"a", "b", "c", "d"}
    assert (told["b"], told["c"], told["d"]) == ("is missing", "is null", "is no parameter of this query")
