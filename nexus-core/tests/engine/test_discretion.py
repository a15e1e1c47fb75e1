"""What an application wants masked is masked in all that is said about its messages, before anything is stored."""

import json

import pytest
from attrs import evolve

from nexus.config import define
from nexus.config.secret import MASK
from nexus.engine.deliver import deliver, prepare
from nexus.engine.discretion import discreet, discreet_fault
from nexus.engine.outcome import events
from nexus.engine.plan import bind
from nexus.errors import Rejected, Retry, Unavailable
from nexus.hookspecs import Connector, SinkType
from nexus.mapping.masks import MaskBook
from nexus.model.connection import Connection
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Pipeline, Workflow
from nexus.streams.jobs import decode_letter, encode_letter
from nexus.streams.kept import NoVault

APP = "0197f000-0000-7000-8000-000000000001"
RULES = (MappingRule(target="id", source="id", type="integer"), MappingRule(target="name", source="name"))


@define
class Config:
    pass


class Components:
    def __init__(self):
        self.transforms = {}

    def sink(self, name):
        return SinkType(Connector("acme", "Acme", "acme", Config, check=print), open=print, operations=("insert",))


@pytest.fixture
def plan():
    pipeline = Pipeline("p", "orders", "c", "insert", mappings=RULES)
    made = bind(
        Workflow("w", "ws", "flow", pipelines=(pipeline,)),
        pipeline,
        Connection("c", "ws", "s", "acme", {}),
        Components(),
    )
    book = MaskBook()
    book.update({APP: ["name", "card"]})
    return evolve(made, route=evolve(made.route, masks=book))


def message(name="Ada CANARY", number=1):
    return Message("1-0", "m", APP, 7, b'{"id": %d, "name": "%b", "card": 4111}' % (number, name.encode()))


async def outcome(plan, error, *messages):
    async def write(batch):
        raise error

    return await deliver(plan, prepare(plan, messages), write)


@pytest.mark.parametrize(
    "error", [Rejected({0: "Ada CANARY is taken"}), Retry("Ada CANARY waits"), ValueError("Ada CANARY")]
)
async def test_reasons_are_masked_before_they_are_settled_and_logged(plan, error):
    ended = await outcome(plan, error, message())
    lines = events(plan.route, ended, 1)
    told = str([lines, [one.reason for one in (*ended.settlement.dead, *ended.settlement.retries)]])
    assert "CANARY" not in told
    assert MASK in told


async def test_letters_of_one_kind_have_one_fingerprint_that_no_value_is_in(plan):
    first = await outcome(plan, Rejected({0: "row of Ada CANARY is taken"}), message())
    second = await outcome(plan, Rejected({0: "row of Bob Mallory is taken"}), message("Bob Mallory"))
    assert first.settlement.dead[0].fingerprint == second.settlement.dead[0].fingerprint


async def test_a_letter_says_what_is_masked_in_it_and_keeps_its_payload_whole(plan):
    ended = await outcome(plan, Rejected({0: "no"}), message())
    letter = decode_letter(encode_letter(ended.settlement.dead[0], NoVault()))
    assert letter.masked == ("name", "card")
    assert letter.message.payload == message().payload


def test_what_a_mapping_says_of_a_masked_value_is_masked(plan):
    rules = (MappingRule(target="name", source="name", type="integer"),)
    plan = evolve(
        plan,
        pipeline=evolve(plan.pipeline, mappings=rules),
        mapping=bind(plan.workflow, evolve(plan.pipeline, mappings=rules), plan.connection, Components()).mapping,
    )
    [letter] = prepare(plan, [message()]).dead
    assert "CANARY" not in letter.reason
    assert "field name" in letter.reason


def test_what_is_said_of_many_messages_is_masked_for_each(plan):
    told = discreet(plan.route, [message(), message("Bob Mallory")], "Ada CANARY, Bob Mallory, Eve")
    assert told == f"{MASK}, {MASK}, Eve"


def test_tracebacks_are_masked_and_those_of_others_stay_as_they_are(plan):
    with pytest.raises(ValueError, match="CANARY") as caught:
        int(json.loads(message().payload)["name"])
    told = discreet_fault(plan.route, [message()], caught.value)
    assert discreet_fault(plan.route, [evolve(message(), source="")], caught.value) is caught.value
    assert "CANARY" not in str(told)
    assert "test_discretion" in str(told)


async def test_what_a_mapping_made_of_a_masked_value_is_masked_in_holds_and_faults_too(plan):
    def told(row):
        return f"cannot write {row['name']!r} now"

    for error in (Unavailable, ValueError):

        async def write(batch, error=error):
            raise error(told(batch.rows[0]))

        rows = prepare(plan, [message()])
        made = evolve(rows, batch=evolve(rows.batch, rows=[{"id": 1, "name": "0xMADEofCANARY"}]))
        ended = await deliver(plan, made, write)
        said = ended.hold.reason if ended.hold else str(ended.fault)
        assert "MADE" not in said
        assert "cannot write" in said
