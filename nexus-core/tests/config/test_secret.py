"""A secret shows itself to nobody who does not ask for it by name."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus import Secret

CLEAR = "canary-3f9a"


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r:>30}".format, lambda secret: f"{secret:>20}", "%s".__mod__]
)
def test_no_way_of_printing_shows_the_text(show):
    assert CLEAR not in show(Secret(CLEAR))
    assert "*" in show(Secret(CLEAR))


def test_reveal_gives_the_text():
    assert Secret(CLEAR).reveal() == CLEAR


@pytest.mark.parametrize(
    "leak", [json.dumps, pickle.dumps, lambda secret: str.join(" ", (secret,)), lambda secret: secret + ""]
)
def test_storing_or_joining_by_accident_fails_and_the_error_is_silent(leak):
    with pytest.raises(TypeError) as caught:
        leak(Secret(CLEAR))
    assert CLEAR not in str(caught.value)


@given(st.text(), st.text())
def test_two_secrets_are_equal_if_their_texts_are(one, other):
    assert (Secret(one) == Secret(other)) is (one == other)
    assert hash(Secret(one)) == hash(Secret(one))


def test_a_secret_equals_no_plain_text():
    assert Secret(CLEAR) != CLEAR


def test_a_copy_is_the_secret_itself():
    secret = Secret(CLEAR)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_only_text_can_be_secret():
    with pytest.raises(TypeError, match="text"):
        Secret(b"bytes")


def test_whether_it_is_empty_can_be_seen_without_revealing():
    assert not Secret("")
    assert len(Secret("abc")) == 3
