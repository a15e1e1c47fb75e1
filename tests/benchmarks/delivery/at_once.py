"""HTTP single messages to PostgreSQL rows, everything at once on one machine, delivery log on."""

import json
import time
from typing import Any

import psycopg

from nexus.testing.servers import PostgresServer
from tests.benchmarks.delivery.idle import is_ready
from tests.benchmarks.delivery.installation import Installation, connection_config, wait_until
from tests.benchmarks.ingress.__main__ import load
from tests.benchmarks.ingress.servers import Target

WORKFLOW = """
applications:
  - name: shop
    message_id_path: id
    fields:
      - {{name: id, type: integer, required: true}}
      - {{name: customer.email, type: string}}
      - {{name: customer.name, type: string}}
      - {{name: total, type: decimal}}
      - {{name: quantity, type: integer}}
connections:
  - {{name: warehouse, connector: postgresql, config: {config}}}
workflows:
  - name: orders
    sources: [{{application: shop}}]
    pipelines:
      - name: orders-to-warehouse
        destination: warehouse
        operation: upsert
        target: orders
        key: [id]
        mappings:
          - {{source: id, target: id, type: integer}}
          - {{source: customer.email, target: email, type: string}}
          - {{source: customer.name, target: customer, type: string}}
          - {{source: total, target: total, type: decimal}}
          - {{source: currency, target: currency, type: string}}
          - {{source: quantity, target: quantity, type: integer}}
          - {{source: active, target: active, type: boolean}}
          - {{source: created_at, target: created_at, type: timestamp}}
"""
TABLE = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, email text, customer text, total numeric, currency text, "
    "quantity integer, active boolean, created_at timestamptz)"
)


def at_once(installation: Installation, server: PostgresServer, seconds: int = 15) -> dict[str, Any]:
    """Measure accepted messages per second over ``seconds``, and rows per second from the first request to the last row."""
    database = server.new_database().rpartition("/")[2]
    dsn = server.url(database, driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(TABLE)
    config = connection_config(server, database)
    applied = json.loads(installation.apply(WORKFLOW.format(config=json.dumps(config))))
    with installation.process("api") as api, installation.process("worker", "--name", "bench") as worker:
        wait_until(lambda: is_ready(installation), timeout_s=60)
        target = Target("nexus", installation.url, applied["keys"]["shop"], api.pid)
        load(target, seconds=2)  # everything is imported, connected and compiled
        drained(dsn)
        before = rows_of(dsn)
        started = time.perf_counter()
        found = load(target, seconds=seconds)
        rows = drained(dsn) - before
        elapsed = time.perf_counter() - started
        return {
            "accepted_per_second": found["messages_per_s"],
            "rows": rows,
            "rows_per_second": rows / elapsed,
            "p50_ms": found["p50_ms"],
            "p99_ms": found["p99_ms"],
            "api_mib": api.memory_info().rss / 2**20,
            "worker_mib": worker.memory_info().rss / 2**20,
        }


def rows_of(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT count(*) FROM orders").fetchone()
        return int(found[0]) if found else 0


def drained(dsn: str) -> int:
    """Wait until no more rows come and return their number; the wait's own second is not counted as work."""
    known = -1

    def still() -> bool:
        nonlocal known
        former, known = known, rows_of(dsn)
        return former == known

    wait_until(still, timeout_s=120, every_s=0.3)
    return known
