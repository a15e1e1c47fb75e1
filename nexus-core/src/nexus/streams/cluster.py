"""A cluster: commands go to the node that holds the slot of their key, and follow it when it moves."""

import asyncio
from binascii import crc_hqx
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from nexus.errors import StoreError
from nexus.streams.address import Address, Endpoint
from nexus.streams.base import Store
from nexus.streams.connection import Connection, ask, opened
from nexus.streams.link import Link
from nexus.streams.replies import ErrorReply, checked

SLOTS: Final = 16384


@lru_cache(maxsize=65536)
def slot_of(key: str) -> int:
    """Return the slot of a key: CRC16 (XMODEM) of what stands in its first non-empty braces, else of all of it."""
    start = key.find("{")
    if start >= 0:
        end = key.find("}", start + 1)
        if end > start + 1:
            key = key[start + 1 : end]
    return crc_hqx(key.encode(), 0) % SLOTS


class ClusterStore(Store):
    """A store that is a cluster. Starts from any node; learns the map on the first redirection."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._links: dict[Endpoint, Link] = {}
        self._slots: dict[int, Link] = {}
        self._learning: asyncio.Task[None] | None = None
        self._next_seed = 0

    def link(self, key: str) -> Link:
        """The connection to the node that holds ``key``, as far as is known; any node sends us on."""
        known = self._slots.get(slot_of(key))
        return known if known is not None else self._link(self._seed())

    def redirected(self, reply: ErrorReply) -> Link | None:
        """Follow MOVED (and learn the new map) and ASK (this once)."""
        if reply.kind not in {"MOVED", "ASK"}:
            return None
        _, slot, place = reply.text.split(" ", 2)
        host, _, port = place.partition("@")[0].rpartition(":")
        if not host:  # "the same host that you asked" in the protocol's words: known only for a lone seed
            host = self._seed().host
        target = self._link(Endpoint(host, int(port)))
        if reply.kind == "MOVED":
            self._slots[int(slot)] = target
            self._learn()
        return target

    async def links(self) -> Sequence[Link]:
        """A connection to every primary."""
        await self._read_map()
        return list(dict.fromkeys(self._slots.values()))

    async def subscriber(self, pushed: Callable[[Any], None]) -> Connection:
        """A pub/sub connection to any node: the cluster's bus carries messages to all."""
        faults = []
        for endpoint in [*self._links, *self.address.endpoints]:
            try:
                return await opened(endpoint, self.address, pushed=pushed)
            except StoreError as error:
                faults.append(str(error))
        raise StoreError(f"no node of the cluster can be reached: {'; '.join(faults)}")

    async def close(self) -> None:
        """End all connections."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.wait([self._learning])
        for link in self._links.values():
            await link.close()

    def _seed(self) -> Endpoint:
        return self.address.endpoints[self._next_seed % len(self.address.endpoints)]

    def _link(self, endpoint: Endpoint) -> Link:
        link = self._links.get(endpoint)
        if link is None:
            link = self._links[endpoint] = Link(str(endpoint), lambda: self._opened(endpoint))
        return link

    async def _opened(self, endpoint: Endpoint) -> Connection:
        try:
            return await opened(endpoint, self.address)
        except StoreError:
            # the node may be gone for good and its slots elsewhere: forget what we believed and ask another
            self._next_seed += 1
            link = self._links.get(endpoint)
            self._slots = {slot: held for slot, held in self._slots.items() if held is not link}
            raise

    def _learn(self) -> None:
        if self._learning is None or self._learning.done():
            self._learning = asyncio.get_running_loop().create_task(
                self._learn_quietly(), name="read the cluster's map"
            )

    async def _learn_quietly(self) -> None:
        try:
            await self._read_map()
        except StoreError:
            return  # what is known serves until the next redirection

    async def _read_map(self) -> None:
        faults = []
        for endpoint in dict.fromkeys([*self._links, *self.address.endpoints]):
            try:
                connection = await opened(endpoint, self.address)
                try:
                    ranges = checked((await ask(connection, [("CLUSTER", "SLOTS")]))[0])
                finally:
                    connection.abort()
            except StoreError as error:
                faults.append(str(error))
                continue
            if ranges:
                self._adopt(ranges, endpoint)
                return
            faults.append(f"{endpoint} knows no slots")
        raise StoreError(f"no node of the cluster tells its map: {'; '.join(faults)}")

    def _adopt(self, ranges: Sequence[Any], asked: Endpoint) -> None:
        slots: dict[int, Link] = {}
        for first, last, node, *_ in ranges:
            host = node[0].decode() if node[0] else asked.host
            link = self._link(Endpoint(host, int(node[1])))
            slots.update(dict.fromkeys(range(first, last + 1), link))
        self._slots = slots
