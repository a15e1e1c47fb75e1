"""What the management routes work with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from attrs import define, field, frozen

from nexus.errors import StoreError
from nexus.hookspecs import Egress, LogStore
from nexus.plugins import Catalogue
from nexus.ports import Board
from nexus.security.passwords import Passwords
from nexus.services.agent_links.reach import AgentReach
from nexus.services.agent_sources import AgentSources
from nexus.services.connections.bounded import BoundedReach
from nexus.services.measures.desk import MeasureDesk
from nexus.services.people.login import LogIn
from nexus.services.runs.desk import Histories
from nexus.services.workflows.replay import Past
from nexus.streams.base import Store
from nexus.streams.following import StreamFollowing
from nexus.wiring import Metadata

logger = logging.getLogger(__name__)

_SECONDS: Final = 2.0


@define(eq=False)
class News:
    """Tells running processes which definitions have changed, from the threads that handlers run in.

    Pub/sub is not relied on: whoever does not hear it looks again by itself. So a store that is away fails no change.
    """

    publish: Callable[[str], Awaitable[None]]
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)

    def start(self) -> None:
        """Remember the event loop that the store belongs to."""
        self._loop = asyncio.get_running_loop()

    def announce(self, *changed_ids: str) -> None:
        """Tell of changes that are committed. Called from a thread, never from the event loop."""
        if self._loop is None:
            return
        for changed in changed_ids:
            sent = asyncio.run_coroutine_threadsafe(self._tell(changed), self._loop)
            try:
                sent.result(_SECONDS)
            except TimeoutError:
                sent.cancel()
                logger.warning("running processes were not told at once that %s has changed", changed)

    async def _tell(self, changed: str) -> None:
        try:
            await self.publish(changed)
        except StoreError as error:
            logger.warning("running processes were not told at once that %s has changed: %s", changed, error)


@frozen
class Management:
    """Everything that the management routes work with.

    Attributes:
        metadata: repositories, transactions, audit log.
        catalogue: what plugins bring.
        log_in: who people are.
        passwords: hashed a few at a time, whoever asks.
        board: how sources are doing.
        egress: asked before every connection to a host that a configuration names.
        measures: figures of workspaces.
        log: what became of messages.
        runs: what the steps of sequential workflows did.
        store: the stream store.
        reach: asks the other ends of connections.
        agents: asks those that are reached through agents, for whoever bounds that.
        agent_sources: what agents receive from.
        news: tells running processes what has changed; call ``news.announce(id)`` after the transaction.
        streams: follows changes of workflows in the stream store.
        past: what the streams retain.
    """

    metadata: Metadata
    catalogue: Catalogue
    log_in: LogIn
    passwords: Passwords
    news: News
    board: Board
    agent_sources: AgentSources
    egress: Egress
    measures: MeasureDesk
    streams: StreamFollowing
    past: Past
    log: LogStore
    runs: Histories
    store: Store
    reach: BoundedReach
    agents: AgentReach
