"""Whatever was recorded is written as a file that passes, and says nothing that is masked."""

import msgspec
import pytest
import yaml

from nexus.flowtests.definitions import define
from nexus.flowtests.recording.recorded import Recorded, masked_payload, pipeline_answers, run_answers
from nexus.flowtests.recording.writing import Writer
from nexus.flowtests.running import run_file
from nexus.mapping.masks import compile_masks
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.run import RunRecord, RunStatus, StepRun

SECTIONS = yaml.safe_load("""
applications:
  - {name: shop, dedup: "off"}
  - {name: stranger, dedup: "off"}
connections:
  - {name: shelf, connector: shelf}
  - {name: other, connector: shelf}
workflows:
  - name: orders
    max_retries: 1
    sources: [{application: shop}, {connection: shelf}]
    pipelines:
      - name: all
        destination: shelf
        operation: insert
        target: orders
        mappings: [{source: $, target: $}]
  - name: flow
    mode: sequential
    max_retries: 2
    sources: [{application: shop}]
    steps:
      - {name: each, type: ask, connection: shelf, question: "{item}", for_each: payload.items, on_item_error: skip}
      - {name: ask, type: ask, connection: shelf, question: who, on_error: retry}
      - {name: closed, type: closed_ask, connection: shelf, question: hm, on_error: skip}
""")
SOURCES = {"shop": ("application", "shop"), "shelf": ("connection", "shelf")}


@pytest.fixture
def defined(components):
    return define(SECTIONS, components)


@pytest.fixture
def written(components, tmp_path):
    """Write what was recorded; the file must pass. Returns its first case, and the notes."""

    def write(*recorded):
        done = Writer(SECTIONS, SOURCES, components).written(recorded)
        file = tmp_path / "recorded.yaml"
        file.write_text(done.text)
        result = run_file(file, components, lambda _: {})
        assert result.passed, (result.faults, result.cases)
        return yaml.safe_load(done.text), list(done.notes)

    return write


def recorded(workflow, payload=b'{"id": 1}', **given):
    known = {"source": "shop", "headers": {}, "answers": {}, "ended": {}}
    return Recorded("m1", received_at=1_767_225_600_123, payload=payload, workflow=workflow, **(known | given))


def event(status, reason=""):
    return DeliveryEvent("m1", "ws", "w", "p", "shop", status, 1, 0, 0, 0, reason, "", "1-0")


def test_a_file_holds_what_its_cases_need_and_nothing_else(defined, written):
    file, notes = written(recorded(defined.workflows["orders"]))

    assert [one["name"] for one in file["applications"]] == ["shop"]
    assert [one["name"] for one in file["connections"]] == ["shelf"]
    assert [one["name"] for one in file["workflows"]] == ["orders"]
    assert notes == []


def test_digits_that_yaml_would_lose_stand_as_text(defined, written):
    file, _ = written(recorded(defined.workflows["orders"], b'{"price": 0.300000000000000000001}'))

    [message] = file["cases"][0]["messages"]
    assert message["text"] == '{"price": 0.300000000000000000001}'


def test_a_value_that_looks_like_a_matcher_matches_itself(defined, written):
    file, _ = written(recorded(defined.workflows["orders"], b'{"contains": "x"}'))

    assert file["cases"][0]["expect"]["pipelines"]["all"]["rows"] == [{"equals": {"contains": "x"}}]


def test_attempts_are_answered_as_they_were(defined, written):
    events = [
        event(Status.RETRYING, "busy"),
        event(Status.DEAD, "busy (given up after 2 attempts)"),
        event(Status.DELIVERED),
    ]
    answers = {"all": pipeline_answers(events)}

    file, notes = written(recorded(defined.workflows["orders"], answers=answers, ended={"all": "dead"}))

    assert file["cases"][0]["answers"] == {"all": [{"retry": "busy"}, {"retry": "busy"}]}
    assert file["cases"][0]["expect"]["pipelines"]["all"]["dead"][0]["reason"] == "busy (given up after 2 attempts)"
    assert notes == []


def test_what_ends_in_another_way_than_it_did_is_told(defined, written):
    _, notes = written(recorded(defined.workflows["orders"], ended={"all": "filtered"}))

    assert notes == ["message m1: all: it was filtered when it was recorded, and is delivered in the test"]


def test_a_message_of_a_connection_names_a_subscription(defined, written):
    file, _ = written(recorded(defined.workflows["orders"], source="shelf", headers={"topic": "a/b"}))

    [message] = file["cases"][0]["messages"]
    assert (message["connection"], message["subscription"]) == ("shelf", "orders")
    assert message["headers"] == {"topic": "a/b"}


def test_a_run_is_answered_as_it_was_step_by_step_and_item_by_item(defined, written, components):
    steps = (
        StepRun("each", 0, 1.0, output=[{"said": "x"}, {"error": "no"}]),
        StepRun("ask", 0, 1.0, attempt=3, output={"said": "ada"}),
        StepRun("closed", 0, 1.0, output={"error": "row 0: shut"}, error="shut", skipped=True),
    )
    run = RunRecord("m1", "ws", "flow", 1, "shop", "1-0", RunStatus.FINISHED, 0, 0, 0, steps=steps)
    events = [event(Status.RETRYING, "step 'ask': busy")]
    answers = run_answers(run, defined.workflows["flow"], components, events)

    given = {"payload": b'{"items": ["a", "b"]}', "answers": answers, "ended": {"flow": "finished"}}
    file, notes = written(recorded(defined.workflows["flow"], **given))

    unknown = "it did not work, and why is not recorded"
    assert file["cases"][0]["answers"] == {
        "each": [{"said": "x"}, {"rejected": "no"}],
        "ask": [{"retry": "busy"}, {"retry": unknown}, {"said": "ada"}],
        "closed": [{"rejected": "shut"}],
    }
    assert notes == []


def test_a_run_of_which_not_all_is_recorded_stops_there(defined, written):
    file, notes = written(recorded(defined.workflows["flow"], b'{"items": []}', ended={"flow": "cancelled"}))

    assert file["cases"][0]["expect"]["runs"][0]["status"] == "waiting"
    assert notes == ["message m1: flow: it was cancelled when it was recorded, and is waiting in the test"]


def test_a_run_that_a_person_began_is_run_directly(defined, written):
    file, _ = written(recorded(defined.workflows["orders"], source="execute"))

    assert file["cases"][0]["messages"][0]["direct"] is True


def test_masked_values_have_stand_ins_of_their_type():
    masks = compile_masks(["name", "age", "member", "cards[].number", "gone"])
    payload = (
        b'{"id": 1, "name": "Ada", "age": 36, "member": true, "cards": [{"number": 4.5, "kind": "x"}], "gone": null}'
    )

    masked = msgspec.json.decode(masked_payload(payload, masks))

    assert masked == {
        "id": 1,
        "name": "********",
        "age": 0,
        "member": False,
        "cards": [{"number": 0, "kind": "x"}],
        "gone": None,
    }
