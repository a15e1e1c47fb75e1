"""What is wrong with a file is told before anything is played, each fault with its place."""

import pytest

WORKFLOWS = """
workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines:
      - {name: all, destination: shelf, operation: insert, target: t, mappings: [{source: id, target: id}]}
  - name: flow
    mode: sequential
    steps: [{name: ask, type: ask, connection: shelf, question: hm}]
"""


@pytest.mark.parametrize(
    ("case", "place", "told"),
    [
        ("name: x, workflow: orders, expects: {}", "cases[0].expects", "did you mean 'expect'"),
        ("name: x, workflow: orders, messages: [{payloads: 1}]", "cases[0].messages[0].payloads", "did you mean"),
        ("name: x, workflow: order", "cases[0].workflow", "did you mean 'orders'"),
        ("name: x", "cases[0].workflow", "orders, flow"),
        ("name: x, workflow: orders, clock: noon", "cases[0].clock", "noon"),
        ("name: x, workflow: orders, answers: {al: {}}", "cases[0].answers.al", "did you mean 'all'"),
        ("name: x, workflow: orders, answers: {all: {status: 5}}", "cases[0].answers.all.status", "unknown"),
        (
            "name: x, workflow: flow, answers: {ask: [{}, {sad: x}]}",
            "cases[0].answers.ask[1].sad",
            "did you mean 'said'",
        ),
        ("name: x, workflow: flow, answers: {ask: {said: x, retry: y}}", "cases[0].answers.ask", "whole answer"),
        ("name: x, workflow: flow, answers: {ask: {timeout: x, retry: y}}", "cases[0].answers.ask", "give one of"),
        ("name: x, workflow: orders, expect: {pipelines: {al: {}}}", "cases[0].expect.pipelines.al", "did you mean"),
        (
            "name: x, workflow: orders, expect: {pipelines: {all: {row: []}}}",
            "cases[0].expect.pipelines.all.row",
            "rows",
        ),
        ("name: x, workflow: orders, expect: {calls: []}", "cases[0].expect.calls", "sequential"),
        (
            "name: x, workflow: orders, messages: [{payload: 1, application: shops}]",
            "cases[0].messages[0].application",
            "did you mean 'shop'",
        ),
    ],
)
def test_a_fault_has_its_place_and_says_what_would_be_right(run, case, place, told):
    result = run(f"{WORKFLOWS}\ncases: [{{{case}}}]")

    assert not result.passed
    [fault] = result.faults
    assert fault.path == place
    assert told in fault.message


def test_two_cases_of_one_name_are_told(run):
    result = run(WORKFLOWS + "cases: [{name: x, workflow: orders}, {name: x, workflow: orders}]")

    assert [str(one) for one in result.faults] == ["cases[1].name: 'x' stands there twice"]


def test_definitions_are_checked_as_when_they_are_applied(run):
    result = run(WORKFLOWS.replace("destination: shelf", "destination: shell") + "cases: [{name: x, workflow: orders}]")

    assert [one.path for one in result.faults] == ["workflows[0].pipelines[0].destination"]


def test_variables_are_filled_in_from_the_file_and_else_are_their_own_names(run, passes):
    definitions = "connections: [{name: shelf, connector: shelf, config: {colour: '${env:COLOUR}'}}]"
    workflow = """
workflows:
  - name: flow
    mode: sequential
    steps: [{name: shape, type: transform, mappings: [{target: at, default: "${env:PLACE}"}]}]
    result: {source: steps.shape.at}
environment: {PLACE: here}
cases:
  - name: variables
    messages: [{payload: {}}]
    expect: {runs: [{result: here}]}
"""

    passes(workflow, definitions=definitions)


def test_a_file_that_is_not_there_is_told(run, tmp_path, components):
    from nexus.flowtests.running import run_file

    [fault] = run_file(tmp_path / "none.yaml", components, lambda _: {}).faults

    assert "none.yaml" in fault.path
    assert "cannot be read" in fault.message


def test_the_definitions_of_a_workspace_can_be_tested(tmp_path, components):
    from nexus.flowtests.running import run_file

    file = tmp_path / "flow.yaml"
    file.write_text("workspace: sales\ncases: [{name: x, messages: [{payload: {}}], expect: {runs: [{result: 1}]}}]")
    flow = {"name": "flow", "mode": "sequential", "result": {"expression": "1"}}
    steps = [{"name": "wait", "type": "delay", "seconds": 1}]

    result = run_file(file, components, lambda name: {"workflows": [flow | {"description": name, "steps": steps}]})

    assert result.passed
