"""Sources beside an edge agent: a broker and a folder that the centre never sees, while agent and line come and go."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import redis
import yaml
from harness.agent import PlantAgent
from harness.installation import Installation
from harness.mqtt_sender import MqttSender
from harness.oracle import Oracle

from nexus.model.dead_letter import DeadLetterFilter
from nexus.testing import MosquittoServer, TcpProxy, ValkeyServer, wait_until

MESSAGES = 900
RATE = 60.0
ROWS = 400
BAD = 7
"""The order whose payload is no JSON."""


@pytest.fixture
def broker() -> Iterator[MosquittoServer]:
    with MosquittoServer() as server:
        yield server


@pytest.fixture
def inbox(tmp_path):
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def definitions(broker, inbox, folder):
    orders = {"name": "orders", "topic": "plant/+/orders", "message_id_path": "id"}
    readings = {"name": "readings", "pattern": "*.csv", "fields": [{"name": "id", "type": "string", "required": True}]}
    rows = [{"source": "id", "target": "id", "type": "integer"}]
    return yaml.safe_dump(
        {
            "connections": [
                {
                    "name": "line",
                    "connector": "mqtt",
                    "via_agent": "plant-7",
                    "config": {"host": "127.0.0.1", "port": broker.port, "subscriptions": [orders]},
                },
                {
                    "name": "inbox",
                    "connector": "file",
                    "via_agent": "plant-7",
                    "config": {"folder": str(inbox), "settle_s": 0, "poll_s": 0.2, "files": [readings]},
                },
                {"name": "warehouse", "connector": "sqlite", "config": {"path": str(folder / "warehouse.db")}},
            ],
            "workflows": [
                {
                    "name": name,
                    "sources": [{"connection": source, "subscription": name}],
                    "pipelines": [
                        {
                            "name": f"{name}-rows",
                            "destination": "warehouse",
                            "operation": "insert",
                            "target": name,
                            "ledger": True,
                            "mappings": rows,
                        }
                    ],
                }
                for name, source in (("orders", "line"), ("readings", "inbox"))
            ],
        }
    )


def payload(number):
    return b"order %d is no JSON" % number if number == BAD else {"id": number, "note": "a\nb" * (number % 3)}


def rows_of(folder, table):
    with closing(sqlite3.connect(folder / "warehouse.db", timeout=10)) as database:
        return sorted(number for (number,) in database.execute(f"SELECT id FROM {table}"))


def drop(inbox, name, numbers):
    """Put a file there, whole."""
    unfinished = inbox / f"{name}.tmp"
    unfinished.write_text("id\n" + "".join(f"{number}\n" for number in numbers))
    unfinished.rename(inbox / f"{name}.csv")


def states(agent):
    return {one["name"]: {each["state"] for each in one["instances"]} for one in agent.health()["sources"]}


def told_of(client):
    """Return what the centre shows of sources: who has them, and their states."""
    reports = [json.loads(one) for one in client.hvals("nexus:sources")]
    return {(one["receiver"], one["state"]) for one in reports}


def test_what_a_broker_and_a_folder_beside_the_agent_bring_arrives_once_in_order(
    installation: Installation, store: ValkeyServer, broker, inbox, tmp_path
):
    installation.start_api()
    with closing(sqlite3.connect(tmp_path / "warehouse.db")) as database:
        database.executescript("CREATE TABLE orders (id INTEGER); CREATE TABLE readings (id INTEGER)")
    folder = tmp_path / "plant" / "agent"
    folder.parent.mkdir()
    with (
        TcpProxy(installation.port) as line,
        PlantAgent(installation, folder, centre_port=line.port) as agent,
        Oracle(folder.parent) as oracle,
    ):
        installation.apply(definitions(broker, inbox, tmp_path))
        installation.start_worker()
        wait_until(
            lambda: states(agent) == {"line": {"running"}, "inbox": {"running"}},
            timeout_s=60,
            what="both sources to run",
        )
        topic = lambda number: f"plant/line-{number % 3}/orders"  # noqa: E731
        with MqttSender(broker.port, oracle, range(1, MESSAGES + 1), topic=topic, payload=payload, rate=RATE) as sender:
            for part in range(1, 4):
                drop(inbox, f"part-{part}", range((part - 1) * ROWS, part * ROWS))
                if part == 2:  # the centre is out of reach: what comes stays with the agent
                    line.refuse()
                    line.cut()
                wait_until(
                    lambda part=part: len(oracle.acknowledged) > part * MESSAGES // 4,
                    timeout_s=90,
                    what="messages to come",
                )
                agent.restart_after_kill()
            line.heal()
            wait_until(lambda: sender.is_done, timeout_s=120, what="all to be acknowledged by the broker")
        wait_until(
            lambda: len(rows_of(tmp_path, "readings")) >= 3 * ROWS,
            timeout_s=90,
            every_s=0.5,
            what="all rows of the files",
        )
        wait_until(
            lambda: len(rows_of(tmp_path, "orders")) >= MESSAGES - 1, timeout_s=90, every_s=0.5, what="all orders"
        )
        agent.drained()
        with redis.Redis(host=store.host, port=store.port) as client:
            wait_until(
                lambda: told_of(client) == {("agent plant-7", "running")}, timeout_s=30, what="the centre to be told"
            )
            stream = client.xrange(f"nexus:workflow:{{{installation.workflow_ids()['orders']}}}")
        told = agent.run("status", check=False)

    taken = [json.loads(fields[b"p"])["id"] for _, fields in stream]
    assert rows_of(tmp_path, "orders") == sorted(set(range(1, MESSAGES + 1)) - {BAD})
    assert rows_of(tmp_path, "readings") == list(range(3 * ROWS))
    for lane in range(3):
        assert [one for one in taken if one % 3 == lane] == sorted(one for one in set(taken) if one % 3 == lane)
    assert "source line: running" in told
    with installation.metadata() as metadata:
        home = metadata.workspace_id("default")
        listed = metadata.dead_letters.search(home, DeadLetterFilter(), limit=10).items
        letters = metadata.dead_letters.get_many(home, [one.id for one in listed])
    assert [one.letter.message.payload for one in letters] == [payload(BAD)]


def test_a_source_whose_plugin_the_agent_may_not_use_says_what_to_do(
    installation: Installation, broker, inbox, tmp_path
):
    installation.start_api()
    folder = tmp_path / "plant" / "agent"
    folder.parent.mkdir()
    with PlantAgent(installation, folder, settings={"NEXUS_AGENT_PLUGINS_ALLOW": "nexus-file"}) as agent:
        installation.apply(definitions(broker, inbox, tmp_path))
        wait_until(
            lambda: states(agent) == {"line": {"error"}, "inbox": {"running"}}, timeout_s=60, what="both to be told of"
        )
        (reason,) = [
            one["reason"] for each in agent.health()["sources"] if each["name"] == "line" for one in each["instances"]
        ]

        assert "install the plugin that brings mqtt beside the agent" in reason
        assert agent.health()["status"] == "degraded"
        installation.apply(
            definitions(broker, inbox, tmp_path).replace("via_agent: plant-7", "via_agent: null", 1), "--prune"
        )
        wait_until(lambda: len(states(agent)) == 1, timeout_s=60, what="the agent to be told")
