"""One batch through one pipeline: what a sink says decides what becomes of every message."""

import asyncio

import pytest
from attrs import evolve

from nexus.config import define, field
from nexus.engine.deliver import deliver, prepare
from nexus.engine.outcome import events
from nexus.engine.plan import bind
from nexus.errors import ConfigurationError, Rejected, Retry, Unauthorized, Unavailable
from nexus.hookspecs import BatchPolicy, Capability, Connector, SinkType
from nexus.model.connection import Connection
from nexus.model.delivery import Status
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Pipeline, Workflow


@define
class Config:
    host: str = field(min_length=1)


@define
class Options:
    mode: str = "fast"


class Components:
    def __init__(self, options=None):
        connector = Connector("acme", "Acme", "acme", Config, check=lambda config, context: [])
        self._sink = SinkType(
            connector,
            open=print,
            operations=("insert", "upsert"),
            batching=BatchPolicy(max_rows=7, max_in_flight=3),
            capabilities={"upsert": [Capability.IDEMPOTENT_WRITE, Capability.ORDERED]},
            options=options,
        )
        self.transforms = {}

    def sink(self, name):
        return self._sink


CONNECTION = Connection("c", "ws", "shop", "acme", {"host": "here"})
PIPELINE = Pipeline("p", "orders", "c", "insert", mappings=(MappingRule(target="id", source="id", type="integer"),))
WORKFLOW = Workflow("w", "ws", "flow", pipelines=(PIPELINE,), max_retries=2, retry_base=1.0)


def plan_of(**changes):
    return bind(WORKFLOW, evolve(PIPELINE, **changes), CONNECTION, Components())


def message(number, payload=None, **changes):
    text = b'{"id": %d}' % number if payload is None else payload
    return Message(f"{number}-0", f"m{number}", "app", 7, text, **changes)


def delivered(messages, error=None, **changes):
    """Deliver and return the outcome and what the sink was given."""
    plan, batches = plan_of(**changes), []

    async def write(batch):
        batches.append(batch)
        if error is not None:
            raise error

    return asyncio.run(deliver(plan, prepare(plan, messages), write)), batches


def test_rows_are_mapped_and_all_are_done():
    outcome, [batch] = delivered([message(1), message(2)])
    assert batch.rows == [{"id": 1}, {"id": 2}]
    assert batch.ids == ["m1", "m2"]
    assert [one.id for one in outcome.settlement.done] == ["m1", "m2"]
    assert outcome.reached


def test_a_message_that_does_not_fit_is_dead_and_never_written():
    outcome, [batch] = delivered([message(1, b'{"id": "x"}'), message(2)])
    assert batch.ids == ["m2"]
    [letter] = outcome.settlement.dead
    assert (letter.message.id, letter.pipeline_id, letter.workspace_id) == ("m1", "p", "ws")
    assert "id" in letter.reason


def test_without_anything_to_write_the_sink_is_not_asked():
    outcome, batches = delivered([message(1, b"{")])
    assert batches == []
    assert not outcome.reached
    assert len(outcome.settlement.dead) == 1


def test_filtered_messages_are_settled_and_counted():
    outcome, [batch] = delivered([message(1), message(5)], condition="payload.id > 3")
    assert batch.ids == ["m5"]
    assert [one.id for one in outcome.filtered] == ["m1"]
    assert {one.id for one in outcome.settlement.done} == {"m1", "m5"}


def test_rejected_rows_die_and_the_rest_is_delivered():
    outcome, _ = delivered([message(1), message(2)], Rejected({1: "too long", 9: "no such row"}))
    assert [one.id for one in outcome.delivered] == ["m1"]
    assert [(one.message.id, one.reason) for one in outcome.settlement.dead] == [("m2", "too long")]


def test_rows_to_retry_are_scheduled_with_the_next_attempt_and_die_after_the_last():
    outcome, _ = delivered([message(1), message(2, attempt=3), message(3)], Retry("busy", indexes=[0, 1]))
    assert [one.id for one in outcome.delivered] == ["m3"]
    [retry] = outcome.settlement.retries
    assert (retry.message.id, retry.message.attempt, retry.reason) == ("m1", 2, "busy")
    [letter] = outcome.settlement.dead
    assert letter.reason == "busy (given up after 3 attempts)"


def test_a_pipelines_own_number_of_retries_counts():
    outcome, _ = delivered([message(1)], Retry("busy"), max_retries=0)
    assert outcome.settlement.retries == []
    assert len(outcome.settlement.dead) == 1


@pytest.mark.parametrize(
    "error", [Unavailable("away"), ConfigurationError("wrong"), Unauthorized("no"), OSError("net")]
)
def test_a_destination_that_is_away_holds_all_that_it_was_given_and_nothing_else(error):
    outcome, _ = delivered([message(1), message(2, b"{"), message(3)], error)
    assert [one.id for one in outcome.held] == ["m1", "m3"]
    assert [one.message.id for one in outcome.settlement.dead] == ["m2"]
    assert list(outcome.settlement.done) == []
    assert not outcome.reached
    assert outcome.hold is not None
    assert outcome.hold.needs_person is isinstance(error, ConfigurationError)


def test_a_fault_of_the_plugin_counts_as_an_attempt():
    outcome, _ = delivered([message(1)], TypeError("a bug"))
    [retry] = outcome.settlement.retries
    assert retry.reason == "TypeError: a bug"
    assert isinstance(outcome.fault, TypeError)
    assert not outcome.reached


def test_the_log_has_a_line_for_every_message_and_its_own_attempt():
    outcome, _ = delivered(
        [message(1), message(2, b"{"), message(3), message(4, attempt=2)], Retry("busy", indexes=[1, 2]), condition=None
    )
    lines = {line.message_id: line for line in events(plan_of().route, outcome, 5)}
    assert {key: line.status for key, line in lines.items()} == {
        "m1": Status.DELIVERED,
        "m2": Status.DEAD,
        "m3": Status.RETRYING,
        "m4": Status.RETRYING,
    }
    assert (lines["m3"].attempt, lines["m4"].attempt) == (1, 2)
    assert lines["m3"].fingerprint == lines["m4"].fingerprint != ""


def test_a_plan_knows_its_route_and_its_guarantee():
    plan = plan_of(operation="upsert", key=("id",))
    assert (plan.route.family, plan.route.batching.max_rows, plan.route.key) == ("acme", 7, "w/p")
    assert plan.guarantee.level == "effectively_once"
    assert plan.target.columns == {"id": "integer"}


def test_an_ordered_pipeline_writes_one_batch_at_a_time_and_says_that_order_is_kept():
    plan = plan_of(operation="upsert", ordered_by="id")
    assert (plan.route.ordered, plan.route.batching.max_in_flight) == (True, 1)
    assert plan.guarantee.ordered
    assert plan.guarantee.text.endswith("messages keep their order")
    assert (plan_of().route.ordered, plan_of().route.batching.max_in_flight) == (False, 3)
    assert not plan_of(operation="insert", ordered_by="id").guarantee.ordered


def test_on_an_ordered_route_only_replays_are_given_up_here():
    plan = plan_of(operation="upsert", ordered_by="id")
    outcome = asyncio.run(
        deliver(plan, prepare(plan, [message(1, attempt=9), message(2, attempt=9, scheduled=True)]), busy)
    )
    assert [retry.message.id for retry in outcome.settlement.retries] == ["m1"]
    assert [letter.message.id for letter in outcome.settlement.dead] == ["m2"]


async def busy(batch):
    raise Retry("busy")


def test_an_operation_that_the_connector_cannot_do_is_named_with_those_that_it_can():
    with pytest.raises(ConfigurationError, match="insert, upsert") as caught:
        plan_of(operation="delete")
    assert caught.value.path == "workflows.flow.pipelines.orders.operation"


def test_a_wrong_connection_is_named_by_its_field():
    with pytest.raises(ConfigurationError, match=r"connections\.shop\.config"):
        bind(WORKFLOW, PIPELINE, evolve(CONNECTION, config={"hst": "x"}), Components())


def test_wrong_options_are_named():
    with pytest.raises(ConfigurationError, match="options"):
        bind(WORKFLOW, evolve(PIPELINE, options={"nope": 1}), CONNECTION, Components(Options))
