"""Keeps the sources running that the centre wants received here, and tells how they are."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from attrs import define, field

from nexus import ConfigurationError, NexusError
from nexus.edge import Connection, SourceReport, SourceState, unseal
from nexus_agent.assignment import AssignedConnection, Directory
from nexus_agent.home import Home
from nexus_agent.pauses import wait_for
from nexus_agent.plugins import Plugins
from nexus_agent.queue.queue import Queue
from nexus_agent.sources.intake import IntoQueue

if TYPE_CHECKING:
    from nexus.edge import Catalogue, InstanceRunner, Receivable

logger = logging.getLogger(__name__)


@define(eq=False)
class _Running:
    """A source that runs, each of its instances."""

    source: "Receivable"
    runners: "Sequence[InstanceRunner]"


@define(eq=False)
class Sources:
    """Belongs to one event loop.

    Args:
        plugins: what is installed here.
        home: has the private key.
        directory: says what is to be received.
        queue: where messages go before they are acknowledged.
    """

    _plugins: Plugins
    _home: Home
    _directory: Directory
    _queue: Queue
    _running: dict[str, _Running] = field(factory=dict, init=False)
    _faults: dict[str, SourceReport] = field(factory=dict, init=False)
    _news: asyncio.Event = field(factory=asyncio.Event, init=False)

    def changed(self) -> None:
        """What is to be received may have changed."""
        self._news.set()

    async def run(self) -> None:
        """Follow what the centre wants until cancelled."""
        while True:
            await wait_for(self._news, None)
            try:
                await self._follow(self._directory.sources())
            except Exception:
                logger.exception("sources cannot be followed")

    async def stop(self) -> None:
        """End all: what was taken is in the queue, and acknowledged; what is not comes again (reliability 21)."""
        await asyncio.gather(*(self._end(one) for one in list(self._running)))

    def reports(self) -> Sequence[SourceReport]:
        """Return how each instance of each source is doing."""
        running = [runner.report() for one in self._running.values() for runner in one.runners]
        return [*running, *self._faults.values()]

    async def _follow(self, wanted: Sequence[AssignedConnection]) -> None:
        if not wanted and not self._running:
            self._faults = {}
            return
        sources, self._faults = await self._read(wanted)
        leaving = [
            key
            for key, one in self._running.items()
            if key not in sources or one.source.signature != sources[key].signature
        ]
        await asyncio.gather(*(self._end(one) for one in leaving))
        for key, source in sources.items():
            if key not in self._running:
                self._begin(key, source)

    async def _read(
        self, wanted: Sequence[AssignedConnection]
    ) -> "tuple[dict[str, Receivable], dict[str, SourceReport]]":
        catalogue = await self._plugins.catalogue()
        sources, faults = {}, {}
        for one in wanted:
            try:
                sources[one.id] = self._receivable(one, catalogue)
            except Exception as error:  # noqa: BLE001 — a plugin's fault stops no other source
                reason = str(error) if isinstance(error, NexusError) else f"{type(error).__name__}: {error}"
                logger.warning("%s cannot be received from: %s", one.name, reason)
                faults[one.id] = _fault(one, reason)
        return sources, faults

    def _receivable(self, one: AssignedConnection, catalogue: "Catalogue") -> "Receivable":
        from nexus.edge import receivable  # noqa: PLC0415 — only where something is received

        if one.sealed is None:
            raise ConfigurationError("the centre has told nothing of it yet", remedy="register the agent")
        config = msgspec.json.decode(unseal(self._directory.agent_id, self._home.private_key, one.sealed))
        connection = Connection(one.id, "", one.name, one.connector, config, version=one.version)
        try:
            return receivable(connection, one.subscriptions or (), catalogue)
        except ConfigurationError as error:
            if one.connector in catalogue.connectors:
                raise
            remedy = f"install the plugin that brings {one.connector} beside the agent, and start the agent again"
            raise ConfigurationError(f"at the agent: {error}", remedy=remedy) from error

    def _begin(self, key: str, source: "Receivable") -> None:
        from nexus.edge import InstanceRunner, Surroundings  # noqa: PLC0415 — as above

        plugins = self._plugins
        into = IntoQueue(self._queue, key)
        around = Surroundings("agent", lambda _: into, plugins.egress, plugins.call)
        runners = [InstanceRunner(source, number, around) for number in range(source.instances)]
        self._running[key] = _Running(source, runners)
        logger.info("receiving from %s", source.connection.name)
        for runner in runners:
            runner.start()

    async def _end(self, key: str) -> None:
        running = self._running.pop(key)
        logger.info("receiving no more from %s", running.source.connection.name)
        await asyncio.gather(*(runner.stop() for runner in running.runners))


def _fault(one: AssignedConnection, reason: str) -> SourceReport:
    now = time.time_ns() // 1_000_000
    return SourceReport(one.id, 0, SourceState.ERROR, reason, since=now, told_at=now)
