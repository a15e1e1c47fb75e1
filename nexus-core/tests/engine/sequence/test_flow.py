"""What steps say is compiled when a workflow is saved, and every path to a step that has not run is found."""

import pytest

from nexus.builtin.steps import STEP_TYPES
from nexus.config import define
from nexus.engine.sequence.flow import flow_faults
from nexus.engine.sequence.graph import faults
from nexus.hookspecs import StepType
from nexus.model.workflow import ResultRule, Step


@define
class Settings:
    path: str = ""


CALL = StepType("call", "Call", Settings, open=lambda settings, context: None, templates=("path", "body"))
TYPES = {one.name: one for one in (*STEP_TYPES, CALL)}


def found(*steps, result=None):
    assert faults(steps, TYPES) == []
    return {one.path: one.message for one in flow_faults(steps, result, TYPES, {})}


def call(name, path="", body=None, **more):
    return Step(name, "call", {"path": path, "body": body}, **more)


def branch(name, then, otherwise, expression="payload.n > 1"):
    return Step(name, "condition", {"expression": expression, "then": then, "otherwise": otherwise})


def transform(name, *rules, **more):
    return Step(name, "transform", {"mappings": rules}, **more)


def test_steps_that_every_way_leads_through_may_be_reached():
    assert not found(
        call("a"),
        branch("if", "left", "right"),
        call("left", next="both"),
        call("right"),
        call("both", "/{steps.a.id}/{steps.if}", {"deep": ["{steps.a.body.x}"]}),
        result=ResultRule(source="steps.both.body"),
    )


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (call("late", "/{steps.left.id}"), "steps[3].path"),
        (call("late", body={"x": ["{steps.left.id}"]}), "steps[3].body.x[0]"),
        (transform("late", {"source": "steps.left.id", "target": "x"}), "steps[3].mappings[0].source"),
        (transform("late", {"expression": "steps.left.id", "target": "x"}), "steps[3].mappings[0].expression"),
        (branch("late", "end", "end", "steps.left.id == 1"), "steps[3].expression"),
        (branch("late", "end", "end", 'steps["left"].id == 1'), "steps[3].expression"),
        (call("late", for_each="steps.left.body"), "steps[3].for_each"),
    ],
)
def test_a_step_that_only_some_ways_lead_through_may_not_have_run(step, place):
    wrong = found(branch("if", "left", "right"), call("left", next="late"), call("right"), step)
    assert list(wrong) == [place]
    assert "'left' may not have run when 'late' begins" in wrong[place]


@pytest.mark.parametrize(
    "step",
    [
        transform("late", {"source": "steps.left.id", "target": "x", "on_missing": "skip"}),
        transform("late", {"source": "steps.left.id", "target": "x", "default": 0}),
        branch("late", "end", "end", "has(steps.left.id) && steps.left.id == 1"),
        branch("late", "end", "end", '"left" in steps'),
        branch("late", "end", "end", "payload.text == 'steps.left'"),
    ],
)
def test_who_says_what_is_to_happen_without_it_may_ask_for_it(step):
    assert not found(branch("if", "left", "right"), call("left", next="late"), call("right"), step)


def test_a_step_that_comes_later_or_does_not_exist_has_not_run():
    wrong = found(call("a", "/{steps.b.id}"), call("b", "/{steps.c.id}"), result=ResultRule(expression="steps.d.x"))
    assert "'b' has not run when 'a' begins" in wrong["steps[0].path"]
    assert "there is no step 'c'; before this one run a" in wrong["steps[1].path"]
    assert "there is no step 'd'" in wrong["result.expression"]


def test_an_error_branch_reaches_the_error_and_the_usual_way_does_not_reach_the_branch():
    steps = [
        call("a", on_error="goto", goto="rescue"),
        call("b", "/{steps.a.id}", next="both"),
        call("rescue", "/{steps.a.error}"),
        call("both", "/{steps.rescue.id}"),
    ]
    assert list(found(*steps)) == ["steps[3].path"]


def test_the_result_is_told_where_the_run_ends():
    steps = [branch("if", "left", "end"), call("left")]
    assert "when the run ends" in found(*steps, result=ResultRule(source="steps.left"))["result.source"]


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (branch("a", "end", "end", "payload.n +"), "steps[0].expression"),
        (branch("a", "end", "end", "'text'"), "steps[0].expression"),
        (branch("a", "end", "end", "nothing.n == 1"), "steps[0].expression"),
        (Step("a", "delay", {"until": "[payload.at]"}), "steps[0].until"),
        (Step("a", "delay", {"until": "payload.at > 1"}), "steps[0].until"),
        (
            transform("a", {"expression": "[payload.n]", "target": "x", "type": "integer"}),
            "steps[0].mappings[0].expression",
        ),
        (
            transform("a", {"expression": "has(payload.n)", "target": "x", "type": "timestamp"}),
            "steps[0].mappings[0].expression",
        ),
        (call("a", "/{payload.n"), "steps[0].path"),
        (call("a", "/{elsewhere.n}"), "steps[0].path"),
        (call("a", "/{item.n}"), "steps[0].path"),
        (call("a", for_each="payload..n"), "steps[0].for_each"),
        (transform("a", {"source": "n", "target": "x", "transforms": ["nope"]}), "steps[0].mappings[0].transforms[0]"),
        (transform("a", {"source": "n"}), "steps[0].mappings[0].target"),
    ],
)
def test_what_does_not_compile_is_found_with_its_place(step, place):
    assert list(found(step)) == [place]


@pytest.mark.parametrize(
    "until", ["payload.at", "timestamp('2026-01-01T00:00:00Z')", "'2026-01-01'", "1767225600", "1.5"]
)
def test_a_delay_may_end_at_whatever_is_a_time(until):
    assert not found(Step("a", "delay", {"until": until}))


def test_items_are_reached_where_there_are_some():
    rules = {"source": "item.sku", "target": "x"}, {"expression": "index + 1", "target": "y"}
    assert not found(
        call("a", "/{item.n}/{index}", for_each="payload.items"), transform("b", *rules, for_each="payload.items")
    )


def test_a_text_that_is_one_place_may_be_an_expression():
    assert not found(call("a", body="{payload.n + 1}"))
    assert list(found(call("a"), call("b", body="{steps.c.n + 1}"))) == ["steps[1].body"]
