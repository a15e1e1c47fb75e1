"""From an MQTT broker into the stream: QoS 1, acknowledged once durable, one receiver process."""

import socket
import time
from collections.abc import Callable
from typing import Any

import psutil
import redis

from nexus.testing.servers import MosquittoServer
from tests.benchmarks.delivery.definitions import payloads
from tests.benchmarks.delivery.installation import Installation, wait_until

TOPIC = b"bench/orders"
WINDOW = 2000
"""Messages that the publisher has in flight."""

DEFINITIONS = """
connections:
  - name: broker
    connector: mqtt
    config:
      host: 127.0.0.1
      port: {port}
      subscriptions: [{{name: orders, topic: "bench/#"{dedup}}}]
  - {{name: file, connector: sqlite, config: {{path: "{file}"}}}}
workflows:
  - name: orders
    sources: [{{connection: broker}}]
    pipelines:
      - {{name: p, destination: file, operation: insert, target: t, mappings: [{{source: id, target: id}}]}}
"""


def receiving(installation: Installation, broker: MosquittoServer, count: int, *, dedup: bool) -> dict[str, Any]:
    """Let the broker queue ``count`` messages for the receiver's session, then measure how fast they come in."""
    about = ", message_id_path: id" if dedup else ""
    file = installation.folder / "none.db"
    installation.apply(DEFINITIONS.format(port=broker.port, dedup=about, file=file))
    store = installation.store
    with redis.Redis(host=store.host, port=store.port) as client:
        taken = _counter(client)
        with installation.process("receiver", "--name", "bench"):
            wait_until(lambda: b"running" in b"".join(client.hvals("nexus:sources")), timeout_s=60)
            publish(broker.port, 2_000)
            wait_until(lambda: taken() >= 2_000, timeout_s=60)
        publish(broker.port, count, first=2_001)
        with installation.process("receiver", "--name", "bench") as receiver:
            wait_until(lambda: taken() > 2_000, timeout_s=60, every_s=0.002)
            started, before, cpu = time.perf_counter(), taken(), _cpu(receiver)
            wait_until(lambda: taken() >= 2_000 + count, timeout_s=300, every_s=0.005)
            elapsed, found = time.perf_counter() - started, 2_000 + count - before
            return {
                "per_second": found / elapsed,
                "cpu_us": (_cpu(receiver) - cpu) / found * 1e6,
                "receiver_mib": receiver.memory_info().rss / 2**20,
            }


def publish(port: int, count: int, first: int = 1) -> None:
    """Publish orders with QoS 1 as fast as the broker acknowledges them, past any client library."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(bytes.fromhex("100c00044d5154540402000a0000"))  # CONNECT, 3.1.1, clean session
        connection.recv(4)
        answers = sent = 0
        waiting = payloads(count, first)
        while answers < 4 * count:  # a PUBACK has four bytes
            if sent < count and sent - answers // 4 < WINDOW:
                part = [next(waiting) for _ in range(min(500, count - sent))]
                connection.sendall(b"".join(_packet(one, (sent + at) % 60_000 + 1) for at, one in enumerate(part)))
                sent += len(part)
            else:
                answers += len(connection.recv(65_536))


def _packet(payload: bytes, mid: int) -> bytes:
    body = len(TOPIC).to_bytes(2) + TOPIC + mid.to_bytes(2) + payload
    assert 128 <= len(body) < 16_384  # a length of two bytes
    return bytes([0x32, len(body) % 128 | 128, len(body) // 128]) + body


def _counter(client: "redis.Redis") -> Callable[[], int]:
    def taken() -> int:
        return sum(int(client.xlen(name)) for name in client.scan_iter("nexus:workflow:*"))

    return taken


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
