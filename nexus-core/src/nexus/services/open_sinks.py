"""Sinks that stay open between the batches that others ask to be written, as an agent is asked."""

import asyncio
import logging
from typing import Any

import msgspec
from attrs import asdict, frozen

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, InvalidInput, Rejected, Retry
from nexus.hookspecs import Batch, Egress, Sink, SinkType, WriteTarget
from nexus.model.connection import Connection
from nexus.services.asked import at_agent, judged
from nexus.services.kept_open import IDLE_SECONDS, KeptOpen, Opened, opened_component

log = logging.getLogger(__name__)


@frozen
class _Target:
    """A sink, and room for as many batches as it takes at once."""

    sink: Sink
    room: asyncio.Semaphore


class OpenSinks:
    """One `Sink` for each target that is written to. Belongs to one event loop.

    Args:
        components: the connectors that are installed.
        egress: decides which addresses may be reached.
        call: runs what plugins give.
    """

    def __init__(
        self, components: StepComponents, egress: Egress, call: Caller, *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._components = components
        self._egress = egress
        self._call = call
        self._kept: KeptOpen[_Target] = KeptOpen("a sink", idle_seconds)
        self._writing: set[asyncio.Future[Any]] = set()

    async def write(self, connection: Connection, target: WriteTarget, batch: Batch) -> None:
        """Write a batch. What has begun ends, also where nobody waits any more: a repeat waits for it.

        Raises:
            Rejected: as the sink says.
            Retry: as the sink says; or a fault of the plugin.
            Unavailable: the destination is away.
            ConfigurationError: the connector is not installed here, or a person must act first.
        """
        writing = asyncio.ensure_future(self._write(connection, target, batch))
        self._writing.add(writing)
        writing.add_done_callback(self._done)
        await asyncio.shield(writing)

    async def close(self) -> None:
        """Close all, after what is being written; for the end of the process."""
        if self._writing:
            await asyncio.wait(list(self._writing))
        await self._kept.close()

    async def _write(self, connection: Connection, target: WriteTarget, batch: Batch) -> None:
        # connection id, its version, and the target
        key = (connection.id, connection.version, msgspec.json.encode(asdict(target)))
        try:
            async with self._kept.lend(key, lambda: self._opened(connection, target)) as opened, opened.room:
                await self._call(opened.sink.write, batch)
        except (Rejected, Retry):
            raise
        except BaseException as error:
            self._kept.discard(key)  # the next one opens anew
            raise judged(error) from error

    async def _opened(self, connection: Connection, target: WriteTarget) -> Opened[_Target]:
        sink_type = self._sink_type(connection)
        try:
            config = structure(sink_type.connector.config, dict(connection.config), "config")
        except InvalidInput as error:
            raise at_agent(error, "install the same version") from error
        context = ComponentContext.of(connection, self._egress)
        sink: Opened[Sink] = await opened_component(self._call, context, sink_type.open, config, target)
        room = asyncio.Semaphore(max(1, sink_type.batching.max_in_flight))
        return Opened(_Target(sink.value, room), sink.close)

    def _sink_type(self, connection: Connection) -> SinkType:
        try:
            return self._components.sink(connection.connector)
        except ConfigurationError as error:
            raise at_agent(error, f"install the plugin that brings {connection.connector} beside the agent") from error

    def _done(self, writing: "asyncio.Future[Any]") -> None:
        self._writing.discard(writing)
        if not writing.cancelled() and (error := writing.exception()) is not None:
            log.info("a batch was not written whole: %s", error)
