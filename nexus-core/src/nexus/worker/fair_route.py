"""A route that takes its share of the worker and no more: its reads and its writes wait for their turn."""

from collections.abc import Sequence
from typing import Any

from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.model.delivery import Depth, Settlement
from nexus.model.message import Message
from nexus.ports import PipelineStream
from nexus.worker.fairness import QUANTUM, FairShare
from nexus.worker.work import Work


class FairStream:
    """The `nexus.ports.PipelineStream` of a route, read in turn, and in smaller parts while others have something to do."""

    def __init__(self, stream: PipelineStream, share: FairShare, workspace_id: str) -> None:
        self._stream = stream
        self._share = share
        self._workspace_id = workspace_id

    async def ensure(self, start: str = "0") -> bool:
        """Create the consumer group if it is not there."""
        return await self._stream.ensure(start)

    async def read(self, count: int) -> Sequence[Message]:
        """Read up to ``count`` new messages, when it is the workspace's turn."""
        share, workspace_id = self._share, self._workspace_id
        await share.turns.enter(workspace_id)
        cost = 0
        try:
            messages = await self._stream.read(share.most(workspace_id, count))
            cost = len(messages)
            return messages
        finally:
            share.turns.leave(workspace_id, cost)

    async def own_pending(self, count: int, after: str = "0") -> Sequence[Message]:
        """Read what this worker was given and has not settled, when it is the workspace's turn."""
        share, workspace_id = self._share, self._workspace_id
        await share.turns.enter(workspace_id)
        cost = 0
        try:
            messages = await self._stream.own_pending(share.most(workspace_id, count), after)
            cost = len(messages)
            return messages
        finally:
            share.turns.leave(workspace_id, cost)

    async def claim(self, count: int, min_idle_ms: int) -> Sequence[Message]:
        """Take over what other workers have held for so long."""
        return await self._stream.claim(count, min_idle_ms)

    async def adopt(self) -> int:
        """Make all that is pending this worker's."""
        return await self._stream.adopt()

    async def touch(self, messages: Sequence[Message], deliveries: int | None = None) -> None:
        """Say that work on these messages goes on."""
        await self._stream.touch(messages, deliveries)

    async def settle(self, settlement: Settlement) -> None:
        """Settle; what is finished makes room, so it never waits."""
        await self._stream.settle(settlement)

    async def depth(self) -> Depth:
        """Return how much is before the pipeline."""
        return await self._stream.depth()


class FairWork:
    """The `nexus.worker.work.Work` of a route, whose writes wait for a slot."""

    def __init__(self, work: Work, share: FairShare) -> None:
        self._work = work
        self._share = share

    @property
    def route(self) -> Route:
        """The way that the messages take."""
        return self._work.route

    async def open(self) -> None:
        """Open what the work needs."""
        await self._work.open()

    def prepare(self, messages: Sequence[Message]) -> Any:
        """Do what needs no waiting."""
        return self._work.prepare(messages)

    async def perform(self, prepared: Any) -> Outcome:
        """Do the rest, once there is a slot."""
        slots, workspace_id = self._share.slots, self.route.workspace_id
        await slots.enter(workspace_id)
        try:
            return await self._work.perform(prepared)
        finally:
            slots.leave(workspace_id, QUANTUM)  # a batch costs a round, however large: what is scarce is its slot

    async def close(self) -> None:
        """Close what was opened."""
        await self._work.close()
