from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus import ConfigurationError
from nexus_rest.template import check_path, header_value, parse, path_value, query_value, row_lookup


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a%20b"),
        ("../admin", "..%2Fadmin"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("%2f", "%252f"),
        ("a\r\nb", "a%0D%0Ab"),
        ("bücher", "b%C3%BCcher"),
        (7, "7"),
        (True, "true"),
        (Decimal("1E+3"), "1000"),
        (1.5, "1.5"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03%3A04%3A05Z"),
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_a_value_is_percent_encoded_into_its_segment(value, text):
    assert parse("/x/{id}", "target").fill(row_lookup({"id": value}, "m"), path_value) == f"/x/{text}"


def test_places_reach_nested_fields_dotted_fields_and_the_message_id():
    row = {"a": {"b": 1}, "c.d": 2, "message": {"id": "not this"}}
    assert parse("{a.b}-{c.d}-{message.id}", "p").fill(row_lookup(row, "m7")) == "1-2-m7"


def test_doubled_braces_are_braces():
    template = parse("{{x}}", "p")
    assert template.places == ()
    assert template.fill(row_lookup({}, "")) == "{x}"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({}, "has no field 'id'"),
        ({"id": None}, "null"),
        ({"id": {"a": 1}}, "dict"),
        ({"id": [1]}, "list"),
        ([1], "has no field"),
        ({"id": ""}, "empty"),
    ],
)
def test_a_value_that_cannot_stand_in_a_path_is_refused_with_its_name(row, why):
    with pytest.raises(ValueError, match=why):
        parse("/{id}", "target").fill(row_lookup(row, "m"), path_value)


@pytest.mark.parametrize("text", ["{", "}", "{}", "{ }", "{a!r}", "{a:>3}", "{0:}x}"])
def test_a_template_that_cannot_work_is_a_configuration_error_with_its_place(text):
    with pytest.raises(ConfigurationError, match=r"options\.query\.q") as caught:
        parse(text, "options.query.q")
    assert caught.value.remedy


@pytest.mark.parametrize("value", [".", "..", "../..", "a/../b", "..\\x", "./a"])
def test_a_value_never_makes_a_dot_segment_not_even_an_encoded_one(value):
    path = parse("/orders/{id}/lines", "p").fill(row_lookup({"id": value}, "m"), path_value)
    with pytest.raises(ValueError, match="segment"):
        check_path(path)


def test_dots_inside_a_value_are_harmless():
    assert check_path("/orders/a..b/1.5") == "/orders/a..b/1.5"


@given(st.text(min_size=1))
def test_whatever_the_value_it_stays_in_its_place_and_can_be_read_back(value):
    value = value.encode("utf-8", "replace").decode()
    encoded = path_value(value)
    assert unquote(encoded) == value
    assert encoded.isascii()
    assert not set(encoded) & set("/?#&= \r\n\\")
    assert query_value(value) == encoded


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "\x7f"])
def test_a_header_value_with_control_characters_is_refused(value):
    with pytest.raises(ValueError, match="line breaks"):
        header_value(value)
