"""Sends numbered orders to the Nexus of the environment, telling each acknowledgement; the tests break things meanwhile."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator

from nexus_sdk import AsyncNexusClient, Encryption, NexusClient, Retry

COUNT = int(os.environ.get("COUNT", "4000"))
HOW = {
    "timeout_s": 5,
    "retry": Retry(attempts=200, base_s=0.02, cap_s=0.2),
}
if "ENCRYPTION" in os.environ:
    given = json.loads(os.environ["ENCRYPTION"])
    HOW["encryption"] = Encryption(given["applicationId"], given["version"], given["secret"])
WHERE = (os.environ["NEXUS_URL"], os.environ["NEXUS_KEY"])
KEY = os.environ.get("IMPORT")


def orders() -> Iterator[dict]:
    for number in range(COUNT):
        yield {"id": number, "email": f"customer-{number}@example.com"}


async def awaited_orders() -> AsyncIterator[dict]:
    for order in orders():
        yield order


def tell(receipt, offset) -> None:
    print(f"acknowledged {offset + len(receipt.ids)}")  # noqa: T201 — the test reads it


def in_threads() -> None:
    with NexusClient(*WHERE, **HOW) as client:
        client.send_batch(orders(), key=KEY, max_count=20, on_receipt=tell)


async def in_asyncio() -> None:
    async with AsyncNexusClient(*WHERE, **HOW) as client:
        await client.send_batch(awaited_orders(), key=KEY, max_count=20, on_receipt=tell)


if os.environ.get("CLIENT") == "asyncio":
    asyncio.run(in_asyncio())
else:
    in_threads()
