"""Empties streams through workers and tells what a delivery cost: per second, and in CPU of workers and of the store."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import psutil
import redis
from attrs import frozen

from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from tests.benchmarks.delivery.installation import Installation, wait_until

FLUSH_BYTES = 2 * 1024 * 1024


@frozen
class Drained:
    """What it took.

    Attributes:
        deliveries: how many were made while it was watched.
        worker_us: CPU of all workers, per delivery.
        store_us: CPU of the stream store, per delivery.
        worker_mib: the largest worker's resident size at the end.
        busy_cores: of the machine, whoever used them.
    """

    deliveries: int
    per_second: float
    worker_us: float
    store_us: float
    worker_mib: float
    busy_cores: float


def workflow_ids(installation: Installation) -> dict[str, str]:
    """Return the id of each workflow by its name."""
    with sqlite3.connect(installation.folder / "nexus.db") as connection:
        found = dict(connection.execute("SELECT name, id FROM workflows"))
    connection.close()
    return found


def fill(installation: Installation, workflow_id: str, payloads: Iterable[bytes]) -> None:
    """Put messages into a workflow's stream."""
    asyncio.run(_fill(installation, workflow_id, payloads))


async def _fill(installation: Installation, workflow_id: str, payloads: Iterable[bytes]) -> None:
    store = connect(installation.store.url())
    producer = StreamProducer(store)
    batch: list[NewMessage] = []
    size = 0
    try:
        for number, payload in enumerate(payloads):
            batch.append(NewMessage(f"01890000-0000-7000-8000-{number:012x}", "bench", payload))
            size += len(payload)
            if len(batch) == 500 or size > FLUSH_BYTES:
                await producer.accept(workflow_id, batch)
                batch, size = [], 0
        if batch:
            await producer.accept(workflow_id, batch)
    finally:
        await store.close()


def drain(installation: Installation, workflow_id: str, deliveries: int, *, workers: int = 1) -> Drained:
    """Start workers and watch them until as many deliveries of a workflow are settled, over all of its pipelines.

    Their start is not counted: watching begins when all of them work.
    """
    client = redis.Redis.from_url(installation.store.url())
    stream = f"nexus:workflow:{{{workflow_id}}}"
    store = psutil.Process(installation.store.pid)
    with ExitStack() as stack:
        names = [f"bench-{number}" for number in range(workers)]
        running = [stack.enter_context(installation.process("worker", "--name", name)) for name in names]
        wait_until(lambda: _at_work(client, stream) >= workers, timeout_s=300, every_s=0.005)
        busy = BusyCores()
        began, cpu, used = time.perf_counter(), sum(map(cpu_seconds, running)), cpu_seconds(store)
        done = _settled(client, stream)
        wait_until(lambda: _settled(client, stream) >= deliveries, timeout_s=600, every_s=0.05)
        seconds = time.perf_counter() - began
        made = deliveries - done
        return Drained(
            deliveries=made,
            per_second=made / seconds,
            worker_us=(sum(map(cpu_seconds, running)) - cpu) / made * 1e6,
            store_us=(cpu_seconds(store) - used) / made * 1e6,
            worker_mib=max(one.memory_info().rss for one in running) / 2**20,
            busy_cores=busy.since(),
        )


class BusyCores:
    """How many of the machine's cores have been busy since this was made."""

    def __init__(self) -> None:
        self._before, self._began = psutil.cpu_times(), time.perf_counter()

    def since(self) -> float:
        """Return it: at most as many as there are."""
        now = psutil.cpu_times()
        idle = now.idle + now.iowait - self._before.idle - self._before.iowait
        return float((psutil.cpu_count() or 1) - idle / (time.perf_counter() - self._began))


def figures(drained: Drained) -> dict[str, Any]:
    """Return what goes into a row of the page."""
    return {
        "per_second": drained.per_second,
        "worker_us": drained.worker_us,
        "store_us": drained.store_us,
        "worker_mib": drained.worker_mib,
        "busy_cores": drained.busy_cores,
    }


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _settled(client: "redis.Redis", stream: str) -> int:
    return sum(int(group["entries-read"] or 0) - int(group["pending"]) for group in client.xinfo_groups(stream))


def _at_work(client: "redis.Redis", stream: str) -> int:
    """Return how many workers have read something of the stream's first group."""
    for group in client.xinfo_groups(stream):
        return sum(1 for one in client.xinfo_consumers(stream, group["name"]) if one["inactive"] >= 0)
    return 0
