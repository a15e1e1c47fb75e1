"""What runs cost that only wait: a worker beside 100,000 delays of an hour, and beside none."""

import asyncio
import time
from typing import Any

import psutil
import redis

from tests.benchmarks.delivery.definitions import payloads
from tests.benchmarks.delivery.installation import Installation, wait_until
from tests.benchmarks.sequence.runs import fill, settled, workflow_of

WATCHED_S = 20.0

WORKFLOW = """
workflows:
  - name: flow
    mode: sequential
    steps:
      - {name: wait, type: delay, seconds: 36000}
      - {name: after, type: transform, mappings: [{source: payload.id, target: id}]}
"""


def waiting(installation: Installation, count: int) -> dict[str, Any]:
    """Measure memory and CPU of a worker that was started beside ``count`` waiting runs, and of one beside none."""
    installation.apply(WORKFLOW)
    workflow_id = workflow_of(installation)
    nothing = _watched(installation)
    asyncio.run(fill(installation, workflow_id, payloads(count)))
    client = redis.Redis.from_url(installation.store.url())
    with installation.process("worker", "--name", "bench"):
        started = time.perf_counter()
        wait_until(lambda: settled(client, workflow_id) >= count, timeout_s=300, every_s=0.1)
        seconds = time.perf_counter() - started
    assert client.zcard(f"nexus:retry_queue:{{{workflow_id}}}") == count
    beside = _watched(installation)
    return {
        "runs": count,
        "begun_per_second": count / seconds,
        "bytes_per_run": max(0.0, beside["bytes"] - nothing["bytes"]) / count,
        "cpu_percent": beside["cpu_percent"],
        "cpu_percent_without": nothing["cpu_percent"],
    }


def _watched(installation: Installation) -> dict[str, float]:
    with installation.process("worker", "--name", "bench") as worker:
        _calm(worker)
        before, started = _cpu(worker), time.perf_counter()
        time.sleep(WATCHED_S)
        spent = 100 * (_cpu(worker) - before) / (time.perf_counter() - started)
        return {"cpu_percent": spent, "bytes": float(worker.memory_info().rss)}


def _calm(worker: psutil.Process) -> None:
    """Wait until the worker has started: less than a tenth of a core over two seconds."""

    def calm() -> bool:
        before = _cpu(worker)
        time.sleep(2.0)
        return _cpu(worker) > 0.5 and _cpu(worker) - before < 0.2

    wait_until(calm, timeout_s=120)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
