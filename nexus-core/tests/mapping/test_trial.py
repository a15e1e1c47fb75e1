"""Trying a mapping says of each rule what delivering would make of it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.errors import MappingError
from nexus.mapping import FILTERED, compile_mapping
from nexus.mapping.scope import of_message
from nexus.mapping.trial import prepare_trial
from nexus.model.mapping import MappingRule, OnNull
from nexus.model.message import Message

RULES = [
    MappingRule("id", source="id", type="integer"),
    MappingRule("who.name", source="customer.name", type="string", on_missing=OnNull.REJECT),
    MappingRule("total", source="total", type="decimal", default="0", has_default=True),
    MappingRule("note", source="note", on_null=OnNull.SKIP, on_missing=OnNull.SKIP),
    MappingRule("big", expression="payload.total > 10"),
]
VALUES = (
    st.none() | st.integers(-5, 50) | st.text("a1é ", max_size=3) | st.booleans() | st.lists(st.integers(), max_size=1)
)
PAYLOADS = st.fixed_dictionaries(
    {},
    optional={
        "id": VALUES,
        "total": VALUES,
        "note": VALUES,
        "customer": VALUES | st.dictionaries(st.just("name"), VALUES),
    },
)


def message(payload):
    return Message("0-0", "m", "app", 0, msgspec.json.encode(payload))


@pytest.mark.parametrize("condition", [None, "has(payload.total)", "payload.total > 10", "payload.id"])
@given(payload=PAYLOADS)
def test_a_trial_and_a_delivery_agree(condition, payload):
    trial = prepare_trial(RULES, {}, pipeline="p", condition=condition)
    compiled = compile_mapping(RULES, {}, pipeline="p", condition=condition)
    tried = trial.run(of_message(message(payload)))
    errors = [tried.error, *(one.error for one in tried.fields)]

    try:
        row = compiled.map(message(payload))
    except MappingError:
        assert any(errors)
        return
    assert not any(errors)
    assert tried.filtered == (row is FILTERED)
    if not tried.filtered:
        assert tried.row == row


def test_each_rule_that_does_not_fit_is_told():
    tried = prepare_trial(RULES, {}, pipeline="p").run(of_message(message({"id": "x", "total": {}})))

    told = {one.target: (one.found, one.error) for one in tried.fields if one.error}
    assert set(told) == {"id", "who.name", "total", "big"}
    assert told["id"][0] == "string"
    assert told["who.name"] == ("nothing", "is missing")


def test_rules_with_faults_are_left_out_and_told():
    rules = [
        *RULES[:1],
        MappingRule("x", source="a..b"),
        MappingRule("id.part", source="id"),
        MappingRule("y", source="id"),
    ]

    trial = prepare_trial(rules, {}, pipeline="p", condition="1 +")

    assert [fault.path for fault in trial.faults] == ["mappings[1].source", "mappings[2].target", "condition"]
    assert trial.run(of_message(message({"id": 3}))).row == {"id": 3, "y": 3}


@pytest.mark.parametrize("payload", [b"{", b"7", b'"text"', b"null", b"\xff"])
def test_a_payload_without_fields_is_told_as_a_whole(payload):
    tried = prepare_trial(RULES, {}, pipeline="p").run(of_message(Message("0-0", "m", "app", 0, payload)))

    assert tried.error
    assert tried.row is None
