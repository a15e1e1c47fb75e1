"""Masks: what they hide in payloads, and in what is said about payloads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.config.secret import MASK
from nexus.errors import InvalidInput
from nexus.mapping.masks import EVERYTHING_MASKED, NOTHING_MASKED, MaskBook, compile_masks, masks_of
from nexus.model.mapping import MappingRule

PAYLOAD = {
    "id": 7,
    "customer": {"iban": "DE02CANARY", "name": "Ada", "none": None},
    "items": [{"card": {"number": "4111CANARY"}, "sku": "a"}, {"card": {"number": "5500CANARY"}, "sku": "b"}],
    "tags": ["x", "y", "z"],
    "a.b": {"c": "dotted"},
}

KNOWN = "0197f000-0000-7000-8000-000000000001"
OTHER = "0197f000-0000-7000-8000-000000000002"


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("customer.iban", {"customer": {"iban": MASK, "name": "Ada", "none": None}}),
        ("customer", {"customer": MASK}),
        ("customer.*", {"customer": {"iban": MASK, "name": MASK, "none": None}}),
        ("*.iban", {"customer": {"iban": MASK, "name": "Ada", "none": None}}),
        ("tags[]", {"tags": [MASK, MASK, MASK]}),
        ("tags[*]", {"tags": [MASK, MASK, MASK]}),
        ("tags.*", {"tags": [MASK, MASK, MASK]}),
        ("tags[0]", {"tags": [MASK, "y", "z"]}),
        ("tags[-1]", {"tags": ["x", "y", MASK]}),
        ('["a.b"].c', {"a.b": {"c": MASK}}),
        ("customer.none", {}),
        ("nothing.here", {}),
        ("id.below", {}),
    ],
)
def test_values_at_a_path_are_masked_and_no_others(path, changed):
    assert compile_masks([path]).masked(PAYLOAD) == PAYLOAD | changed


@pytest.mark.parametrize(
    "path", ["items[].card.number", "items[*].card.number", "items.card.number", "items[].*.number"]
)
def test_elements_of_arrays_are_masked_each(path):
    masked = compile_masks([path]).masked(PAYLOAD)
    assert [item["card"]["number"] for item in masked["items"]] == [MASK, MASK]
    assert [item["sku"] for item in masked["items"]] == ["a", "b"]


def test_the_whole_can_be_masked_and_the_given_payload_stays_as_it_is():
    before = json.dumps(PAYLOAD)
    assert compile_masks(["$"]).masked(PAYLOAD) == MASK
    assert EVERYTHING_MASKED.masked(PAYLOAD) == MASK
    assert NOTHING_MASKED.masked(PAYLOAD) == PAYLOAD
    assert json.dumps(PAYLOAD) == before


def test_every_path_that_is_none_is_named():
    with pytest.raises(InvalidInput) as caught:
        compile_masks(["customer.iban", "a..b", "", "x["])
    assert [error.path for error in caught.value.errors] == ["masked[1]", "masked[2]", "masked[3]"]
    assert masks_of(["a..b"]) is EVERYTHING_MASKED


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("DE02CANARY", 'Duplicate entry "DE02CANARY" for key'),
        ("DE02CANARY", "de02canary is not valid"),
        ("DE02CANARY", "prefixDE02CANARYsuffix"),
        ('O\'Canary "x"', """invalid input syntax: "O'Canary \\"x\\"" """),
        ("O'Canary", "near 'O''Canary'"),
        (" padded canary ", "value 'padded canary' is too long"),
        ("Zürich-CANARY", 'body {"city": "Z\\u00fcrich-CANARY"}'),
        ("CANARY-is-a-very-long-value-indeed", "too long: 'CANARY-is-a-very-lo…'"),
        ("CANARY-is-a-very-long-value-indeed", "…long-value-indeed' is too long"),
        (4_200_017, "4200017 is out of range"),
        (4_200_017, "4200017.0 is out of range"),
        (12.50, "numeric field overflow: 12.5"),
        (12.50, "12.50 does not fit"),
        (7, "HTTP 500: id 7 is taken"),
        (True, "cannot become integer: True"),
        ("ab", "the value 'ab' is not known"),
    ],
)
def test_a_masked_value_is_found_in_what_is_said_about_it(value, said):
    masks = compile_masks(["secret"])
    told = masks.reason(said, json.dumps({"secret": value, "open": "HTTP"}).encode())
    assert MASK in told
    for trace in ("CANARY", "canary", "Canary", "4200017", "12.5", "True", "'ab'", "long-value", "id 7"):
        assert trace not in told


def test_a_short_value_is_not_seen_in_other_words_and_numbers():
    masks = compile_masks(["n", "s"])
    payload = b'{"n": 5, "s": "is"}'
    assert masks.reason("HTTP 500: this 5.5 is 15", payload) == f"HTTP 500: this 5.5 {MASK} 15"


def test_a_payload_that_is_no_json_is_masked_as_a_whole():
    assert compile_masks(["x"]).reason("cannot read: {bad CANARY", b"{bad CANARY") == f"cannot read: {MASK}"


@given(st.text(min_size=4, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_no_text_of_four_characters_or_more_stays_in_a_reason(secret, before, after):
    payload = json.dumps({"secret": secret}).encode()
    told = compile_masks(["secret"]).reason(f"{before}{secret}{after}", payload)
    assert secret not in told.replace(MASK, "") or secret in (before + after) or secret in MASK


@pytest.mark.parametrize(
    ("rule", "depends"),
    [
        ({"source": "customer.iban"}, True),
        ({"source": "customer"}, True),
        ({"source": "$"}, True),
        ({"source": "customer.iban.part"}, True),
        ({"source": "customer.name"}, False),
        ({"source": "items[0].card.number"}, True),
        ({"source": "items"}, True),
        ({"source": "items[0].sku"}, False),
        ({"source": "message.id"}, False),
        ({"expression": "payload.id + 1"}, True),
        ({"expression": "message.received_at"}, False),
        ({"default": 1, "has_default": True}, False),
    ],
)
def test_what_a_rule_makes_of_a_masked_value_is_masked_too(rule, depends):
    masks = compile_masks(["customer.iban", "items[].card"])
    assert masks.depends(MappingRule("t", **rule)) is depends
    assert not NOTHING_MASKED.depends(MappingRule("t", **rule))


def test_of_an_application_that_nobody_knows_everything_is_masked():
    book = MaskBook({KNOWN: compile_masks(["a"])})
    assert book.of(KNOWN).paths == ("a",)
    assert book.of(OTHER) is EVERYTHING_MASKED
    assert book.of("") is NOTHING_MASKED


def test_a_book_follows_changes_and_does_not_forget_what_is_gone():
    book = MaskBook()
    assert book.of(KNOWN) is NOTHING_MASKED, "masks have no place here"
    book.update({KNOWN: ["a"], OTHER: []})
    kept = book.of(KNOWN)
    book.update({KNOWN: ["a"], OTHER: ["b", "c..d"]})
    assert book.of(KNOWN) is kept, "compiled once"
    assert book.of(OTHER) is EVERYTHING_MASKED, "one of its paths is none"
    book.update({})
    assert book.of(KNOWN) is kept
