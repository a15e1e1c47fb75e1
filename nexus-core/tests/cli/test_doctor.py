"""nexus doctor: what is looked at, and what it says."""

import json
import os
import time

from nexus.testing import ValkeyServer


def findings(done):
    return {(one["area"], one["name"]): one for one in json.loads(done.output)["findings"]}


def test_a_healthy_installation_is_said_to_be(installation):
    installation.define()
    installation.define_sequence()
    with ValkeyServer(durable=True) as server:
        done = installation.run("doctor", "--json", NEXUS_REDIS_URL=server.url(), NEXUS_DURABILITY="strict")
    found = findings(done)
    assert {one["state"] for one in found.values()} == {"ok"}, found
    assert done.exit_code == 0
    assert found["metadata", "metadata database"]["message"].startswith("up to date")
    assert "valkey 9" in found["stream store", "version"]["message"]
    assert found["connections", "orders-shop: reachable"]["latency_ms"] == 1.5
    assert "a repeated upsert leaves the destination" in found["pipelines", "orders / one"]["message"]
    assert "nothing read yet" in found["pipelines", "orders / one"]["message"]
    assert "1 steps" in found["pipelines", "steps"]["message"]


def test_a_store_that_forgets_is_broken_when_strict_and_a_warning_when_relaxed(installation):
    strict = installation.run("doctor", "--json", NEXUS_DURABILITY="strict")
    assert findings(strict)["stream store", "durability"]["state"] == "broken"
    assert strict.exit_code == 1
    relaxed = installation.run("doctor", "--json")
    assert findings(relaxed)["stream store", "durability"]["state"] == "warning"
    assert findings(relaxed)["stream store", "durability"]["remedy"].startswith("CONFIG SET")
    assert relaxed.exit_code == 0


def test_a_connection_that_fails_hangs_or_has_a_bug_is_named_and_bounded_in_time(installation):
    installation.define("refused", "refused")
    installation.define("hang", "hang")
    installation.define("fault", "fault")
    began = time.monotonic()
    done = installation.run("doctor", "--json", "--timeout", "0.3")
    assert time.monotonic() - began < 10
    found = findings(done)
    assert done.exit_code == 1
    assert found["connections", "refused-shop: reachable"]["remedy"] == "start it"
    assert found["connections", "hang-shop"]["message"] == "no answer within 0.3 s"
    assert found["connections", "fault-shop: connection"]["message"] == "TypeError: a bug"


def test_a_store_that_is_away_does_not_end_the_examination(installation):
    installation.define()
    found = findings(installation.run("doctor", "--json", NEXUS_REDIS_URL="redis://127.0.0.1:1/0"))
    assert found["stream store", "reachable"]["state"] == "broken"
    assert found["connections", "orders-shop: reachable"]["state"] == "ok"
    assert "backlog unknown" in found["pipelines", "orders / one"]["message"]


def test_a_database_without_tables_gets_its_remedy(installation, tmp_path):
    done = installation.run("doctor", "--json", NEXUS_DATABASE_URL=f"sqlite:///{tmp_path}/other.db")
    assert findings(done)["metadata", "metadata database"]["remedy"] == "run `nexus migrate`"
    assert done.exit_code == 1


def test_a_missing_key_is_named_and_its_connection_and_pipelines_too(installation):
    from nexus.model.connection import Connection
    from nexus.security.keyring import generate_key

    with installation.metadata() as opened:
        workspace = opened.workspace_id("default")
        opened.repositories.connections.create(
            Connection("", workspace, "vault", "pretend", {"answer": "ok"}), ("answer",)
        )
    done = installation.run("doctor", "--json", NEXUS_ENCRYPTION_KEYS=generate_key("other"))
    finding = findings(done)["metadata", "secrets of vault"]
    assert finding["state"] == "broken"
    assert "k1" in finding["message"]


def test_waiting_dead_letters_are_told(installation):
    workflow = installation.define()
    installation.add(workflow.id, workflow.pipelines[0].id, "a", "b")
    finding = findings(installation.run("doctor", "--json"))["dead letters", "default"]
    assert (finding["state"], finding["message"]) == ("warning", "2 wait for a person")


def test_people_get_a_table(installation):
    shown = installation.run("doctor")
    assert shown.exit_code == 0
    assert "What to do" in shown.output
    assert "nothing is broken" in shown.output


def test_settings_are_listed_with_their_origin_and_without_secrets(installation):
    shown = installation.run("doctor", "--settings", "--json")
    listed = {one["variable"]: one for one in json.loads(shown.output)["settings"]}
    assert listed["NEXUS_REDIS_URL"]["source"] == "NEXUS_REDIS_URL"
    assert listed["NEXUS_PORT"]["source"] == "default"
    assert installation.environ["NEXUS_ENCRYPTION_KEYS"] not in shown.output
    assert "NEXUS_PORT" in installation.run("doctor", "--settings").output


def test_more_api_processes_than_cores_are_a_warning(installation):
    found = findings(installation.run("doctor", "--json", NEXUS_API_PROCESSES="4096"))[
        "settings", "NEXUS_API_PROCESSES"
    ]
    assert (found["state"], found["remedy"]) == ("warning", f"set it to {os.cpu_count()} or less")
