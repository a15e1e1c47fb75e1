"""What agents ask, and are asked, of one API process."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from attrs import frozen
from litestar import Litestar

from nexus.api.agents.forwarding import AgentBatches, Forwarding, Senders
from nexus.api.agents.link import link_route
from nexus.api.agents.receiving import Receiving
from nexus.api.agents.routes import messages_route, received_route
from nexus.api.agents.standings import Standings
from nexus.api.app import Lifespan
from nexus.api.ingress.unpacking import Caps
from nexus.api.management.assembly import agent_by_token
from nexus.api.management.management import Management
from nexus.ports import Burial
from nexus.services.agent_links.switchboard import Switchboard
from nexus.telemetry.counts import Counts


@frozen
class AgentRoutes:
    """For `nexus.api.app.ApiParts`.

    Attributes:
        routes: below ``/api`` and ``/api/v1``.
    """

    routes: Sequence[Any]
    lifespan: Lifespan


def agents_of(
    management: Management,
    switchboard: Switchboard,
    batches: AgentBatches,
    burial: Burial,
    *,
    counts: Counts,
    caps: Caps,
) -> AgentRoutes:
    """Return the routes of agents, and what keeps their links known."""
    metadata, sources = management.metadata, management.agent_sources
    database = metadata.database
    senders = Senders(
        metadata.definitions, metadata.repositories.applications.get, lambda: database.changes, time.monotonic
    )
    standings = Standings(metadata.agents, sources, management.board)
    receiving = Receiving(
        batches=batches,
        burial=burial,
        sources=sources,
        counts=counts,
        caps=caps,
        now_ms=lambda: time.time_ns() // 1_000_000,
    )

    @contextlib.asynccontextmanager
    async def connecting(_: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(switchboard.run(), name="questions to agents")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    return AgentRoutes(
        routes=[
            messages_route(Forwarding(batches, senders, counts, caps)),
            received_route(receiving),
            link_route(switchboard, lambda token: agent_by_token(metadata, token), standings.seen),
        ],
        lifespan=connecting,
    )
