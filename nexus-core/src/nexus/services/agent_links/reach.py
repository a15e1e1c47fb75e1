"""Reaches connections through the agents that they name."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, Final, Protocol, TypeVar, cast

import msgspec

from nexus.errors import AgentAway, NotFound, Unavailable
from nexus.hookspecs import Check, Page, ResultPage, SourceMessage, TableField
from nexus.model.agent import Agent
from nexus.model.connection import Connection
from nexus.services.agent_links.frames import Ask, Reached
from nexus.services.agent_links.items import checks_of, decode_items, fields_of, names_of, page_of, samples_of
from nexus.services.agent_links.values import packed
from nexus.services.connections.bounded import Waits

T = TypeVar("T")

_GRACE_SECONDS: Final = 5.0
"""The agent itself ends what takes too long, and says so: it is given so long for that."""


class Asks(Protocol):
    """Asks agents."""

    def ask(self, agent_id: str, ask: Ask) -> AsyncGenerator[msgspec.Raw, None]:
        """Yield the parts of an agent's answer; raises AgentAway, Unavailable, and whatever the agent says."""
        ...


class AgentReach:
    """The `nexus.services.connections.reach.Reach` through agents.

    Args:
        asks: asks agents.
        agent: returns an agent by workspace and id; synchronous, raises NotFound.
        seal: seals a text for an agent: id, public key, text.
        waits: how long an answer may take.
    """

    def __init__(
        self,
        asks: Asks,
        agent: Callable[[str, str], Agent],
        seal: Callable[[str, bytes, bytes], bytes],
        waits: Waits | None = None,
    ) -> None:
        self._asks = asks
        self._agent = agent
        self._seal = seal
        self._waits = waits or Waits()

    async def check(self, connection: Connection) -> Sequence[Check]:
        """Let the agent try the connection."""
        return await self._read(checks_of, connection, "check", {}, self._waits.check)

    async def schemas(self, connection: Connection) -> Sequence[str]:
        """List the schemas that the agent sees."""
        return await self._read(names_of, connection, "schemas", {}, self._waits.browse)

    async def tables(self, connection: Connection, schema: str) -> Sequence[str]:
        """List the tables of a schema."""
        return await self._read(names_of, connection, "tables", {"schema": schema}, self._waits.browse)

    async def fields(self, connection: Connection, schema: str, table: str) -> Sequence[TableField]:
        """List the fields of a table."""
        about = {"schema": schema, "table": table}
        return await self._read(fields_of, connection, "fields", about, self._waits.browse)

    async def sample(
        self, connection: Connection, subscription: str, limit: int, seconds: float
    ) -> Sequence[SourceMessage]:
        """Let the agent ask a source for samples; see `nexus.services.sampling.Samples`."""
        about = {"subscription": subscription, "limit": limit, "seconds": seconds}
        return await self._read(samples_of, connection, "sample", about, seconds + self._waits.check)

    async def select(self, connection: Connection, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Let the agent read one page."""
        arguments = {
            "statement": statement,
            "params": packed(params),
            "page": page.page,
            "limit": page.limit,
            "total": page.total,
            "timeout_s": page.timeout_s,
        }
        seconds = page.timeout_s + self._waits.check
        return await self._read(_page, connection, "select", arguments, seconds)

    async def stream(
        self, connection: Connection, statement: str, params: Mapping[str, Any]
    ) -> AsyncGenerator[ResultPage, None]:
        """Yield what the agent reads, as it comes; the agent reads no faster than this is asked for."""
        arguments = {"statement": statement, "params": packed(params)}
        head: Any = None
        async with aclosing(self._parts(connection, "stream", arguments, 0.0)) as parts:
            async for items in parts:
                with _readable(connection):
                    page = _page(items) if head is None else page_of(head, items)
                head = items[0] if head is None else head
                yield page

    async def _read(
        self,
        read: Callable[[list[Any]], T],
        connection: Connection,
        verb: str,
        arguments: dict[str, Any],
        timeout_s: float,
    ) -> T:
        try:
            async with (
                asyncio.timeout(timeout_s + _GRACE_SECONDS),
                aclosing(self._parts(connection, verb, arguments, timeout_s)) as parts,
            ):
                items = [item async for part in parts for item in part]
        except TimeoutError:
            raise Unavailable(f"no answer within {timeout_s:g} s") from None
        with _readable(connection):
            return read(items)

    async def _parts(
        self, connection: Connection, verb: str, arguments: dict[str, Any], timeout_s: float
    ) -> AsyncGenerator[list[Any], None]:
        agent = await asyncio.to_thread(found, self._agent, connection)
        about = reached(self._seal, agent, connection)
        ask = Ask(uuid.uuid4().hex, verb, about, arguments, timeout_s)
        try:
            async with aclosing(self._asks.ask(agent.id, ask)) as parts:
                async for part in parts:
                    yield decode_items(part)
        except AgentAway as error:
            raise away(connection, agent, error.reason) from None
        except msgspec.MsgspecError as error:
            raise _unreadable(connection, error) from None


@contextmanager
def _readable(connection: Connection) -> Iterator[None]:
    try:
        yield
    except msgspec.MsgspecError as error:
        raise _unreadable(connection, error) from None


def _unreadable(connection: Connection, error: msgspec.MsgspecError) -> Unavailable:
    return Unavailable(f"connection {connection.name!r}: its agent answers what cannot be read: {error}")


def _page(items: list[Any]) -> ResultPage:
    head, *rows = items or [None]
    return page_of(head, rows)


def found(agents: Callable[[str, str], Agent], connection: Connection) -> Agent:
    """Return the agent through which a connection is reached; synchronous.

    Raises:
        AgentAway: there is none, or it cannot be asked.
    """
    try:
        agent = agents(connection.workspace_id, cast("str", connection.via_agent))
    except NotFound:
        raise AgentAway(f"connection {connection.name!r} names an agent that is gone") from None
    if not agent.enabled:
        raise away(connection, agent, "the agent is disabled")
    if agent.public_key is None:
        raise away(connection, agent, "the agent has not registered yet")
    return agent


def reached(seal: Callable[[str, bytes, bytes], bytes], agent: Agent, connection: Connection) -> Reached:
    """Return how a connection is told to its agent, for which its configuration is sealed."""
    assert agent.public_key is not None
    sealed = seal(agent.id, agent.public_key, msgspec.json.encode(dict(connection.config)))
    return Reached(connection.id, connection.name, connection.connector, connection.version, sealed)


def away(connection: Connection, agent: Agent, reason: str) -> AgentAway:
    """Return the error that says which agent is away, since when, and why."""
    seen = f", last seen {agent.last_seen_at:%Y-%m-%d %H:%M} UTC" if agent.last_seen_at is not None else ""
    return AgentAway(f"connection {connection.name!r} is reached through the agent {agent.name!r}{seen}: {reason}")
