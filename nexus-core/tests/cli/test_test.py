"""``nexus test`` on the command line: exit status, JSON, JUnit, schema."""

import json
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from nexus.cli.main import main
from nexus.config import json_schema
from nexus.flowtests.documents import FlowTestDocument

FLOW = """
workflows:
  - name: flow
    mode: sequential
    steps: [{{name: shape, type: transform, mappings: [{{source: payload.n, target: n}}]}}]
    result: {{source: steps.shape.n}}
cases:
  - name: one
    messages: [{{payload: {{n: 1}}}}]
    expect: {{runs: [{{result: 1}}]}}
  - name: "two \\a"
    messages: [{{payload: {{n: 2}}}}]
    expect: {{runs: [{{result: {result}}}]}}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "good.yaml").write_text(FLOW.format(result=2))
    (tmp_path / "bad.yaml").write_text(FLOW.format(result=3))
    (tmp_path / "broken.yaml").write_text("case: []")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["test", *map(str, arguments)])


def test_all_as_expected_is_status_0(files):
    done = run(files / "good.yaml")

    assert done.exit_code == 0
    assert "2 passed, 0 failed" in done.output


def test_a_difference_is_status_1_and_told_with_file_case_and_place(files):
    done = run(files / "good.yaml", files / "bad.yaml")

    assert done.exit_code == 1
    assert f"FAIL  {files / 'bad.yaml'}: two" in done.output
    assert "cases[1].expect.runs[0].result\n    expected: 3\n    found:    2\n" in done.output


def test_a_file_that_cannot_be_used_is_status_2_and_the_others_run_all_the_same(files):
    done = run(files / "broken.yaml", files / "bad.yaml")

    assert done.exit_code == 2
    assert "did you mean 'cases'" in done.output
    assert "1 passed, 1 failed, 1 file cannot be used" in done.output


def test_no_file_is_wrong_usage():
    assert run().exit_code == 2


def test_json_has_every_difference(files):
    told = json.loads(run(files / "bad.yaml", "--json").output)

    assert told["passed"] is False
    [_, case] = told["files"][0]["cases"]
    assert case["differences"] == [{"place": "expect.runs[0].result", "expected": "3", "found": "2"}]


def test_junit_has_a_suite_for_each_file_and_the_differences_as_failures(files):
    report = files / "report.xml"

    run(files / "good.yaml", files / "bad.yaml", files / "broken.yaml", "--junit", report)

    root = ET.parse(report).getroot()
    assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == ("testsuites", "5", "1", "1")
    good, bad, broken = root
    assert [case.get("name") for case in good] == ["one", "two \N{REPLACEMENT CHARACTER}"]
    assert "expected: 3" in bad.find("testcase/failure").text
    assert broken.find("testcase/error") is not None


def test_the_schema_takes_what_the_command_takes(files):
    schema = json.loads(run("--schema").output)

    jsonschema.validate(yaml.safe_load((files / "good.yaml").read_text()), schema)
    jsonschema.validate(FlowTestDocument.EXAMPLE, json_schema(FlowTestDocument))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load((files / "broken.yaml").read_text()), schema)
