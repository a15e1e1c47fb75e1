"""What the edge agent does for pipelines and steps: it is killed in the middle, and all is done once all the same."""

from collections.abc import Iterator

import httpx
import psycopg
import pytest
from harness.agent import PlantAgent
from harness.crm import TOKEN, Crm
from harness.installation import Installation

from nexus.model.dead_letter import DeadLetterFilter
from nexus.testing import PostgresServer, wait_until

COUNT = 1200
KILLS = 3

PLANT = """
applications:
  - name: shop
    dedup: off
connections:
  - name: plant
    connector: postgresql
    via_agent: plant-7
    config: {{host: 127.0.0.1, port: {port}, database: postgres, username: nexus, password: "${{env:PG_PASSWORD}}"}}
"""

DEFINITIONS = (
    PLANT
    + """
workflows:
  - name: orders
    mode: fan_out
    sources: [{{application: shop}}]
    max_retries: 0
    pipelines:
      - name: once
        destination: plant
        operation: insert
        target: journal
        ledger: true
        mappings: [{{source: id, target: id, type: integer}}]
      - name: newest
        destination: plant
        operation: upsert
        target: orders
        key: [id]
        mappings: [{{source: id, target: id, type: integer}}]
"""
)

STEPS = (
    PLANT
    + """
  - name: crm
    connector: rest
    via_agent: plant-7
    config: {{base_url: "{crm}", auth: {{type: bearer, token: {token}}}}}
workflows:
  - name: orders
    mode: sequential
    sources: [{{application: shop}}]
    max_retries: 0
    steps:
      - {{name: customer, type: rest_call, connection: crm, path: "/customers/{{payload.id}}"}}
      - name: known
        type: db_query
        connection: plant
        operation: select
        statement: SELECT count(*) AS n FROM journal WHERE id = :id
        mappings: [{{source: id, target: id, type: integer}}]
      - name: keep
        type: db_query
        connection: plant
        operation: insert
        target: journal
        mappings: [{{source: id, target: id, type: integer}}]
      - name: tell
        type: rest_call
        connection: crm
        method: POST
        path: /orders
        body: {{id: "{{payload.id}}", tier: "{{steps.customer.body.tier}}", known: "{{steps.known.rows[0].n}}"}}
"""
)

TABLES = """
CREATE TABLE journal (id int);  -- no key: doubles would show
CREATE TABLE orders (id int PRIMARY KEY);
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slowly();
CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION slowly();
"""

WRITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep' AND query ILIKE '%{}%'"
)
"""Sessions in the middle of a statement that writes into a table."""


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        server.execute(TABLES)
        yield server


@pytest.fixture
def nexus(tmp_path, store, postgres) -> Iterator[Installation]:
    with Installation(tmp_path / "nexus", store.url(), {"PG_PASSWORD": postgres.password}) as made:
        yield made


def test_an_agent_that_is_killed_in_the_middle_of_writes_loses_and_doubles_nothing(nexus, postgres, tmp_path):
    """No attempt is to spare: one that an agent's death cost would make dead letters."""
    nexus.start_api()
    with PlantAgent(nexus, tmp_path / "agent") as agent, psycopg.connect(postgres.dsn, autocommit=True) as watching:
        key = nexus.apply(DEFINITIONS.format(port=postgres.port))["keys"]["shop"]
        send(nexus, key, range(COUNT // 2))
        nexus.start_worker()
        for number in range(KILLS):
            table = ("journal", "orders")[number % 2]
            wait_until(
                lambda table=table: ask(watching, WRITING.format(table)) > 0,
                timeout_s=60,
                every_s=0.02,
                what=f"a batch to be on its way into {table}",
            )
            agent.process.kill()
            if number == 0:  # a backlog comes together while it is away
                send(nexus, key, range(COUNT // 2, COUNT))
            agent.process.start()
            agent.wait_until_ready()
        wait_until(lambda: ask(watching, "SELECT count(*) FROM orders") == COUNT, timeout_s=60, what="all orders")
        wait_until(lambda: ask(watching, "SELECT count(*) FROM journal") >= COUNT, timeout_s=60, what="the journal")

        assert ask(watching, "SELECT count(DISTINCT id) FROM journal") == COUNT
        assert ask(watching, "SELECT count(*) FROM journal") == COUNT
        assert no_letters(nexus)


def test_steps_are_done_once_though_the_agent_that_does_them_is_killed(nexus, postgres, tmp_path):
    """A call whose answer was lost is made again, under the key that it had."""
    count = 300
    nexus.start_api()
    with (
        Crm() as crm,
        PlantAgent(nexus, tmp_path / "agent") as agent,
        psycopg.connect(postgres.dsn, autocommit=True) as watching,
    ):
        applied = nexus.apply(STEPS.format(port=postgres.port, crm=crm.url(), token=TOKEN))
        send(nexus, applied["keys"]["shop"], range(count))
        nexus.start_worker()
        for _ in range(2):
            wait_until(
                lambda: ask(watching, WRITING.format("journal")) > 0,
                timeout_s=60,
                every_s=0.02,
                what="rows to be written",
            )
            agent.process.kill()
            agent.process.start()
            agent.wait_until_ready()
        wait_until(lambda: len(crm.keys_by_order("/orders")) == count, timeout_s=90, what="all runs to end")

        assert ask(watching, "SELECT count(*) FROM journal") == count
        assert ask(watching, "SELECT count(DISTINCT id) FROM journal") == count
        assert all(len(keys) == 1 for keys in crm.keys_by_order("/orders").values())
        assert {one.json()["known"] for one in crm.taken("/orders")} == {0}
        assert no_letters(nexus)


def no_letters(nexus):
    with nexus.metadata() as metadata:
        found = metadata.dead_letters.search(metadata.workspace_id("default"), DeadLetterFilter(), limit=1)
    return not found.items


def send(nexus, key, numbers):
    orders = [{"id": number} for number in numbers]
    answer = httpx.post(f"http://127.0.0.1:{nexus.port}/ingress", json=orders, headers={"X-API-Key": key})
    assert answer.status_code == 202


def ask(connection, statement):
    return connection.execute(statement).fetchone()[0]
