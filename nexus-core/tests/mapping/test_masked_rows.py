"""Mapped rows: what came from a masked value is masked, whatever became of it."""

import pytest

from nexus.config.secret import MASK
from nexus.errors import MappingError
from nexus.mapping.masked_rows import derived, masked_error, masked_row
from nexus.mapping.masks import NOTHING_MASKED, compile_masks
from nexus.model.mapping import MappingRule, TransformCall

MASKS = compile_masks(["customer.iban"])
RULES = (
    MappingRule("id", source="id"),
    MappingRule("account.digest", source="customer.iban", transforms=(TransformCall("sha256"),)),
    MappingRule("copy", expression="payload.customer.iban"),
)
ROW = {"id": 7, "account": {"digest": "ab12canary", "open": 1}, "copy": "DE02CANARY"}


def test_what_came_from_masked_values_is_masked_and_the_rest_is_not():
    assert masked_row(MASKS, RULES, ROW) == {"id": 7, "account": {"digest": MASK, "open": 1}, "copy": MASK}
    assert masked_row(NOTHING_MASKED, RULES, ROW) == ROW
    assert derived(MASKS, RULES, ROW) == ["ab12canary", "DE02CANARY"]


def test_fields_that_a_partial_row_does_not_have_are_none_to_mask():
    assert masked_row(MASKS, RULES, {"id": 7}) == {"id": 7}
    assert masked_row(MASKS, RULES, {"id": 7, "copy": None}) == {"id": 7, "copy": None}
    assert derived(MASKS, RULES, {"id": 7, "account": None}) == []


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (MappingRule("$", source="$"), {"customer": {"iban": MASK, "name": "Ada"}}),
        (MappingRule("$", source="$", transforms=(TransformCall("pick"),)), MASK),
        (MappingRule("$", source="customer"), MASK),
    ],
)
def test_whole_rows_are_masked_in_their_places_or_as_a_whole(rule, shown):
    assert masked_row(MASKS, [rule], {"customer": {"iban": "DE02CANARY", "name": "Ada"}}) == shown


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("account.digest", f"cannot become integer: the value {MASK} has letters (field account.digest)"),
        ("id", "cannot become integer: the value 'ab12canary' has letters (field id)"),
        ("", f"cannot become integer: the value {MASK} has letters"),
    ],
)
def test_what_a_mapping_quotes_of_a_masked_value_is_masked(target, told):
    error = MappingError("cannot become integer: the value 'ab12canary' has letters", target=target)
    assert masked_error(MASKS, RULES, error) == told
