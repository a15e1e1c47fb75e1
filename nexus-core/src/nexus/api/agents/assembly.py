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
from nexus.api.agents.routes import messages_route
from nexus.api.app import Lifespan
from nexus.api.ingress.unpacking import Caps
from nexus.api.management.assembly import agent_by_token
from nexus.services.agent_links.frames import Status
from nexus.services.agent_links.switchboard import Switchboard
from nexus.telemetry.counts import Counts
from nexus.wiring import Metadata


@frozen
class AgentRoutes:
    """For `nexus.api.app.ApiParts`.

    Attributes:
        routes: below ``/api`` and ``/api/v1``.
    """

    routes: Sequence[Any]
    lifespan: Lifespan


def agents_of(
    metadata: Metadata,
    switchboard: Switchboard,
    batches: AgentBatches,
    *,
    counts: Counts,
    caps: Caps,
) -> AgentRoutes:
    """Return the routes of agents, and what keeps their links known."""
    database, agents = metadata.database, metadata.agents
    senders = Senders(
        metadata.definitions, metadata.repositories.applications.get, lambda: database.changes, time.monotonic
    )

    def seen(agent_id: str, status: Status) -> None:
        info = {"release": status.release} if status.release else None
        agents.seen(agent_id, queue_size=status.queue_size, info=info)

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
            link_route(switchboard, lambda token: agent_by_token(metadata, token), seen),
        ],
        lifespan=connecting,
    )
