"""Bodies are read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from nexus.api.management.bodies import read_json
from nexus.api.management.pages import paged
from nexus.errors import InvalidInput

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_json_is_read_as_it_is(value):
    assert read_json(json.encode(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"b": {"a": 1, "\\u0061": 2}}',
        b'"\\ud800"',
        b'"\\u0000"',
        b'"\\\\\\u0000"',
        b'"\xff"',
        b"[" * 100_000,
        b'{"a":' * 5_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_is_refused_and_never_a_fault_of_ours(text):
    with pytest.raises(InvalidInput):
        read_json(text)


def test_a_backslash_before_u0000_is_text():
    assert read_json(b'"\\\\u0000"') == "\\u0000"


@given(st.sets(st.text(max_size=5)), st.integers(1, 7))
def test_pages_give_every_item_once_and_in_order(names, limit):
    seen, cursor = [], None
    while True:
        page = paged(sorted(names, reverse=True), lambda one: one, cursor, limit)
        seen += page.items
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == sorted(names)
