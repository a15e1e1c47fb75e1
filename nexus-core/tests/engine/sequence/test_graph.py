"""The way through the steps: what is wrong with it is found before anything runs."""

from nexus.engine.sequence.graph import faults, graph
from nexus.hookspecs import StepType
from nexus.model.workflow import Step

TYPES = {
    "call": StepType("call", "Call", dict, print),
    "condition": StepType("condition", "Condition", dict, print, branches=("then", "otherwise")),
}


def found(*steps):
    return [str(fault) for fault in faults(steps, TYPES)]


def test_steps_follow_each_other_unless_they_say_otherwise():
    steps = [Step("a", "call"), Step("b", "call", next="end"), Step("c", "call", next="a")]
    assert graph(steps).first == "a"
    assert graph(steps).after == {"a": "b", "b": None, "c": "a"}


def test_a_straight_way_has_no_faults():
    assert found(Step("a", "call"), Step("b", "call")) == []


def test_no_steps_are_a_fault():
    assert found() == ["steps: a sequential workflow needs at least one step"]


def test_names_are_unique_and_end_is_taken():
    assert found(Step("a", "call"), Step("a", "call")) == ["steps[1].name: there are two steps named 'a'"]
    assert "'end' is not free" in found(Step("end", "call"))[0]


def test_targets_must_be_there():
    [fault] = found(Step("a", "call", next="nowhere"))
    assert fault == "steps[0].next: there is no step 'nowhere'; steps are a, end"
    [fault] = found(Step("a", "condition", {"then": "nope"}))
    assert fault.startswith("steps[0].then")


def test_a_circle_is_named_in_its_order():
    [fault] = found(Step("a", "call"), Step("b", "call"), Step("c", "call", next="b"))
    place, text = fault.split(": ", 1)
    assert (place, text.removeprefix("the steps run in a circle: ")) in {
        ("steps[1]", "b -> c -> b"),
        ("steps[2]", "c -> b -> c"),
    }


def test_a_step_that_no_way_leads_to_is_named():
    assert found(Step("a", "call", next="end"), Step("b", "call")) == ["steps[1]: no way leads to the step 'b'"]


def test_a_condition_with_both_ways_does_not_fall_through():
    steps = (
        Step("a", "condition", {"then": "end", "otherwise": "c"}),
        Step("b", "call"),
        Step("c", "call"),
    )
    assert found(*steps) == ["steps[1]: no way leads to the step 'b'"]
    assert found(Step("a", "condition", {"then": "c"}), Step("b", "call"), Step("c", "call")) == []
