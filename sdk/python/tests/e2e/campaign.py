"""Sends numbered orders to the Nexus of the environment, telling each acknowledgement; the tests break things meanwhile."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator

from nexus_sdk import AsyncNexusClient, BufferOptions, Encryption, NexusClient, Retry, SqliteSpool

COUNT = int(os.environ.get("COUNT", "4000"))
WHERE = (os.environ["NEXUS_URL"], os.environ["NEXUS_KEY"])
BUFFERS = os.environ.get("WAY") == "buffer"
HOW: dict = {
    "timeout_s": 5,
    "retry": Retry(attempts=200, base_s=0.02, cap_s=0.2),
    "buffer": BufferOptions(
        batch_count=20,
        interval_s=0.005,
        max_messages=200,
        when_full="wait",
        spool=SqliteSpool(os.environ["SPOOL"]) if "SPOOL" in os.environ else None,
    ),
}
if "ENCRYPTION" in os.environ:
    given = json.loads(os.environ["ENCRYPTION"])
    HOW["encryption"] = Encryption(given["applicationId"], given["version"], given["secret"])
BATCH: dict = {"key": os.environ.get("IMPORT"), "max_count": 20}


def orders() -> Iterator[dict]:
    for number in range(COUNT):
        yield {"id": number, "email": f"customer-{number}@example.com"}


async def awaited_orders() -> AsyncIterator[dict]:
    for order in orders():
        yield order


def tell(count) -> None:
    print(f"acknowledged {count}")  # noqa: T201 — the test reads it


def tell_of(receipt, offset) -> None:
    tell(offset + len(receipt.ids))


def in_threads() -> None:
    with NexusClient(*WHERE, **HOW) as client:
        if not BUFFERS:
            client.send_batch(orders(), on_receipt=tell_of, **BATCH)
            return
        for order in orders():
            client.enqueue(order)
            if order["id"] % 20 == 19:
                tell(order["id"] + 1)
        client.flush(60)


async def in_asyncio() -> None:
    async with AsyncNexusClient(*WHERE, **HOW) as client:
        if not BUFFERS:
            await client.send_batch(awaited_orders(), on_receipt=tell_of, **BATCH)
            return
        async for order in awaited_orders():
            await client.enqueue(order)
            if order["id"] % 20 == 19:
                tell(order["id"] + 1)
        await client.flush(60)


if os.environ.get("CLIENT") == "asyncio":
    asyncio.run(in_asyncio())
else:
    in_threads()
