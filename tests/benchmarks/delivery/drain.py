"""How fast one worker empties a stream into a database, beside a bare loop that does nothing else."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis

from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.testing.servers import MariaDBServer, PostgresServer
from tests.benchmarks.delivery.definitions import COLUMNS, WORKFLOW, payloads
from tests.benchmarks.delivery.installation import Installation, Peak, connection_config, wait_until

Figures = dict[str, Any]


def drain_into_postgresql(installation: Installation, server: PostgresServer, count: int) -> Figures:
    """Measure stream -> worker -> PostgreSQL upsert, delivery log on."""
    url = server.new_database()
    database = url.rpartition("/")[2]
    dsn = server.url(database, driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='timestamptz')})")
    config = connection_config(server, database)

    def rows() -> int:
        with psycopg.connect(dsn) as connection:
            found = connection.execute("SELECT count(*) FROM orders").fetchone()
            return int(found[0]) if found else 0

    return _drain(installation, "postgresql", config, count, rows)


def drain_into_mariadb(installation: Installation, server: MariaDBServer, count: int) -> Figures:
    """Measure stream -> worker -> MariaDB upsert, delivery log on."""
    url = server.new_database()
    database = url.rpartition("/")[2]
    server.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='datetime(6)')})", database)
    config = connection_config(server, database)

    def rows() -> int:
        return int(server.execute("SELECT count(*) FROM orders", database))

    return _drain(installation, "mysql", config, count, rows)


def copy_loop(server: PostgresServer, count: int, batch: int = 500) -> Figures:
    """Measure the limit: decode JSON and COPY, in one Python loop, into a table without a key."""
    url = server.new_database()
    dsn = server.url(url.rpartition("/")[2], driver="")
    messages = list(payloads(count))
    with psycopg.connect(dsn) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='timestamptz')})")
        connection.commit()
        started = time.perf_counter()
        for at in range(0, count, batch):
            with connection.cursor() as cursor, cursor.copy("COPY orders FROM STDIN") as copy:
                for payload in messages[at : at + batch]:
                    copy.write_row(_row(json.loads(payload)))
            connection.commit()
        seconds = time.perf_counter() - started
    return {"messages": count, "seconds": seconds, "per_second": count / seconds}


def _row(order: Figures) -> tuple[Any, ...]:
    customer = order["customer"]
    rest = (order[name] for name in ("quantity", "price", "paid", "note", "at"))
    return (order["id"], customer["name"], customer["email"], *rest)


def _drain(installation: Installation, connector: str, config: Figures, count: int, rows: Callable[[], int]) -> Figures:
    installation.apply(WORKFLOW.format(connector=connector, config=json.dumps(config)))
    client = redis.Redis.from_url(installation.store.url())
    workflow_id, pipeline_id = _ids(installation)
    asyncio.run(_fill(installation, workflow_id, count))
    stream = f"nexus:workflow:{{{workflow_id}}}"

    def progress() -> int:
        groups = client.xinfo_groups(stream)
        mine = next((group for group in groups if group["name"].decode() == pipeline_id), None)
        return 0 if mine is None else int(mine["entries-read"] or 0) - int(mine["pending"])

    with installation.process("worker", "--name", "bench") as worker:
        wait_until(lambda: progress() > 0, timeout_s=60)
        done, started = progress(), time.perf_counter()
        peak = Peak(worker)
        wait_until(lambda: peak.look() and progress() >= count, timeout_s=300, every_s=0.05)
        seconds = time.perf_counter() - started
    assert rows() == count, f"{rows()} rows of {count}"
    return {
        "messages": count - done,
        "seconds": seconds,
        "per_second": (count - done) / seconds,
        "worker_mib": peak.mib[0],
    }


def _ids(installation: Installation) -> tuple[str, str]:
    with sqlite3.connect(installation.folder / "nexus.db") as connection:
        workflow, pipeline = connection.execute("SELECT workflow_id, id FROM pipelines").fetchone()
    connection.close()
    return workflow, pipeline


async def _fill(installation: Installation, workflow_id: str, count: int) -> None:
    store = connect(installation.store.url())
    producer = StreamProducer(store)
    try:
        batch: list[NewMessage] = []
        for number, payload in enumerate(payloads(count)):
            batch.append(NewMessage(f"01890000-0000-7000-8000-{number:012x}", "bench", payload))
            if len(batch) == 500:
                await producer.accept(workflow_id, batch)
                batch = []
        if batch:
            await producer.accept(workflow_id, batch)
    finally:
        await store.close()
