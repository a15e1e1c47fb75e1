"""What idleness costs: 1,000 workflows of three pipelines with nothing to do, and how soon one that is woken delivers."""

import json
import sqlite3
import statistics
import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.benchmarks.delivery.installation import Installation, wait_until

WATCHED_S = 20.0
SENT = 30


def idle(installation: Installation, workflows: int = 1000, pipelines: int = 3) -> dict[str, Any]:
    """Measure CPU and memory of a worker and an API process with many idle workflows, and the latency of single messages."""
    target = installation.folder / "target.sqlite"
    with sqlite3.connect(target) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE arrivals (id INTEGER PRIMARY KEY, at TEXT)")
    connection.close()
    applied = json.loads(installation.apply(_definitions(target, workflows, pipelines)))
    with installation.process("api") as api, installation.process("worker", "--name", "bench") as worker:
        wait_until(lambda: is_ready(installation), timeout_s=60)
        _settle(worker)
        before, started = _cpu(worker), time.perf_counter()
        api_before = _cpu(api)
        time.sleep(WATCHED_S)
        elapsed = time.perf_counter() - started
        figures = {
            "workflows": workflows,
            "worker_cpu_percent": 100 * (_cpu(worker) - before) / elapsed,
            "api_cpu_percent": 100 * (_cpu(api) - api_before) / elapsed,
            "worker_mib": worker.memory_info().rss / 2**20,
            "api_mib": api.memory_info().rss / 2**20,
        }
        latencies = _latencies(installation, applied["keys"]["app-500"], target)
    return figures | {"median_ms": statistics.median(latencies), "max_ms": max(latencies)}


def _settle(worker: psutil.Process) -> None:
    """Wait until the worker has bound its pipelines: less than a tenth of a core over two seconds."""

    def calm() -> bool:
        before = _cpu(worker)
        time.sleep(2.0)
        return _cpu(worker) - before < 0.2

    wait_until(calm, timeout_s=180)


def _latencies(installation: Installation, key: str, target: Path) -> list[float]:
    """Send one message at a time and poll its row: milliseconds from the request to the row in the table."""
    found = []
    connection = sqlite3.connect(target)
    with httpx.Client(base_url=installation.url, headers={"X-API-Key": key}) as client:
        for number in range(1, SENT + 1):
            started = time.perf_counter()
            assert client.post("/ingress", json={"id": number}).status_code == 202
            wait_until(partial(_has_arrived, connection, number), timeout_s=10, every_s=0.001)
            found.append((time.perf_counter() - started) * 1000)
    connection.close()
    return found


def _has_arrived(connection: sqlite3.Connection, number: int) -> bool:
    return connection.execute("SELECT 1 FROM arrivals WHERE id = ?", (number,)).fetchone() is not None


def _definitions(target: Path, workflows: int, pipelines: int) -> str:
    rules = [{"source": "id", "target": "id", "type": "integer"}, {"target": "at", "expression": "message.received_at"}]
    names = [f"p{number}" for number in range(pipelines)]
    document = {
        "applications": [{"name": f"app-{number}", "message_id_path": "id"} for number in (0, 500)],
        "connections": [{"name": "target", "connector": "sqlite", "config": {"path": str(target)}}],
        "workflows": [
            {
                "name": f"workflow-{number}",
                "sources": [{"application": "app-500" if number == 500 else "app-0"}],
                "pipelines": [
                    {
                        "name": name,
                        "destination": "target",
                        "operation": "upsert",
                        "target": "arrivals",
                        "key": ["id"],
                        "mappings": rules,
                    }
                    for name in names
                ],
            }
            for number in range(workflows)
        ],
    }
    return json.dumps(document)  # JSON is YAML


def is_ready(installation: Installation) -> bool:
    try:
        return httpx.get(f"{installation.url}/api/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
