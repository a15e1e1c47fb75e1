"""How many runs of sequential workflows one worker carries out: into PostgreSQL, and through an HTTP API before that."""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import redis

from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.testing.servers import PostgresServer
from tests.benchmarks.delivery.definitions import payloads
from tests.benchmarks.delivery.installation import Installation, Peak, connection_config, wait_until

Figures = dict[str, Any]

TABLE = "CREATE TABLE large_orders (id bigint, customer text, price numeric(12,2), tier text)"

SHAPE = """
          - name: shape
            type: transform
            mappings:
              - {{source: payload.id, target: id, type: integer}}
              - {{source: payload.customer.name, target: customer, type: string}}
              - {{source: payload.price, target: price, type: decimal}}
              - {{{tier}, target: tier}}
"""

WORKFLOW = """
    connections:
      - {{name: warehouse, connector: postgresql, config: {config}}}
      - {{name: crm, connector: rest, config: {{base_url: "{url}"}}}}
    workflows:
      - name: flow
        mode: sequential
        steps:{steps}
"""

COMPUTED = (
    SHAPE.format(tier='default: "gold"')
    + """
          - {name: large, type: condition, expression: "payload.quantity >= 0", then: store, otherwise: end}
          - {name: store, type: db_query, connection: warehouse, operation: insert, target: large_orders}
"""
)

ASKED = (
    """
          - {name: ask, type: rest_call, connection: crm, path: "/customers/{payload.id}"}"""
    + SHAPE.format(tier="source: steps.ask.body.tier")
    + """
          - {name: store, type: db_query, connection: warehouse, operation: insert, target: large_orders}
"""
)


def runs_into_postgresql(installation: Installation, server: PostgresServer, count: int) -> Figures:
    """Measure transform, condition, insert (exactly once, by the ledger); history and delivery log on."""
    return _measure(installation, server, COMPUTED, count, "http://127.0.0.1:9")


def runs_through_an_api(installation: Installation, server: PostgresServer, count: int) -> Figures:
    """Measure rest_call to a server on this machine, transform, insert; a checkpoint after the call."""
    with answering() as url:
        return _measure(installation, server, ASKED, count, url)


def _measure(installation: Installation, server: PostgresServer, steps: str, count: int, url: str) -> Figures:
    database = server.new_database().rpartition("/")[2]
    dsn = server.url(database, driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(TABLE)
    config = json.dumps(connection_config(server, database))
    installation.apply(WORKFLOW.format(config=config, url=url, steps=steps))
    workflow_id = workflow_of(installation)
    asyncio.run(fill(installation, workflow_id, payloads(count)))
    client = redis.Redis.from_url(installation.store.url())
    with installation.process("worker", "--name", "bench") as worker:
        wait_until(lambda: settled(client, workflow_id) > 0, timeout_s=60)
        done, started, cpu = settled(client, workflow_id), time.perf_counter(), sum(worker.cpu_times()[:2])
        peak = Peak(worker)
        wait_until(lambda: peak.look() and settled(client, workflow_id) >= count, timeout_s=300, every_s=0.05)
        seconds = time.perf_counter() - started
        cpu = sum(worker.cpu_times()[:2]) - cpu
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT count(*) FROM large_orders").fetchone()
    assert found is not None
    assert found[0] == count, f"{found[0]} rows of {count}"
    return {
        "runs": count - done,
        "seconds": seconds,
        "per_second": (count - done) / seconds,
        "per_cpu_second": (count - done) / cpu,
        "worker_mib": peak.mib[0],
    }


def workflow_of(installation: Installation) -> str:
    """Return the id of the only workflow."""
    with sqlite3.connect(installation.folder / "nexus.db") as connection:
        [(workflow_id,)] = connection.execute("SELECT id FROM workflows").fetchall()
    connection.close()
    return str(workflow_id)


def settled(client: "redis.Redis[bytes]", workflow_id: str) -> int:
    """Return how many messages of a sequential workflow were read and settled."""
    try:
        groups = client.xinfo_groups(f"nexus:workflow:{{{workflow_id}}}")
    except redis.ResponseError:
        return 0
    mine = next((group for group in groups if group["name"] == b"sequence"), None)
    return 0 if mine is None else int(mine["entries-read"] or 0) - int(mine["pending"])


async def fill(installation: Installation, workflow_id: str, payloads: Iterator[bytes]) -> None:
    """Accept messages."""
    store = connect(installation.store.url())
    producer = StreamProducer(store)
    try:
        batch: list[NewMessage] = []
        for number, payload in enumerate(payloads):
            batch.append(NewMessage(f"01890000-0000-7000-8000-{number:012x}", "bench", payload))
            if len(batch) == 500:
                await producer.accept(workflow_id, batch)
                batch = []
        if batch:
            await producer.accept(workflow_id, batch)
    finally:
        await store.close()


@contextmanager
def answering() -> Iterator[str]:
    """Run an HTTP/1.1 server that answers every request at once, in a thread: the least that an API can cost."""
    body = b'{"tier": "gold"}'
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    class Answers(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self._transport = transport

        def data_received(self, data: bytes) -> None:
            self._transport.write(reply * data.count(b"\r\n\r\n"))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Answers, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
