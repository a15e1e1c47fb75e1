"""The standard functions do what their documentation shows, and fail as the contract says."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.builtin import arithmetic, encodings, lists, plugin, texts, times, values
from nexus.mapping.transforms import bind_call
from nexus.model.mapping import TYPES, TransformCall

OFFERS = [offer for theme in (texts, arithmetic, times, lists, encodings, values) for offer in theme.OFFERS]
FUNCTIONS = {function.name: function for function in plugin.nexus_transforms()}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def call(name, value, /, **arguments):
    return bind_call(TransformCall(name, arguments), FUNCTIONS).function(value)


def test_names_are_unique_and_every_offer_is_registered():
    assert len(FUNCTIONS) == len(OFFERS) >= 35


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.function.name)
def test_its_example_is_true_and_shown(offer):
    assert call(offer.function.name, offer.example.value, **offer.example.arguments) == offer.example.result
    assert str(offer.example) in offer.function.doc
    assert offer.function.returns in (*TYPES, "any")


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.function.name)
@given(value=JSON)
def test_any_value_is_taken_or_refused_with_valueerror(offer, value):
    if value is None and not offer.function.handles_null:
        return
    with suppress(ValueError):  # any other exception fails the test
        call(offer.function.name, value, **offer.example.arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("round", {"digits": "2"}, "digits must be of type integer"),
        ("round", {"digit": 2}, "did you mean digits"),
        ("round", {"mode": "odd"}, "mode is one of"),
        ("regex_extract", {"pattern": "("}, "no RE2 expression"),
        ("regex_extract", {"pattern": "a", "group": 1}, "has 0 groups"),
        ("regex_replace", {"pattern": "a", "replacement": r"\2"}, "no group 2"),
        ("pad_left", {"width": 10**9}, "width is 0 to"),
        ("split", {"separator": ""}, "cannot be empty"),
        ("split", {}, "needs the argument 'separator'"),
        ("to_timezone", {"timezone": "Mars/Olympus"}, "no time zone"),
        ("date_parse", {"pattern": "%Q"}, "is no pattern"),
        ("lookup", {"table": {}}, "cannot be empty"),
        ("clamp", {"min": 2, "max": 1}, "min is above max"),
        ("hash", {"algorithm": "rot13"}, "algorithm is one of"),
        ("parse_number", {"decimal": ",", "thousands": ","}, "decimal is one character"),
        ("uuid5", {"namespace": "x"}, "namespace is a UUID"),
        ("trimm", {}, "did you mean trim"),
    ],
)
def test_arguments_that_cannot_work_are_refused_when_the_mapping_is_compiled(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        bind_call(TransformCall(name, arguments), FUNCTIONS)


@given(st.text())
def test_encodings_come_back(text):
    assert call("base64_decode", call("base64_encode", text)) == text
    assert call("hex_decode", call("hex_encode", text)) == text
    assert call("url_decode", call("url_encode", text)) == text


@given(JSON.filter(lambda value: value is not None))
def test_json_comes_back(value):
    text = call("json_dump", value)
    assert call("json_dump", call("json_parse", text)) is not None


def test_json_that_readers_disagree_about_is_refused():
    with pytest.raises(ValueError, match="same key twice"):
        call("json_parse", '{"a":1,"a":2}')
