"""50,000 messages while their destination is down; then it comes back: how long until all are there, and what it took."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx
import psycopg

from nexus.testing.servers import PostgresServer
from tests.benchmarks.delivery.definitions import COLUMNS, payloads, workflow
from tests.benchmarks.delivery.idle import is_ready
from tests.benchmarks.delivery.installation import Installation, Peak, connection_config, wait_until

BATCH = 100


def outage(installation: Installation, server: PostgresServer, messages: int = 50_000) -> dict[str, Any]:
    """Measure the time to take ``messages`` and to deliver them once the database is back, and peak memory."""
    database = server.new_database().rpartition("/")[2]
    dsn = server.url(database, driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='timestamptz')})")
    config = connection_config(server, database)
    applied = json.loads(installation.apply(workflow("postgresql", config)))
    server.stop()
    with installation.process("api") as api, installation.process("worker", "--name", "bench") as worker:
        wait_until(lambda: is_ready(installation), timeout_s=60)
        peak = Peak(api, worker)
        started = time.perf_counter()
        accepted = _send(installation, applied["keys"]["shop"], messages, peak)
        taken = time.perf_counter() - started
        server.restart()
        started = time.perf_counter()
        wait_until(lambda: peak.look() and _rows(dsn) >= messages, timeout_s=180, every_s=0.1)
        drained = time.perf_counter() - started
        rows = _rows(dsn)
    return {
        "accepted": accepted,
        "rows": rows,
        "lost": accepted - rows,
        "taken_in_s": taken,
        "drained_in_s": drained,
        "api_peak_mib": peak.mib[0],
        "worker_peak_mib": peak.mib[1],
    }


def _send(installation: Installation, key: str, messages: int, peak: Peak) -> int:
    accepted = 0
    headers = {"X-API-Key": key, "Content-Type": "application/x-ndjson"}
    with httpx.Client(base_url=installation.url, headers=headers, timeout=30) as client:
        for batch in _batches(payloads(messages)):
            answer = client.post("/ingress", content=b"\n".join(batch))
            answer.raise_for_status()
            accepted += answer.json()["accepted"]
            peak.look()
    return accepted


def _batches(source: Iterator[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(source, BATCH)):
        yield batch


def _rows(dsn: str) -> int:
    try:
        with psycopg.connect(dsn) as connection:
            found = connection.execute("SELECT count(*) FROM orders").fetchone()
    except psycopg.OperationalError:
        return 0
    return int(found[0]) if found else 0
