"""What a route does with a batch of messages."""

from collections.abc import Sequence
from typing import Any, Protocol

from nexus.engine.deliver import Prepared, deliver, prepare
from nexus.engine.outcome import Outcome
from nexus.engine.plan import PipelinePlan
from nexus.engine.route import Route
from nexus.model.message import Message
from nexus.worker.destination import Destination


class Work(Protocol):
    """What a `RouteRunner` runs."""

    @property
    def route(self) -> Route:
        """The way that the messages take."""
        ...

    async def open(self) -> None:
        """Open what the work needs, if it is not open; may raise whatever a plugin raises."""
        ...

    def prepare(self, messages: Sequence[Message]) -> Any:
        """Do what needs no waiting; the result goes to `perform`."""
        ...

    async def perform(self, prepared: Any) -> Outcome:
        """Do the rest and say what became of every message; raises for no fault of a plugin."""
        ...

    async def close(self) -> None:
        """Close what was opened; it can be opened again."""
        ...


class PipelineWork:
    """Maps messages and writes them to one destination."""

    def __init__(self, plan: PipelinePlan, destination: Destination) -> None:
        self._plan = plan
        self._destination = destination

    @property
    def route(self) -> Route:
        """The pipeline's route."""
        return self._plan.route

    async def open(self) -> None:
        """Open the sink if it is not open."""
        await self._destination.open()

    def prepare(self, messages: Sequence[Message]) -> Prepared:
        """Map ``messages``."""
        return prepare(self._plan, messages)

    async def perform(self, prepared: Prepared) -> Outcome:
        """Write what was mapped."""
        return await deliver(self._plan, prepared, self._destination.write)

    async def close(self) -> None:
        """Close the sink."""
        await self._destination.close()
