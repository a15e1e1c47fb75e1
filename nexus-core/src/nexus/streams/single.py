"""One primary: a server whose place is known, or one that sentinels name."""

from collections.abc import Callable, Sequence
from typing import Any

from nexus.errors import StoreError
from nexus.streams.address import Address, Endpoint, Kind
from nexus.streams.base import Store
from nexus.streams.connection import Connection, ask, opened
from nexus.streams.link import Link
from nexus.streams.replies import ErrorReply, checked


class SingleStore(Store):
    """A store that is one primary."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        name = address.service or str(address.endpoints[0])
        self._link = Link(name, self._opened)

    def link(self, key: str) -> Link:  # noqa: ARG002 — one server holds every key
        """The one connection."""
        return self._link

    def redirected(self, reply: ErrorReply) -> Link | None:  # noqa: ARG002 — there is nowhere else
        """Nowhere: there is one server."""
        return None

    async def links(self) -> Sequence[Link]:
        """The one connection."""
        return [self._link]

    async def subscriber(self, pushed: Callable[[Any], None]) -> Connection:
        """A pub/sub connection to the primary."""
        return await self._opened(pushed)

    async def close(self) -> None:
        """End the connection."""
        await self._link.close()

    async def _opened(self, pushed: Callable[[Any], None] | None = None) -> Connection:
        if self.address.kind is Kind.SINGLE:
            return await opened(self.address.endpoints[0], self.address, pushed=pushed)
        endpoint = await primary(self.address)
        connection = await opened(endpoint, self.address, pushed=pushed)
        role = (await ask(connection, [("ROLE",)]))[0]
        if isinstance(role, ErrorReply) or role[0] not in {b"master", "master"}:
            connection.abort()  # reliability 2: a sentinel may still name the server that was just demoted
            raise StoreError(f"{endpoint} is not the primary of {self.address.service!r} (any more)")
        return connection


async def primary(address: Address) -> Endpoint:
    """Ask the sentinels, one after the other, where the primary is.

    Raises:
        StoreError: no sentinel answers, or none knows the service; says what each said.
    """
    faults: list[str] = []
    for endpoint in address.endpoints:
        try:
            sentinel = await opened(endpoint, address, password=address.sentinel_password)
            try:
                reply = checked((await ask(sentinel, [("SENTINEL", "GET-MASTER-ADDR-BY-NAME", address.service)]))[0])
            finally:
                sentinel.abort()
        except StoreError as error:
            faults.append(str(error))
            continue
        if reply:
            return Endpoint(reply[0].decode(), int(reply[1]))
        faults.append(f"{endpoint} does not know {address.service!r}")
    raise StoreError(f"no sentinel names the primary: {'; '.join(faults)}")
