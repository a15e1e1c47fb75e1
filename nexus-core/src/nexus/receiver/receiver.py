"""The receiver: keeps the sources that it has in step with the definitions, until it is told to stop."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

from attrs import frozen

from nexus.engine.calls import Caller
from nexus.engine.sequence.plan import StepComponents
from nexus.hookspecs import Egress
from nexus.ports import Board, Burial, DefinitionStore, Lease, Producer
from nexus.receiver.fleet import LOOK_S, Fleet
from nexus.receiver.intake import IntoWorkflows
from nexus.receiver.runner import Surroundings
from nexus.services.sorting import Sorter
from nexus.services.sources import Receivable, RunnableSource, read_sources

log = logging.getLogger(__name__)

THREADS = 16
"""For what connectors do in plain functions, and for the metadata database."""


@frozen
class Outside:
    """What a receiver needs from outside.

    Attributes:
        changes: yields ids of changed definitions, None after a reconnect.
        lease: ``lease(connection_id, instance)`` makes this receiver's lease of an instance.
        max_bytes: larger payloads are refused.
    """

    definitions: DefinitionStore
    components: StepComponents
    producer: Producer
    burial: Burial
    board: Board
    lease: Callable[[str, int], Lease]
    changes: Callable[[], AsyncIterator[str | None]]
    egress: Egress
    max_bytes: int


class Receiver:
    """Receives from sources, together with any number of other receivers.

    Args:
        name: of this receiver; the same after a restart, and no other's.
    """

    def __init__(self, name: str, outside: Outside) -> None:
        self._outside = outside
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="source")
        self._call = Caller(self._threads)
        around = Surroundings(name, self._into, outside.egress, self._call)
        self.fleet = Fleet(name, outside.board, outside.lease, around)

    async def run(self, stop: asyncio.Event, grace_s: float = 25.0) -> None:
        """Receive until ``stop`` is set; then store and acknowledge what was taken, and return within ``grace_s``.

        What is not acknowledged by then comes again (reliability 21).
        """
        stopping = asyncio.create_task(stop.wait())
        tasks = [asyncio.create_task(loop) for loop in (self._follow(), self._look())]
        try:
            done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()  # a loop of the receiver never ends: raise what ended it
        finally:
            stopping.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            log.info("receiver stops: finishing what was taken")
            try:
                async with asyncio.timeout(grace_s):
                    await self.fleet.stop()
            except TimeoutError:
                log.warning("grace period over: what is not acknowledged comes again")
            self._threads.shutdown(wait=False, cancel_futures=True)
            log.info("receiver stopped")

    def _into(self, source: Receivable) -> IntoWorkflows:
        assert isinstance(source, RunnableSource)
        outside = self._outside
        sorter = Sorter(source.connection.id, outside.max_bytes, lambda: time.time_ns() // 1_000_000)
        return IntoWorkflows(sorter, source.feeds, outside.producer, outside.burial)

    async def _follow(self) -> None:
        async for _ in self._outside.changes():  # begins with None: look at everything once
            await self._load()

    async def _load(self) -> None:
        """Load the definitions, waiting for the metadata database where it is away; what runs goes on meanwhile."""
        pause = 0.5
        while True:
            try:
                runnable, broken = await self._call(read_sources, self._outside.definitions, self._outside.components)
            except Exception:
                log.warning("cannot read the definitions; trying again in %.1f s", pause, exc_info=True)
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)
            else:
                near = [one for one in runnable if one.connection.via_agent is None]
                await self.fleet.follow(near, [one for one in broken if one.connection.via_agent is None])
                return

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self.fleet.look()
