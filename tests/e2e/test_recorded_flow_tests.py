"""What an installation has delivered becomes a flow test by one command, which passes without the installation."""

import http.client
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import yaml

from nexus import wiring
from nexus.errors import NotFound
from nexus.model.delivery import Status
from nexus.testing import Answer, HttpServer, wait_until

DEFINITIONS = """
applications:
  - name: shop
    message_id_path: id
    masked: [customer.iban, customer.age]
    fields: [{{name: id, type: integer, required: true}}, {{name: customer.age, type: integer}}]
connections:
  - {{name: warehouse, connector: sqlite, config: {{path: "{database}"}}}}
  - {{name: crm, connector: rest, config: {{base_url: "{url}", auth: {{type: bearer, token: very-secret-token}}}}}}
workflows:
  - name: orders
    sources: [{{application: shop}}]
    retry_base: 0.02
    retry_cap: 0.05
    pipelines:
      - name: stored
        destination: warehouse
        operation: upsert
        target: orders
        key: [id]
        mappings:
          - {{source: id, target: id, type: integer}}
          - {{source: customer.iban, target: iban, type: string}}
          - {{source: customer.age, target: age, type: integer}}
          - {{target: received_at, expression: message.received_at, type: timestamp}}
      - name: large
        destination: crm
        operation: post
        target: /large
        condition: payload.total > 1000.0
        mappings: [{{source: $, target: $}}]
      - name: told
        destination: crm
        operation: post
        target: /orders
        max_retries: 5
        mappings: [{{source: id, target: id}}]
      - name: strict
        destination: warehouse
        operation: insert
        target: orders
        mappings: [{{source: total, target: total, type: boolean}}]
  - name: enrich
    mode: sequential
    sources: [{{application: shop}}]
    retry_base: 0.02
    retry_cap: 0.05
    result: {{source: steps.lookup.body.tier}}
    steps:
      - {{name: lookup, type: rest_call, connection: crm, path: "/customers/{{payload.id}}", on_error: retry}}
      - {{name: pause, type: delay, seconds: 0.2}}
      - name: known
        type: db_query
        connection: warehouse
        operation: select
        statement: SELECT id, tier FROM tiers WHERE tier = :tier
        mappings: [{{source: steps.lookup.body.tier, target: tier}}]
      - {{name: announce, type: rest_call, connection: crm, method: POST, path: /refuse, body: {{iban: "{{payload.customer.iban}}"}}, on_error: skip}}
"""  # noqa: E501 — one step a line

IBAN = "DE02120300000000202051"


class Crm:
    """Is busy once for each order, refuses what is announced, knows everybody's tier."""

    def __init__(self):
        self.seen = set()
        self.server = HttpServer(handler=self.answer)

    def answer(self, request):
        if request.path == "/refuse":
            return Answer(422, {"error": "no"})
        first = (request.method, request.path) not in self.seen
        self.seen.add((request.method, request.path))
        if first:
            return Answer(425, {"error": "busy"})
        return Answer(200, {"tier": "gold"})


@pytest.fixture
def delivered(installation, tmp_path):
    """The message id of an order that has gone through both workflows."""
    database = tmp_path / "warehouse.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, iban TEXT, age INTEGER, received_at TEXT, total)"
        )
        connection.execute("CREATE TABLE tiers (id INTEGER PRIMARY KEY, tier TEXT)")
        connection.execute("INSERT INTO tiers VALUES (9, 'gold')")
    crm = Crm()
    with crm.server as server:
        key = installation.apply(DEFINITIONS.format(database=database, url=server.url()))["keys"]["shop"]
        installation.start_api()
        installation.start_worker()
        client = http.client.HTTPConnection("127.0.0.1", installation.port)
        body = json.dumps({"id": 7, "total": 12.5, "customer": {"iban": IBAN, "age": 47}})
        client.request("POST", "/ingress", body, {"X-API-Key": key, "Content-Type": "application/json"})
        answer = json.loads(client.getresponse().read())
        client.close()
        [message_id] = answer["ids"]
        wait_until(
            lambda: is_over(installation, message_id),
            timeout_s=60,
            every_s=0.5,
            what="the message to be settled everywhere",
        )
        yield message_id


def is_over(installation, message_id):
    """Whether the log knows how it ended in four pipelines, and the history how its run did."""
    settings = wiring.load_settings(installation.environment)
    with (
        installation.metadata() as metadata,
        wiring.open_log(settings, wiring.open_catalogue(settings)) as log,
        closing(wiring.open_run_history(settings)) as history,
    ):
        workspace = metadata.workspace_id("default")
        ended = [one for one in log.trace(workspace, message_id) if one.status is not Status.RETRYING]
        try:
            return len(ended) >= 5 and history.get(workspace, message_id).status.ended
        except NotFound:
            return False


def test_a_message_becomes_a_flow_test_that_passes_without_the_installation(installation, delivered, tmp_path):
    file = tmp_path / "recorded.yaml"

    told = installation.run("test", "--record", delivered, "-o", str(file))

    assert "2 passed, 0 failed" in told
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "nexus", "test", str(file)], cwd=elsewhere, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = file.read_text()
    assert IBAN not in text
    assert "47" not in [str(one) for one in scalars(yaml.safe_load(text))]
    assert "very-secret-token" not in text
    enrich, orders = sorted(yaml.safe_load(text)["cases"], key=lambda case: case["workflow"])
    busy = '{"error": "busy"}'
    assert orders["answers"] == {"told": [{"retry": f"POST /orders answered 425 Too Early: {busy}"}, {}]}
    assert enrich["answers"]["lookup"][0] == {"retry": f"GET /customers/{{payload.id}} answered 425 Too Early: {busy}"}
    pipelines = orders["expect"]["pipelines"]
    assert pipelines["stored"]["rows"][0]["iban"] == "********"
    assert pipelines["large"] == {"operation": "post", "target": "/large", "rows": [], "filtered": [0]}
    assert pipelines["told"]["rows"] == [{"id": 7}]
    assert "total" in pipelines["strict"]["dead"][0]["reason"]
    assert [call["step"] for call in enrich["expect"]["calls"]] == ["lookup", "lookup", "known", "announce"]
    [run] = enrich["expect"]["runs"]
    assert (run["status"], run["result"]) == ("finished", "gold")
    assert run["steps"]["known"]["rows"] == [{"id": 9, "tier": "gold"}]
    assert "422" in run["steps"]["announce"]["error"]


def test_a_run_becomes_a_flow_test_of_the_version_that_it_ran(installation, delivered, tmp_path):
    changed = (installation.folder / "definitions.yaml").read_text().replace("seconds: 0.2", "seconds: 0.3")
    installation.apply(changed)
    file = tmp_path / "recorded.yaml"

    told = installation.run("test", "--run", delivered, "-o", str(file))

    assert "1 passed, 0 failed" in told
    [workflow] = yaml.safe_load(file.read_text())["workflows"]
    assert [step.get("seconds") for step in workflow["steps"]][1] == 0.2


def test_what_is_not_known_is_told(installation, tmp_path):
    file = tmp_path / "recorded.yaml"

    told = installation.run("test", "--run", "0193b3c2-7a10-7cc2-8c4f-5d6b8c1f9a3e", "-o", str(file), check=False)

    assert told == ""
    assert not file.exists()


def scalars(value):
    if isinstance(value, dict):
        return [one for part in value.values() for one in scalars(part)]
    if isinstance(value, list):
        return [one for part in value for one in scalars(part)]
    return [value]
