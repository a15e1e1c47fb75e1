"""nexus dead-letters: look, replay, discard."""

import json

import pytest

from nexus.model.audit import AuditFilter
from nexus.model.dead_letter import DeadLetterFilter


@pytest.fixture
def orders(installation):
    return installation.define()


@pytest.fixture
def one(orders):
    return orders.pipelines[0].id


def letters(installation, *arguments):
    shown = installation.run("dead-letters", "list", "--letters", "--json", *arguments)
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.output)["letters"]


def ids(installation, *arguments):
    return {one["message_id"]: one["id"] for one in letters(installation, *arguments)}


def test_none_is_said_in_a_line(installation):
    done = installation.run("dead-letters", "list")
    assert (done.exit_code, done.output) == (0, "no dead letters\n")


def test_they_are_listed_in_groups_with_the_names_of_their_pipelines(installation, orders, one):
    installation.add(orders.id, one, "a", "b", "c")
    installation.add(orders.id, orders.pipelines[1].id, "a", reason="gone")
    shown = json.loads(installation.run("dead-letters", "list", "--json").output)["groups"]
    assert [(group["count"], group["pipeline"], group["reason"]) for group in shown] == [
        (3, "one", "too long"),
        (1, "two", "gone"),
    ]
    table = installation.run("dead-letters", "list").output
    assert "orders" in table
    assert "too-long" in table


def test_filters_narrow_the_list(installation, orders, one):
    installation.add(orders.id, one, "a", "b")
    installation.add(orders.id, orders.pipelines[1].id, "c", reason="gone")
    assert set(ids(installation, "--pipeline", "two")) == {"c"}
    assert set(ids(installation, "--workflow", "orders")) == {"a", "b", "c"}
    assert set(ids(installation, "--fingerprint", "too-long")) == {"a", "b"}
    assert set(ids(installation, "--status", "replayed")) == set()
    assert set(ids(installation, "--status", "all")) == {"a", "b", "c"}


def test_pages_follow_each_other(installation, orders, one):
    installation.add(orders.id, one, "a", "b", "c")
    first = json.loads(installation.run("dead-letters", "list", "--letters", "--limit", "2", "--json").output)
    rest = letters(installation, "--cursor", first["cursor"])
    assert [letter["message_id"] for letter in (*first["letters"], *rest)] == ["c", "b", "a"]


def test_an_unknown_workflow_or_workspace_is_named(installation):
    done = installation.run("dead-letters", "list", "--workflow", "nope")
    assert done.exit_code == 1
    assert "'nope' does not exist" in done.output
    assert installation.run("dead-letters", "list", "--workspace", "nope").exit_code == 1


def test_one_is_shown_with_payload_and_reason(installation, orders, one):
    installation.add(orders.id, one, "a")
    shown = installation.run("dead-letters", "show", ids(installation)["a"], "--json")
    plain = json.loads(shown.output)
    assert plain["payload"] == {"id": 1}
    assert (plain["reason"], plain["attempts"], plain["pipeline"]) == ("too long", 4, "one")
    assert "too long" in installation.run("dead-letters", "show", plain["id"]).output
    assert installation.run("dead-letters", "show", "nope").exit_code == 1


def test_a_replayed_letter_is_scheduled_as_a_first_attempt_and_marked(installation, orders, one):
    installation.add(orders.id, one, "a", "b")
    known = ids(installation)
    done = installation.run("dead-letters", "replay", known["a"])
    assert (done.exit_code, done.output) == (0, "1 replayed\n")
    [(pipeline_id, retry)] = installation.scheduled(orders.id)
    assert pipeline_id == one
    assert (retry.message.id, retry.message.attempt, retry.message.payload) == ("a", 1, b'{"id": 1}')
    assert retry.message.scheduled
    assert set(ids(installation)) == {"b"}
    [marked] = letters(installation, "--status", "replayed")
    assert (marked["message_id"], marked["acted_by"]) == ("a", "command line")


def test_replaying_is_audited(installation, orders, one):
    installation.add(orders.id, one, "a")
    installation.run("dead-letters", "replay", "--all")
    with installation.metadata() as opened:
        entries = opened.audit.search(AuditFilter(opened.workspace_id("default"))).items
    assert [entry.event.action for entry in entries if entry.event.action.startswith("dead")] == ["dead_letter.replay"]


def test_all_of_a_filter_are_replayed_at_a_rate(installation, orders, one):
    installation.add(orders.id, one, *(f"m{number}" for number in range(60)))
    installation.add(orders.id, orders.pipelines[1].id, "other", reason="gone")
    done = installation.run("dead-letters", "replay", "--all", "--pipeline", "one", "--rate", "10/s", "--json")
    assert len(json.loads(done.output)["replayed"]) == 60
    assert set(ids(installation)) == {"other"}
    assert len(installation.scheduled(orders.id)) == 60


def test_a_letter_whose_pipeline_is_gone_stays_and_is_named(installation, orders, one):
    installation.add(orders.id, "gone-pipeline", "a")
    installation.add(orders.id, one, "b")
    done = installation.run("dead-letters", "replay", "--all")
    assert done.exit_code == 1
    assert "1 replayed" in done.output
    assert "its pipeline 'gone-pipeline'" in done.output
    assert set(ids(installation)) == {"a"}


def test_a_letter_is_not_replayed_twice(installation, orders, one):
    installation.add(orders.id, one, "a")
    known = ids(installation)["a"]
    assert installation.run("dead-letters", "replay", known).exit_code == 0
    again = installation.run("dead-letters", "replay", known)
    assert again.exit_code == 1
    assert "has been replayed by command line" in again.output


def test_nothing_is_marked_while_the_stream_store_is_away(installation, orders, one):
    installation.add(orders.id, one, "a")
    done = installation.run("dead-letters", "replay", "--all", NEXUS_REDIS_URL="redis://127.0.0.1:1/0")
    assert done.exit_code == 1
    assert set(ids(installation)) == {"a"}


def test_a_sequences_letter_begins_anew(installation):
    workflow = installation.define_sequence()
    installation.add(workflow.id, "sequence", "a")
    assert installation.run("dead-letters", "replay", "--all").exit_code == 0
    [(pipeline_id, retry)] = installation.scheduled(workflow.id, "database")
    assert (pipeline_id, retry.state) == ("sequence", b"")


def test_discarding_asks_first(installation, orders, one):
    installation.add(orders.id, one, "a", "b")
    refused = installation.run("dead-letters", "discard", "--all", text="n\n")
    assert refused.exit_code == 1
    assert set(ids(installation)) == {"a", "b"}
    done = installation.run("dead-letters", "discard", "--all", "--yes", "--reason", "test data")
    assert (done.exit_code, done.output) == (0, "2 discarded\n")
    assert ids(installation) == {}
    with installation.metadata() as opened:
        workspace = opened.workspace_id("default")
        assert opened.dead_letters.count(workspace, DeadLetterFilter(status=None)) == 2
        events = [entry.event for entry in opened.audit.search(AuditFilter(workspace)).items]
    reasons = [event.details["why"] for event in events if event.action == "dead_letter.discard"]
    assert reasons == ["test data"] * 2


@pytest.mark.parametrize(
    "arguments",
    [["replay"], ["replay", "x", "--all"], ["discard", "x", "--workflow", "w"], ["replay", "x", "--rate", "0"]],
)
def test_wrong_usage_is_status_two(installation, arguments):
    assert installation.run("dead-letters", *arguments).exit_code == 2


@pytest.mark.parametrize("name", ["list", "show", "replay", "discard"])
def test_every_command_shows_an_example(installation, name):
    assert "Example: nexus dead-letters" in installation.run("dead-letters", name, "--help").output
