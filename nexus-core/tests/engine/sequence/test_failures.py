"""What a failing step leads to: every way of handling it, for steps and for the items of an array."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from nexus.engine.outcome import Outcome, dead_letter
from nexus.engine.route import Route
from nexus.engine.sequence.attempt import MOST_ITEMS, idempotency_key
from nexus.engine.sequence.batch import run_batch
from nexus.engine.sequence.graph import graph
from nexus.engine.sequence.history import reported
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.run import Away, Cancelled, Finished, Lost, Run
from nexus.errors import MappingError, Rejected, Retry, StoreError, Unavailable
from nexus.hookspecs import BatchPolicy, StepResult
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.model.run import Kept, RunStatus
from nexus.model.workflow import Step

ROUTE = Route("ws", "w", "sequence", "flow", "database", BatchPolicy(), max_retries=2, retry_base=1.0, retry_cap=10.0)


class Steps:
    """Steps that do as a script says: ``script[name](call number, input)`` returns an output or raises."""

    def __init__(self, **script):
        self.script = script
        self.calls = []

    def plan(self, *steps, items=None, effects=None, **more):
        async def call(name, given):
            self.calls.append((name, given.data.get("item"), given.idempotency_key))
            answer = self.script.get(name, lambda number, given: None)(sum(one[0] == name for one in self.calls), given)
            return answer if isinstance(answer, StepResult) else StepResult(answer)

        opened = {
            step.name: OpenStep(step, step.name, step.name not in (effects or ()), (items or {}).get(step.name))
            for step in steps
        }
        return SequencePlan(ROUTE, graph(steps), opened, call, **more)

    def names(self):
        return [name for name, _, _ in self.calls]


def fail(error, times=99):
    def answer(number, given):
        if number <= times:
            raise error
        return {"ok": number}

    return answer


def message(**changes):
    return Message("1-0", "m", "app", 7, b'{"n": 1}', **changes)


def end_of(plan, one=None):
    run = Run(plan, one or message())
    return asyncio.run(run.go()), run


def to_the_end(plan):
    """Run until it ends, with the pauses left out."""
    end, run = end_of(plan)
    for _ in range(20):
        if not isinstance(end, ScheduledRetry):
            return end, run
        end, run = end_of(plan, evolve(end.message, state=end.state, scheduled=True))
    raise AssertionError("it never ends")


ERRORS = {
    "rejected": Rejected({0: "no"}),
    "unmapped": MappingError("no"),
    "busy": Retry("no"),
    "fault": TypeError("no"),
}


@pytest.mark.parametrize("max_retries", [None, 0, 1])
@pytest.mark.parametrize("on_error", ["stop", "skip", "retry", "goto"])
@pytest.mark.parametrize("kind", ERRORS)
def test_a_step_that_goes_on_failing(kind, on_error, max_retries):
    goto = "rescue" if on_error == "goto" else None
    steps = Steps(a=fail(ERRORS[kind]))
    plan = steps.plan(
        Step("a", "x", on_error=on_error, goto=goto, max_retries=max_retries),
        Step("b", "x", next="end"),
        Step("rescue", "x"),
    )
    end, run = to_the_end(plan)
    again = {"stop": 0, "retry": 2}.get(on_error, 0) if max_retries is None else max_retries
    expected = 1 if kind in ("rejected", "unmapped") or on_error == "stop" else 1 + again
    assert steps.names().count("a") == expected
    assert len({key for name, _, key in steps.calls if name == "a"}) == 1
    after = {"skip": ["b"], "goto": ["rescue"]}.get(on_error, [])
    assert [name for name in steps.names() if name != "a"] == after
    assert isinstance(end, Finished if after else DeadLetter)
    if after:
        assert "no" in run.data["steps"]["a"]["error"]
        assert run.state.trace[0].skipped


@pytest.mark.parametrize("on_error", ["retry", "skip", "goto"])
def test_a_step_that_comes_round_goes_on_as_if_nothing_had_been(on_error):
    steps = Steps(a=fail(Retry("busy"), times=1))
    goto = "rescue" if on_error == "goto" else None
    plan = steps.plan(
        Step("a", "x", on_error=on_error, goto=goto, max_retries=1, next="b"), Step("rescue", "x"), Step("b", "x")
    )
    end, run = to_the_end(plan)
    assert (end, steps.names()) == (Finished(), ["a", "a", "b"])
    assert run.data["steps"]["a"] == {"ok": 2}


def test_a_step_has_pauses_of_its_own():
    steps = Steps(a=fail(Retry("busy")))
    plan = steps.plan(Step("a", "x", on_error="retry", retry_base=1000.0, retry_cap=1000.0))
    pauses = [end_of(plan)[0].due_at - message().received_at for _ in range(20)]
    now = datetime.now(UTC).timestamp() * 1000
    assert max(pauses) > now + 60_000


@pytest.mark.parametrize("on_error", ["stop", "skip", "retry", "goto"])
def test_a_system_that_is_away_is_waited_for_whatever_is_said(on_error):
    steps = Steps(a=fail(Unavailable("away")))
    goto = "b" if on_error == "goto" else None
    end, _ = end_of(steps.plan(Step("a", "x", on_error=on_error, goto=goto), Step("b", "x")))
    assert isinstance(end, Away)


# -- for_each ---------------------------------------------------------------------------------------------------------

ITEMS = {"a": lambda data: ["x", "y", "z"]}


def each(**settings):
    return Step("a", "x", for_each="payload.items", **settings)


def test_a_step_runs_for_each_item_with_a_key_of_its_own():
    steps = Steps(a=lambda number, given: f"{given.data['index']}:{given.data['item']}:{given.data['payload']['n']}")
    end, run = end_of(steps.plan(each(), items=ITEMS))
    assert end == Finished()
    assert run.data["steps"]["a"] == ["0:x:1", "1:y:1", "2:z:1"]
    assert len({key for _, _, key in steps.calls}) == 3


@pytest.mark.parametrize("concurrency", [1, 2, 7])
def test_so_many_items_are_under_way_at_once(concurrency):
    under_way = most = 0

    async def call(name, given):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return StepResult(given.data["item"])

    plan = evolve(Steps().plan(each(concurrency=concurrency), items={"a": lambda data: list(range(20))}), call=call)
    _, run = end_of(plan)
    assert (most, run.data["steps"]["a"]) == (concurrency, list(range(20)))


def failing_item(error, times=99):
    def answer(number, given):
        if given.data["item"] == "y" and answer.failed < times:
            answer.failed += 1
            raise error
        return given.data["item"]

    answer.failed = 0
    return answer


@pytest.mark.parametrize("kind", ERRORS)
def test_an_item_that_fails_may_be_left_out(kind):
    steps = Steps(a=failing_item(ERRORS[kind]))
    end, run = end_of(steps.plan(each(on_item_error="skip"), items=ITEMS))
    assert end == Finished()
    first, second, third = run.data["steps"]["a"]
    assert (first, third) == ("x", "z")
    assert "no" in second["error"]


@pytest.mark.parametrize("kind", ERRORS)
def test_else_it_fails_the_step_and_is_named(kind):
    end, _ = end_of(Steps(a=failing_item(ERRORS[kind])).plan(each(), items=ITEMS))
    assert isinstance(end, DeadLetter)
    assert "item 1: " in end.reason


@pytest.mark.parametrize("on_item_error", ["stop", "skip"])
def test_when_tried_again_only_what_is_not_done_runs(on_item_error):
    steps = Steps(a=failing_item(Retry("busy"), times=1))
    end, run = to_the_end(steps.plan(each(on_error="retry", on_item_error=on_item_error, concurrency=1), items=ITEMS))
    assert (end, run.data["steps"]["a"]) == (Finished(), ["x", "y", "z"])
    items = [item for _, item, _ in steps.calls]
    assert sorted(items) == ["x", "y", "y", "z"]
    assert len({key for _, item, key in steps.calls if item == "y"}) == 1


def test_an_outage_keeps_the_items_that_are_done():
    steps = Steps(a=failing_item(Unavailable("away"), times=1))
    plan = steps.plan(each(concurrency=1), items=ITEMS)
    end, _ = end_of(plan)
    assert isinstance(end, Away)
    end, run = end_of(plan, end.message)
    assert run.data["steps"]["a"] == ["x", "y", "z"]
    assert [item for _, item, _ in steps.calls] == ["x", "y", "y", "z"]


def test_an_array_has_its_bounds():
    steps = Steps()
    end, run = end_of(steps.plan(each(), items={"a": lambda data: []}))
    assert (end, run.data["steps"]["a"]) == (Finished(), [])
    end, _ = end_of(steps.plan(each(), items={"a": lambda data: [0] * (MOST_ITEMS + 1)}))
    assert isinstance(end, DeadLetter)
    assert steps.calls == []


# -- time-out ---------------------------------------------------------------------------------------------------------


def test_a_run_that_takes_too_long_ends_amidst_its_step():
    async def call(name, given):
        await asyncio.sleep(30)

    end, _ = end_of(evolve(Steps().plan(Step("a", "x", on_error="skip"), timeout_s=0.05), call=call))
    assert isinstance(end, DeadLetter)
    assert "time-out of 0.05 s" in end.reason
    assert "not known" in end.reason


def test_a_steps_own_time_out_is_its_failure_alone():
    steps = Steps(a=fail(TimeoutError("slow")))
    end, _ = end_of(steps.plan(Step("a", "x"), timeout_s=30))
    assert isinstance(end, Away)


def test_a_wait_ends_with_the_time_of_its_run():
    until = datetime.now(UTC) + timedelta(days=3)
    steps = Steps(a=lambda number, given: StepResult(None, wait_until=until))
    plan = steps.plan(Step("a", "x"), Step("b", "x"), timeout_s=60)
    end, run = end_of(plan)
    assert end.due_at <= run.state.started_at + 60_001
    state = json.loads(end.state)
    late = json.dumps(state | {"started_at": state["started_at"] - 60_000}).encode()
    end, _ = end_of(plan, evolve(end.message, state=late))
    assert isinstance(end, DeadLetter)
    assert steps.names() == ["a"]


# -- checkpoints ------------------------------------------------------------------------------------------------------


class Book:
    """Takes checkpoints, and answers as it is told."""

    def __init__(self, answer=Kept.KEPT):
        self.answer = answer
        self.kept = []

    async def __call__(self, one):
        if isinstance(self.answer, Exception):
            raise self.answer
        self.kept.append(one)
        return self.answer


def test_a_checkpoint_is_written_between_effects_and_nowhere_else():
    book, steps = Book(), Steps()
    names = ("a", "calm", "b", "c", "calm2")
    plan = steps.plan(*(Step(name, "x") for name in names), effects={"calm", "calm2"}, checkpoint=book)
    end, run = end_of(plan)
    assert end == Finished()
    assert [Run(plan, one).message.state != b"" for one in book.kept] == [True, True]
    resumed, again = Steps(), book.kept[0]
    end_of(evolve(plan, call=resumed.plan(Step("a", "x")).call), again)
    assert resumed.names() == ["b", "c", "calm2"]
    assert run.message.state  # so that settling forgets the checkpoint


@pytest.mark.parametrize(("answer", "kind"), [(Kept.LOST, Lost), (Kept.CANCELLED, Cancelled)])
def test_a_run_that_is_not_ours_any_more_begins_no_step(answer, kind):
    steps = Steps()
    end, _ = end_of(steps.plan(Step("a", "x"), Step("b", "x"), checkpoint=Book(answer)))
    assert (type(end), steps.names()) == (kind, ["a"])


def test_a_store_that_keeps_nothing_lets_no_further_step_begin():
    steps = Steps()
    plan = steps.plan(Step("a", "x"), Step("b", "x"), checkpoint=Book(StoreError("away")))
    end, _ = end_of(plan)
    assert isinstance(end, Away)
    assert end_of(evolve(plan, checkpoint=Book()), end.message)[0] == Finished()
    assert steps.names() == ["a", "b"]


def test_a_skipped_failure_counts_as_an_effect():
    book, steps = Book(), Steps(a=fail(Rejected({0: "no"})))
    end_of(steps.plan(Step("a", "x", on_error="skip"), Step("b", "x"), checkpoint=book))
    assert len(book.kept) == 1


# -- result -----------------------------------------------------------------------------------------------------------


def test_a_run_answers_with_its_result():
    plan = Steps(a=lambda number, given: {"x": 1}).plan(Step("a", "x"), result=lambda data: data["steps"]["a"]["x"])
    assert end_of(plan)[0] == Finished(1)


def test_a_result_that_cannot_be_told_undoes_nothing():
    def result(data):
        raise MappingError("is missing")

    end, _ = end_of(Steps().plan(Step("a", "x"), result=result))
    assert isinstance(end, Finished)
    assert "is missing" in end.fault


def test_the_key_of_a_call_is_a_uuid_that_never_changes():
    """Whoever has seen a key must see the same one after an update of Nexus."""
    space = uuid.UUID("6f1c4a52-8f0e-5c1b-9d3a-2b7e4f6a9c10")
    for number in range(50):
        assert idempotency_key("w", f"m{number}", "s") == str(uuid.uuid5(space, f"w/m{number}/s"))
        assert idempotency_key("w", "m", "s", number) == str(uuid.uuid5(space, f"w/m/s/{number}"))


# -- what is told -----------------------------------------------------------------------------------------------------


def told(plan, outcome=None):
    outcome = outcome or asyncio.run(run_batch(plan, [message()]))
    return {one.id: one for one in reported(ROUTE, outcome)}["m"]


def test_a_run_tells_of_every_step():
    steps = Steps(a=lambda number, given: StepResult({"x": 1}, sent={"y": 2}), b=fail(Rejected({0: "no"})))
    plan = evolve(steps.plan(Step("a", "x"), Step("b", "x", on_error="skip"), Step("c", "x")), version=7)
    one = told(plan)
    assert (one.status, one.version, one.step) == (RunStatus.FINISHED, 7, "")
    assert [(step.name, step.output, step.error, step.skipped) for step in one.steps] == [
        ("a", {"x": 1}, "", False),
        ("b", {"error": "row 0: no"}, "no", True),
        ("c", None, "", False),
    ]
    assert one.steps[0].sent == {"y": 2}


def test_a_run_whose_system_is_away_waits():
    one = told(Steps(a=fail(Unavailable("away"))).plan(Step("a", "x")))
    assert (one.status, one.reason, one.step) == (RunStatus.WAITING, "away", "a")


def test_a_message_that_is_given_up_from_outside_has_failed_whatever_its_run_says():
    plan = Steps(b=fail(Unavailable("away"))).plan(Step("a", "x"), Step("b", "x"))
    outcome = asyncio.run(run_batch(plan, [message()]))
    letter = dead_letter(ROUTE, outcome.held[0], "it chokes", 1)
    for runs in (outcome.runs, ()):  # poison is buried without being run
        one = told(plan, Outcome(Settlement(dead=[letter]), runs=runs))
        assert (one.status, one.reason, one.step) == (RunStatus.FAILED, "it chokes", "b")
        assert [step.name for step in one.steps] == ["a"]
