"""Reaching connections for people who wait: each within a time, and only so many at once."""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final, TypeVar

from attrs import frozen

from nexus.errors import Throttled, Unavailable
from nexus.hookspecs import Check, Page, ResultPage, TableField
from nexus.model.connection import Connection
from nexus.services.connections.reach import Reach

T = TypeVar("T")

AT_ONCE: Final = 16
"""Questions that are under way in one process; a driver that hangs holds one of them until it gives up."""

GIVEN_UP_SECONDS: Final = 600.0
"""A question that nobody waits for any more is cancelled after this time, whatever it still holds."""


@frozen
class Trial:
    """What a connection test found."""

    checks: Sequence[Check]
    latency_ms: float

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return all(one.ok for one in self.checks)


@frozen
class Waits:
    """How long one may wait for an answer, in seconds."""

    check: float = 20.0
    browse: float = 30.0


class BoundedReach:
    """Asks directly, or through the agent that a connection names.

    Args:
        direct: reaches from this process.
        through_agents: reaches the connections that name an agent.
        waits: how long an answer may take.
        at_once: most questions that are under way.
    """

    def __init__(
        self, direct: Reach, through_agents: Reach, *, waits: Waits | None = None, at_once: int = AT_ONCE
    ) -> None:
        self._direct = direct
        self._through_agents = through_agents
        self._waits = waits or Waits()
        self._at_once = at_once
        self._under_way: set[asyncio.Task[Any]] = set()

    async def check(self, connection: Connection) -> Trial:
        """Test a connection; no answer in time is a check that failed.

        Raises:
            ConfigurationError: its connector is not installed.
            AgentAway: the agent that would have to ask is not connected.
            Throttled: too many questions are under way.
        """
        started = time.perf_counter()
        try:
            checks = await self._within(self._waits.check, self._reach(connection).check(connection))
        except TimeoutError:
            text = f"no answer within {self._waits.check:g} s"
            remedy = "see whether the host answers from where Nexus runs"
            checks = [Check("answer", ok=False, message=text, remedy=remedy)]
        return Trial(checks, (time.perf_counter() - started) * 1000)

    async def schemas(self, connection: Connection) -> Sequence[str]:
        """As `Reach.schemas`; raises Unavailable if no answer comes in time, and Throttled."""
        return await self._browsed(self._reach(connection).schemas(connection))

    async def tables(self, connection: Connection, schema: str) -> Sequence[str]:
        """As `Reach.tables`; raises as `schemas`."""
        return await self._browsed(self._reach(connection).tables(connection, schema))

    async def fields(self, connection: Connection, schema: str, table: str) -> Sequence[TableField]:
        """As `Reach.fields`; raises as `schemas`."""
        return await self._browsed(self._reach(connection).fields(connection, schema, table))

    async def select(self, connection: Connection, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """As `Reach.select`; raises as `schemas`, and beyond the page's own time by what it takes to connect."""
        question = self._reach(connection).select(connection, statement, params, page)
        return await self._answered(page.timeout_s + self._waits.check, question)

    def _reach(self, connection: Connection) -> Reach:
        return self._direct if connection.via_agent is None else self._through_agents

    async def _browsed(self, question: Coroutine[Any, Any, T]) -> T:
        return await self._answered(self._waits.browse, question)

    async def _answered(self, seconds: float, question: Coroutine[Any, Any, T]) -> T:
        try:
            return await self._within(seconds, question)
        except TimeoutError:
            raise Unavailable(f"no answer within {seconds:g} s") from None

    async def _within(self, seconds: float, question: Coroutine[Any, Any, T]) -> T:
        """Wait so long for an answer. What is late goes on, for its thread cannot be stopped, and closes what it opened."""
        if len(self._under_way) >= self._at_once:
            question.close()
            raise Throttled("too many connections are being asked at once", retry_after=1.0)
        task = asyncio.ensure_future(question)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            asyncio.get_running_loop().call_later(GIVEN_UP_SECONDS, task.cancel)
            raise TimeoutError
        return task.result()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it, or nobody waits any more
