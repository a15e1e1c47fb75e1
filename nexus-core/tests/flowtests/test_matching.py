"""Exact, but where a matcher says otherwise."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nexus.flowtests.matching import MATCHERS, differences, plain

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def typed(value):
    """Return a value in which true is not 1, as Python has it."""
    if isinstance(value, list):
        return [typed(one) for one in value]
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    return isinstance(value, bool), value


@given(VALUES)
def test_everything_is_like_itself(value):
    assert not list(differences({"equals": plain(value)}, plain(value), "x"))


@given(VALUES, VALUES)
def test_there_is_a_difference_exactly_where_values_differ(one, other):
    assume(not any(name in repr(one) for name in MATCHERS))

    assert (typed(plain(one)) == typed(plain(other))) == (not list(differences(plain(one), plain(other), "x")))


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"contains": "b"}, "abc"),
        ({"contains": {"a": {"contains": "1"}}}, {"a": "x1", "b": 2}),
        ({"contains": [2, {"contains": {"a": 1}}]}, [{"a": 1, "b": 1}, 2, 3]),
        ({"matches": "^a+$"}, "aaa"),
        ({"anything": True}, 0),
        ({"anything": False}, None),
        ({"equals": {"contains": "b"}}, {"contains": "b"}),
        (1.0, 1),
    ],
)
def test_matchers_match(expected, found):
    assert not list(differences(plain(expected), plain(found), "x"))


@pytest.mark.parametrize(
    ("expected", "found", "place"),
    [
        ({"contains": "b"}, "acd", "x"),
        ({"contains": "b"}, None, "x"),
        ({"contains": {"a": {"b": 1}}}, {"a": {"b": 2}}, "x.a.b"),
        ({"contains": {"a": 1}}, {"b": 1}, "x.a"),
        ({"contains": [4]}, [1, 2], "x"),
        ({"matches": "^a+$"}, "aab", "x"),
        ({"matches": "1"}, 1, "x"),
        ({"anything": True}, None, "x"),
        ({"equals": {"contains": "b"}}, "abc", "x"),
        (1, True, "x"),
        (None, {}, "x"),
        ([1, [2]], [1, [2, 3]], "x[1][1]"),
    ],
)
def test_what_does_not_match_is_told_with_its_place(expected, found, place):
    assert [one.place for one in differences(plain(expected), plain(found), "x")] == [place]
