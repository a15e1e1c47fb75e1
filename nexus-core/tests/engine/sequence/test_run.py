"""A run goes from step to step, waits in the schedule, resumes where it stood, and never repeats what is finished."""

import asyncio
import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from nexus.engine.route import Route
from nexus.engine.sequence.batch import run_batch
from nexus.engine.sequence.graph import graph
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.run import Away, Finished, run
from nexus.errors import ConfigurationError, MappingError, Rejected, Retry, Unavailable
from nexus.hookspecs import BatchPolicy, StepResult
from nexus.model.delivery import DeadLetter, ScheduledRetry
from nexus.model.message import Message
from nexus.model.workflow import Step

ROUTE = Route("ws", "w", "sequence", "flow", "database", BatchPolicy(), max_retries=2, retry_base=1.0, retry_cap=10.0)


class Scripted:
    """A step that answers with the next of its answers; the last one stays."""

    def __init__(self, *answers):
        self.answers = list(answers) or [None]
        self.inputs = []

    async def run(self, step):
        self.inputs.append(evolve(step, data=copy.deepcopy(step.data)))  # the run goes on with the same dict
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, StepResult) else StepResult(answer)


def plan_of(steps, **running):
    async def call(step, given):
        return await step.run(given)

    opened = {step.name: OpenStep(step, running[step.name]) for step in steps}
    return SequencePlan(ROUTE, graph(steps), opened, call)


def message(name="m", **changes):
    return Message("1-0", name, "app", 7, b'{"n": 1}', **changes)


def resumed(retry):
    return evolve(retry.message, state=retry.state, scheduled=True)


def ends(plan, *messages):
    return [asyncio.run(run(plan, one)) for one in messages or [message()]]


def test_outputs_of_steps_are_there_for_the_next():
    a, b = Scripted({"tier": "gold"}), Scripted()
    [end] = ends(plan_of([Step("a", "x"), Step("b", "x")], a=a, b=b))
    assert end == Finished()
    assert b.inputs[0].data["steps"] == {"a": {"tier": "gold"}}
    assert b.inputs[0].data["payload"] == {"n": 1}
    assert b.inputs[0].message_id == "m"


def test_a_transforms_output_is_what_the_next_work_on():
    b = Scripted()
    ends(plan_of([Step("a", "x"), Step("b", "x")], a=Scripted(StepResult({"x": 2}, current=True)), b=b))
    assert b.inputs[0].data["current"] == {"x": 2}


def test_a_step_may_choose_where_to_go_and_end_the_run():
    steps = [Step("a", "x"), Step("b", "x"), Step("c", "x")]
    b, c = Scripted(), Scripted(StepResult(None, next="end"))
    assert ends(plan_of(steps, a=Scripted(StepResult(True, next="c")), b=b, c=c)) == [Finished()]
    assert (len(b.inputs), len(c.inputs)) == (0, 1)


def test_a_delay_waits_in_the_schedule_and_goes_on_after_it():
    until = datetime.now(UTC) + timedelta(minutes=5)
    a, b = Scripted(StepResult({"until": "x"}, wait_until=until)), Scripted()
    plan = plan_of([Step("a", "x"), Step("b", "x")], a=a, b=b)
    [end] = ends(plan)
    assert isinstance(end, ScheduledRetry)
    assert end.due_at == int(until.timestamp() * 1000)
    assert ends(plan, resumed(end)) == [Finished()]
    assert (len(a.inputs), len(b.inputs)) == (1, 1)


def test_a_failed_step_is_tried_again_alone_with_the_same_key():
    a, b = Scripted({"x": 1}), Scripted(Retry("busy"), {"ok": True})
    plan = plan_of([Step("a", "x", on_error="retry"), Step("b", "x", on_error="retry")], a=a, b=b)
    [end] = ends(plan)
    assert isinstance(end, ScheduledRetry)
    assert end.reason == "step 'b': busy"
    assert ends(plan, resumed(end)) == [Finished()]
    assert len(a.inputs) == 1
    assert b.inputs[0].idempotency_key == b.inputs[1].idempotency_key
    assert [one.attempt for one in b.inputs] == [1, 2]
    assert b.inputs[1].data["steps"]["a"] == {"x": 1}


def test_attempts_count_for_each_step_anew():
    a, b = Scripted(Retry("a"), Retry("a"), None), Scripted(Retry("b"), Retry("b"), None)
    plan = plan_of([Step("a", "x", on_error="retry"), Step("b", "x", on_error="retry")], a=a, b=b)
    [end] = ends(plan)
    for _ in range(3):
        assert isinstance(end, ScheduledRetry)
        [end] = ends(plan, resumed(end))
    assert isinstance(end, ScheduledRetry)
    assert ends(plan, resumed(end)) == [Finished()]


def test_a_step_that_fails_too_often_makes_a_dead_letter():
    plan = plan_of([Step("a", "x", on_error="retry", max_retries=1)], a=Scripted(Retry("busy")))
    [end] = ends(plan)
    [end] = ends(plan, resumed(end))
    assert isinstance(end, DeadLetter)
    assert end.reason == "step 'a': busy (given up after 2 attempts)"


@pytest.mark.parametrize("error", [Retry("busy"), TypeError("a bug")])
def test_a_step_that_is_to_stop_ends_the_run_at_its_first_failure(error):
    a = Scripted(error)
    [end] = ends(plan_of([Step("a", "x", max_retries=5)], a=a))
    assert isinstance(end, DeadLetter)
    assert end.reason.startswith("step 'a': ")
    assert "given up" not in end.reason
    assert len(a.inputs) == 1


@pytest.mark.parametrize("error", [Rejected({0: "no"}), MappingError("no"), Retry("no", indexes=[])])
def test_what_can_never_succeed_is_a_dead_letter(error):
    [end] = ends(plan_of([Step("a", "x")], a=Scripted(error)))
    assert isinstance(end, DeadLetter)
    assert end.reason.startswith("step 'a'")


def test_on_error_skip_goes_on_and_says_so_to_the_next():
    b = Scripted()
    steps = [Step("a", "x", on_error="skip"), Step("b", "x")]
    assert ends(plan_of(steps, a=Scripted(Rejected({0: "no"})), b=b)) == [Finished()]
    assert b.inputs[0].data["steps"]["a"] == {"error": "row 0: no"}


@pytest.mark.parametrize("error", [Unavailable("away"), ConfigurationError("wrong")])
@pytest.mark.parametrize("on_error", ["stop", "retry", "skip"])
def test_a_system_that_is_away_spends_no_attempt_and_keeps_the_place(error, on_error):
    a, b = Scripted({"x": 1}), Scripted(error, None)
    plan = plan_of([Step("a", "x"), Step("b", "x", on_error=on_error)], a=a, b=b)
    [end] = ends(plan)
    assert isinstance(end, Away)
    assert end.message.attempt == 1
    assert json.loads(end.message.state)["at"] == "b"
    assert ends(plan, end.message) == [Finished()]
    assert len(a.inputs) == 1


def test_a_run_that_was_given_attempts_for_its_absent_system_keeps_them():
    plan = plan_of([Step("a", "x")], a=Scripted(Unavailable("500")))
    [end] = ends(plan, message(attempt=3))
    assert isinstance(end, Away)
    assert end.message.attempt == 3


def test_a_batch_tells_of_every_message():
    async def step(given):
        error = {"away": Unavailable("away"), "bad": Rejected({0: "no"}), "busy": Retry("busy")}.get(given.message_id)
        if error is not None:
            raise error
        return StepResult()

    class One:
        run = staticmethod(step)

    names = ("fine", "away", "bad", "busy")
    outcome = asyncio.run(
        run_batch(plan_of([Step("a", "x", on_error="retry")], a=One()), [message(name) for name in names])
    )
    assert [one.id for one in outcome.delivered] == ["fine"]
    assert [one.id for one in outcome.held] == ["away"]
    assert [one.message.id for one in outcome.settlement.dead] == ["bad"]
    assert [one.message.id for one in outcome.settlement.retries] == ["busy"]
    assert outcome.hold is not None


@pytest.mark.parametrize("state", [b'{"at": "gone"}', b"no json"])
def test_a_run_whose_place_is_gone_is_a_dead_letter_that_says_so(state):
    [end] = ends(plan_of([Step("a", "x")], a=Scripted()), message(state=state))
    assert isinstance(end, DeadLetter)
    assert "gone" in end.reason or "cannot be read" in end.reason


def test_a_step_that_sends_the_run_to_nowhere_is_a_dead_letter():
    [end] = ends(plan_of([Step("a", "x")], a=Scripted(StepResult(None, next="nowhere"))))
    assert isinstance(end, DeadLetter)
    assert "'nowhere'" in end.reason


def test_a_payload_that_is_no_json_is_a_dead_letter():
    [end] = ends(plan_of([Step("a", "x")], a=Scripted()), evolve(message(), payload=b"{"))
    assert isinstance(end, DeadLetter)


def test_an_output_that_is_no_json_is_a_fault_of_the_step():
    [end] = ends(plan_of([Step("a", "x")], a=Scripted(StepResult(object()))))
    assert isinstance(end, DeadLetter)
