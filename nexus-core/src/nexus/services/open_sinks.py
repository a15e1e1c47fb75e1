"""Sinks that stay open between the batches that others ask to be written, as an agent is asked."""

import asyncio
import logging
from typing import Any, Final

import msgspec
from attrs import asdict, define, field

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, InvalidInput, Rejected, Retry, Unavailable
from nexus.hookspecs import Batch, Egress, Sink, SinkType, WriteTarget
from nexus.model.connection import Connection

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 60.0
"""A sink to which nobody has written for so long is closed."""

Key = tuple[str, int, bytes]
"""Connection id, its version, and the target."""


@define(eq=False)
class _Open:
    room: asyncio.Semaphore
    sink: Sink | None = None
    context: ComponentContext | None = None
    users: int = 0
    used_at: float = 0.0
    opening: asyncio.Lock = field(factory=asyncio.Lock)


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
        self._idle_seconds = idle_seconds
        self._open: dict[Key, _Open] = {}
        self._tasks: set[asyncio.Future[Any]] = set()

    async def write(self, connection: Connection, target: WriteTarget, batch: Batch) -> None:
        """Write a batch. What has begun ends, also where nobody waits any more: a repeat waits for it.

        Raises:
            Rejected: as the sink says.
            Retry: as the sink says; or a fault of the plugin.
            Unavailable: the destination is away.
            ConfigurationError: the connector is not installed here, or a person must act first.
        """
        writing = asyncio.ensure_future(self._write(connection, target, batch))
        self._tasks.add(writing)
        writing.add_done_callback(self._done)
        await asyncio.shield(writing)

    async def close(self) -> None:
        """Close all, after what is being written; for the end of the process."""
        if self._tasks:
            await asyncio.wait(list(self._tasks))
        entries = list(self._open.values())
        self._open.clear()
        await asyncio.gather(*(self._closed(entry) for entry in entries))

    async def _write(self, connection: Connection, target: WriteTarget, batch: Batch) -> None:
        sink_type = self._sink_type(connection)
        key = (connection.id, connection.version, msgspec.json.encode(asdict(target)))
        entry = self._open.setdefault(key, _Open(asyncio.Semaphore(max(1, sink_type.batching.max_in_flight))))
        entry.users += 1
        try:
            async with entry.room:
                sink = await self._opened(entry, sink_type, connection, target)
                await self._call(sink.write, batch)
        except (Rejected, Retry):
            raise
        except BaseException as error:
            if self._open.get(key) is entry:  # the next one opens anew
                del self._open[key]
            raise _told(error) from error
        finally:
            entry.users -= 1
            entry.used_at = asyncio.get_running_loop().time()
            if self._open.get(key) is entry:
                asyncio.get_running_loop().call_later(self._idle_seconds, self._sweep)
            elif not entry.users:
                await self._closed(entry)

    def _sink_type(self, connection: Connection) -> SinkType:
        try:
            return self._components.sink(connection.connector)
        except ConfigurationError as error:
            raise ConfigurationError(
                f"at the agent: {error}",
                remedy=f"install the plugin that brings {connection.connector} beside the agent",
            ) from error

    async def _opened(self, entry: _Open, sink_type: SinkType, connection: Connection, target: WriteTarget) -> Sink:
        async with entry.opening:
            if entry.sink is None:
                logger = logging.getLogger(f"nexus.connection.{connection.name}")
                entry.context = ComponentContext(ConnectionResources(), self._egress, logger)
                try:
                    config = structure(sink_type.connector.config, dict(connection.config), "config")
                except InvalidInput as error:
                    raise ConfigurationError(f"at the agent: {error}", remedy="install the same version") from error
                entry.sink = await self._call(sink_type.open, config, target, entry.context)
            return entry.sink

    def _done(self, writing: "asyncio.Future[Any]") -> None:
        self._tasks.discard(writing)
        if not writing.cancelled() and (error := writing.exception()) is not None:
            log.info("a batch was not written whole: %s", error)

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for key, entry in list(self._open.items()):
            if not entry.users and now - entry.used_at >= self._idle_seconds:
                del self._open[key]
                closing = asyncio.ensure_future(self._closed(entry))
                self._tasks.add(closing)
                closing.add_done_callback(self._tasks.discard)

    async def _closed(self, entry: _Open) -> None:
        sink, entry.sink = entry.sink, None
        try:
            if sink is not None:
                await self._call(sink.close)
            for closing in entry.context.released() if entry.context is not None else ():
                await self._call(closing)
        except Exception:
            log.warning("a sink did not close well", exc_info=True)


def _told(error: BaseException) -> BaseException:
    """Return what becomes of a batch, as `nexus.engine.retry.judge` decides where the sink is written to directly."""
    match error:
        case Unavailable() | ConfigurationError():
            return error
        case OSError():  # TimeoutError is one
            return Unavailable(f"{type(error).__name__}: {error}")
        case Exception():
            return Retry(f"{type(error).__name__}: {error}")
        case _:
            return error
