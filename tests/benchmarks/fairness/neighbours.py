"""What a noisy workspace costs its neighbours: their latency from acceptance to delivery, with and without it, by turns.

One worker process. Neighbours send at a steady pace; every other spell one further workspace sends as much as a hundred of
them. Latencies are those of the delivery log, to the millisecond; what counts is their ratio within one run.
"""

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from attrs import frozen
from uuid_utils import uuid7

from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.testing.servers import PostgresServer
from tests.benchmarks.delivery.installation import Installation, connection_config, wait_until

NEIGHBOURS: Final = 5
RATE: Final = 10.0
"""Messages per second of one neighbour."""

NOISE: Final = 100
"""The noisy workspace sends as much as so many neighbours."""

WORKFLOW: Final = """
connections:
  - {{name: warehouse, connector: postgresql, config: {config}}}
workflows:
  - name: {name}
    pipelines:
      - name: out
        destination: warehouse
        operation: upsert
        target: {name}
        key: [id]
        mappings: [{{source: id, target: id, type: integer}}, {{source: note, target: note, type: string}}]
"""


@frozen
class Room:
    """A workspace with one workflow."""

    name: str
    workflow_id: str


def neighbours(installation: Installation, server: PostgresServer, seconds: int, rounds: int = 3) -> dict[str, Any]:
    """Measure; ``seconds`` is the length of one spell, of which there are two a round."""
    rooms = _rooms(installation, server)
    quiet, noisy = rooms[:-1], rooms[-1]
    found: dict[str, list[dict[str, float]]] = {"alone": [], "beside": []}
    with installation.process("worker", "--name", "bench"):
        asyncio.run(_send(installation, rooms, 2.0, noisy=noisy))  # everything is bound, connected, compiled
        wait_until(lambda: _drained(installation), timeout_s=120, every_s=0.3)
        for _ in range(rounds):
            for spell, noise in (("alone", None), ("beside", noisy)):
                since = int(time.time() * 1000)
                asyncio.run(_send(installation, quiet, float(seconds), noisy=noise))
                wait_until(lambda: _drained(installation), timeout_s=120, every_s=0.3)
                found[spell].append(_latencies(installation, [room.workflow_id for room in quiet], since))
    medians = {
        spell: {name: statistics.median(one[name] for one in spells) for name in spells[0]}
        for spell, spells in found.items()
    }
    return {
        "neighbours": NEIGHBOURS,
        "per_second": RATE,
        "noise_per_second": RATE * NOISE,
        "alone": medians["alone"],
        "beside": medians["beside"],
        "p99_ratio": medians["beside"]["p99_ms"] / max(medians["alone"]["p99_ms"], 1.0),
        "spells": found,
    }


def _rooms(installation: Installation, server: PostgresServer) -> list[Room]:
    """Make a workspace each, straight in the database: the command line makes none."""
    database = server.new_database().rpartition("/")[2]
    names = [*(f"quiet_{number}" for number in range(NEIGHBOURS)), "noisy"]
    with psycopg.connect(server.url(database, driver=""), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE TABLE {name} (id bigint PRIMARY KEY, note text)")
    with _metadata(installation) as metadata:
        for name in names:
            row = (str(uuid7()), name, "", 1, 1, "2026-01-01 00:00:00.000000")
            metadata.execute(
                "INSERT INTO workspaces (id, name, title, weight, version, created_at) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        metadata.commit()
    for name in names:
        config = json.dumps(connection_config(server, database))
        file = installation.folder / f"{name}.yaml"
        file.write_text(WORKFLOW.format(name=name, config=config), encoding="utf-8")
        installation.run("apply", "-f", str(file), "--workspace", name)
    with _metadata(installation) as metadata:
        return [Room(name, _workflow(metadata, name)) for name in names]


@contextmanager
def _metadata(installation: Installation) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(installation.folder / "nexus.db", timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def _workflow(metadata: sqlite3.Connection, name: str) -> str:
    found: tuple[str] = metadata.execute("SELECT id FROM workflows WHERE name = ?", (name,)).fetchone()
    return found[0]


async def _send(installation: Installation, quiet: list[Room], seconds: float, *, noisy: Room | None) -> None:
    """Send evenly until the time is over; who falls behind sends what is due at once."""
    store = connect(installation.store.url())
    producer = StreamProducer(store)
    until = time.monotonic() + seconds
    try:
        paces = [_pace(producer, room, RATE, until) for room in quiet]
        if noisy is not None:
            paces.append(_pace(producer, noisy, RATE * NOISE, until))
        await asyncio.gather(*paces)
    finally:
        await store.close()


async def _pace(producer: StreamProducer, room: Room, rate: float, until: float) -> None:
    began, sent = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        due = int((now - began) * rate) + 1 - sent
        if due > 0:
            ids = [uuid7() for _ in range(due)]
            await producer.accept(room.workflow_id, [_message(one.int % 10**9, str(one)) for one in ids])
            sent += due
        await asyncio.sleep(max(0.001, began + sent / rate - time.monotonic()))


def _message(number: int, message_id: str) -> NewMessage:
    note = "a note of some length, as people write them into orders, and a little more of it " * 2
    return NewMessage(message_id, "bench", json.dumps({"id": number, "note": note}).encode())


def _drained(installation: Installation) -> bool:
    """Whether every workflow's group has delivered all that there is, and the log has it."""
    import redis

    client = redis.Redis.from_url(installation.store.url())
    groups = [group for key in client.keys("nexus:workflow:*") for group in client.xinfo_groups(key)]
    client.close()
    time.sleep(0.5)  # the log is written every quarter of a second
    return all(group["lag"] == 0 and group["pending"] == 0 for group in groups)


def _latencies(installation: Installation, workflow_ids: list[str], since: int) -> dict[str, float]:
    marks = ", ".join("?" * len(workflow_ids))
    query = (
        "SELECT finished_at - received_at FROM delivery_log JOIN delivery_log_routes AS r ON r.id = route_id "
        f"WHERE received_at >= ? AND r.workflow_id IN ({marks})"
    )
    with _metadata(installation) as metadata:
        found = sorted(row[0] for row in metadata.execute(query, (since, *workflow_ids)))
    return {
        "messages": len(found),
        "p50_ms": float(found[len(found) // 2]),
        "p99_ms": float(found[min(len(found) - 1, round(len(found) * 0.99))]),
    }
