"""Takes note of how agents say that they are: what waits in their queues, and how the sources are doing that they have."""

import asyncio
import logging
import time
from collections.abc import Mapping

from attrs import define, evolve, field

from nexus.errors import StoreError
from nexus.model.agent import Agent
from nexus.model.source import SourceReport
from nexus.ports import Board
from nexus.services.agent_links.frames import Status
from nexus.services.agent_sources import AgentSources
from nexus.services.agents import AgentRepository

logger = logging.getLogger(__name__)

Place = tuple[str, int]
"""Connection id and instance."""


@define(eq=False)
class Standings:
    """Belongs to one event loop.

    Args:
        agents: where it is kept when an agent was last heard of.
        sources: what agents receive from.
        board: shows how sources are doing.
    """

    _agents: AgentRepository
    _sources: AgentSources
    _board: Board
    _posted: dict[str, Mapping[Place, SourceReport]] = field(factory=dict, init=False)

    async def seen(self, agent: Agent, status: Status) -> None:
        """Take note of what an agent tells; of sources that are not its own, nothing."""
        info = {"release": status.release} if status.release else None
        await asyncio.to_thread(self._seen, agent.id, status.queue_size, info)
        posted = self._posted.get(agent.id, {})
        if not status.sources and not posted:
            return
        mine = await asyncio.to_thread(self._sources.of, agent)
        now = time.time_ns() // 1_000_000
        told = [_by_our_clock(one, agent, now) for one in status.sources if one.connection in mine]
        reports = {(one.connection, one.instance): one for one in told}
        try:
            await self._board.remove([one for place, one in posted.items() if place not in reports])
            await self._board.post(told)
        except StoreError as error:
            logger.debug("how the sources of agent %s are doing is not shown: %s", agent.name, error)
            return
        self._posted[agent.id] = reports

    def _seen(self, agent_id: str, queue_size: int | None, info: Mapping[str, str] | None) -> None:
        self._agents.seen(agent_id, queue_size=queue_size, info=info)


def _by_our_clock(report: SourceReport, agent: Agent, now: int) -> SourceReport:
    """Return a report with its times as they are here: an agent's clock may differ."""
    ahead = report.told_at - now

    def moved(at: int | None) -> int | None:
        return None if at is None else at - ahead

    return evolve(
        report,
        receiver=f"agent {agent.name}",
        since=report.since - ahead,
        retry_at=moved(report.retry_at),
        last_at=moved(report.last_at),
        told_at=now,
    )
