"""Stages that are the stream store's: accept, read, settle; beside redis-py."""

from collections.abc import Sequence

import psutil
import redis
from uuid_utils import uuid7

from nexus.model.delivery import Settlement
from nexus.model.message import Message, NewMessage
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
from nexus.testing.servers import ValkeyServer
from tests.benchmarks.limits.meter import BATCH, Cost, Figures, Meter, parts, row


async def stream_stages(server: ValkeyServer, payloads: Sequence[bytes]) -> list[Figures]:
    """Accept with deduplication, read and settle, beside a client that pipelines XADD, reads and acknowledges."""
    meter, count = Meter(psutil.Process(server.pid)), len(payloads)
    store = connect(server.url())
    messages = [
        NewMessage(str(uuid7()), "a", payload, b"", at.to_bytes(20, "big")) for at, payload in enumerate(payloads)
    ]
    producer = StreamProducer(store)
    consumer = StreamConsumer(store, "w1", "p1", "bench", family="sql")
    await consumer.ensure()
    found: list[Message] = []
    with meter.watch(count) as accepted:
        for part in parts(messages):
            await producer.accept("w1", part)
    with meter.watch(count) as read:
        while batch := await consumer.read(BATCH):
            found += batch
    with meter.watch(count) as settled:
        for done in parts(found):
            await consumer.settle(Settlement(done=done))
    await store.close()
    bare = _bare(server, payloads, meter)
    return [
        row("accept, with deduplication", accepted, "XADD, in pipelines of redis-py with hiredis", bare[0]),
        row("read", read, "XREADGROUP of redis-py", bare[1]),
        row("settle", settled, "XACK of redis-py", bare[2]),
    ]


def _bare(server: ValkeyServer, payloads: Sequence[bytes], meter: Meter) -> tuple[Cost, Cost, Cost]:
    client = redis.Redis.from_url(server.url())
    client.xgroup_create("bare", "g", "0", mkstream=True)
    with meter.watch(len(payloads)) as added:
        for part in parts(payloads):
            pipeline = client.pipeline(transaction=False)
            for payload in part:
                pipeline.xadd("bare", {"p": payload})
            pipeline.execute()
    entries: list[bytes] = []
    with meter.watch(len(payloads)) as read:
        while batch := client.xreadgroup("g", "c", {"bare": ">"}, count=BATCH):
            entries += [entry for entry, _ in batch[0][1]]
    with meter.watch(len(payloads)) as acknowledged:
        for some in parts(entries):
            client.xack("bare", "g", *some)
    client.close()
    return added, read, acknowledged
