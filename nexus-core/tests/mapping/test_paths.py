"""Paths find what they name, print as they parse, and say where they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.mapping.paths import EACH, MISSING, PathError, format_path, parse_path

DATA = {"customer": {"email": "a@b"}, "items": [{"sku": 1}, {"sku": 2}], "a.b": {"c": 3}, "first name": 4, "n": None}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("customer.email", "a@b"),
        ("items[0].sku", 1),
        ("items[-1].sku", 2),
        ("items[2].sku", MISSING),
        ('["a.b"].c', 3),
        ("$.customer.email", "a@b"),
        ("$", DATA),
        ("first name", 4),
        ("n", None),
        ("n.x", MISSING),
        ("customer.email.x", MISSING),
        ("customer[0]", MISSING),
    ],
)
def test_a_path_finds_what_it_names(text, found):
    assert parse_path(text).get(DATA) == found
    assert parse_path(text).getter()(DATA) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be empty"),
        ("a..b", "character 3"),
        ("a.", "character 3"),
        ("a[", "character 2"),
        ("a[x]", "character 2"),
        ("a[]", "character 2"),
        ("$a", "character 2"),
        ('a["x', "character 2"),
        (".a", "character 1"),
    ],
)
def test_a_bad_path_says_at_which_character(text, message):
    with pytest.raises(PathError, match=message):
        parse_path(text)


@given(st.lists(st.text() | st.integers(-999, 999) | st.just(EACH), min_size=1))
def test_a_path_prints_as_it_parses(parts):
    assert parse_path(format_path(tuple(parts)), each=True).parts == tuple(parts)
