"""Much arrives while a destination is away: all of it waits in the stream, not in the worker, and then all is delivered."""

import time

import pytest
import redis
from harness.backlog import backlog
from harness.oracle import Oracle
from harness.sender import Sender
from harness.warehouses import PostgresWarehouse, count_of

from nexus.testing import PostgresServer, wait_until

MESSAGES = 50_000
PER_REQUEST = 500
MEMORY_BOUND = 256 * 1024 * 1024

DEFINITIONS = """
applications: [{{name: meters, dedup: message_id, message_id_path: id}}]
connections:
  - name: archive
    connector: postgresql
    config: {{host: 127.0.0.1, port: {port}, database: archive, username: nexus, password: "${{env:PG_PASSWORD}}"}}
workflows:
  - name: readings
    sources: [{{application: meters}}]
    pipelines:
      - name: readings-to-archive
        destination: archive
        operation: upsert
        target: readings
        key: [id]
        mappings:
          - {{source: id, target: id, type: integer}}
          - {{source: meter, target: meter, type: string}}
          - {{source: value, target: value, type: decimal}}
"""

pytestmark = [pytest.mark.xdist_group("down and up"), pytest.mark.timeout(180)]


@pytest.fixture
def postgres():
    with PostgresServer() as server:
        server.execute("CREATE DATABASE archive")
        server.execute("CREATE TABLE readings (id bigint PRIMARY KEY, meter text, value numeric(12,3))", "archive")
        yield server


def reading(number):
    return {"id": number, "meter": f"meter-{number % 1000}", "value": number % 9973 / 8}


def test_a_destination_that_was_away_receives_all_that_came_meanwhile(installation, store, postgres, tmp_path, capsys):
    installation.environment["PG_PASSWORD"] = postgres.password
    key = installation.apply(DEFINITIONS.format(port=postgres.port))["keys"]["meters"]
    archive = PostgresWarehouse(postgres, "archive")
    worker = installation.start_worker()
    installation.start_api()
    postgres.kill()

    with Oracle(tmp_path) as oracle, redis.Redis(host=store.host, port=store.port) as client:
        with Sender(installation.port, key, oracle, range(MESSAGES), batches=[PER_REQUEST], payload=reading) as sender:
            wait_until(lambda: sender.is_done, timeout_s=60, what="all messages to be acknowledged")
        workflow = installation.workflow_ids()["readings"]
        waiting = backlog(client, workflow)
        postgres.start()
        up = time.monotonic()
        wait_until(lambda: count_of(archive, "readings") == MESSAGES, timeout_s=90, every_s=0.1, what="all rows")
        took = time.monotonic() - up
        wait_until(lambda: backlog(client, workflow).is_empty, timeout_s=30, what="an empty backlog")
        peak = worker.peak_memory()
        acknowledged = oracle.acknowledged

    with capsys.disabled():
        print(  # noqa: T201 — figures for whoever runs it
            f"\n{MESSAGES:,} waiting messages drained in {took:.1f} s; the worker's peak was {peak / 2**20:.0f} MiB"
        )
    assert sum(waiting.unread.values()) + sum(waiting.pending.values()) == MESSAGES
    rows = archive.ask("SELECT id, meter, value FROM readings")
    assert {int(number) for number, *_ in rows} == acknowledged == set(range(MESSAGES))
    assert all((meter, float(value)) == (reading(n)["meter"], reading(n)["value"]) for n, meter, value in rows)
    assert peak < MEMORY_BOUND
