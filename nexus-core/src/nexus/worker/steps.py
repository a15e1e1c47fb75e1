"""Runs sequential workflows: opens their steps, and gives each what it needs from connections."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.outcome import Outcome
from nexus.engine.resources import ComponentContext
from nexus.engine.route import Route
from nexus.engine.sequence.batch import run_batch
from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.gather import GatheredCheckpoints, GatheredWriter
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.plan import SequenceDefinition, plan_of
from nexus.errors import ConfigurationError
from nexus.hookspecs import Batch, Capability, Query, Sink, WriteTarget
from nexus.mapping.scope import ITEM_VARIABLES, STEP_VARIABLES
from nexus.model.connection import Connection
from nexus.model.message import Message
from nexus.model.workflow import Step
from nexus.ports import RunStore

MakeContext = Callable[[Connection], ComponentContext]


class OpenedConnections:
    """The connections that the steps of one workflow use, and all that was opened on them."""

    def __init__(self, definition: SequenceDefinition, context: MakeContext, call: Caller) -> None:
        self._definition = definition
        self._context = context
        self._call = call
        self._contexts: dict[str, ComponentContext] = {}
        self._opened: list[Sink | Query] = []

    def config(self, connection_id: str) -> Any:
        """Return the structured configuration of a connection."""
        connection = self._definition.connection(connection_id)
        cls = self._definition.components.connector(connection.connector).config
        return structure(cls, connection.config, f"connections.{connection.name}.config")

    def context(self, connection_id: str) -> ComponentContext:
        """Return the one context of this workflow for a connection."""
        if connection_id not in self._contexts:
            self._contexts[connection_id] = self._context(self._definition.connection(connection_id))
        return self._contexts[connection_id]

    async def writer(self, connection_id: str, target: WriteTarget) -> GatheredWriter:
        """Open a connection for writing."""
        sink_type = self._definition.components.sink(self._definition.connection(connection_id).connector)
        if target.operation not in sink_type.operations:
            raise ConfigurationError(
                f"{sink_type.connector.title} cannot {target.operation!r}",
                remedy=f"use one of {', '.join(sink_type.operations)}",
            )
        sink = await self._call(sink_type.open, self.config(connection_id), target, self.context(connection_id))
        self._opened.append(sink)

        async def write(batch: Batch) -> None:
            await self._call(sink.write, batch)

        return GatheredWriter(write, sink_type.batching.max_rows)

    def able(self, connection_id: str, operation: str) -> Collection[Capability]:
        """Return what is true of writing to a connection; nothing if it cannot be written to."""
        try:
            sink_type = self._definition.components.sink(self._definition.connection(connection_id).connector)
        except ConfigurationError:  # `writer` says so
            return ()
        return sink_type.able(operation) if operation in sink_type.operations else ()

    async def query(self, connection_id: str) -> Query:
        """Open a connection for reading."""
        connection = self._definition.connection(connection_id)
        connector = self._definition.components.connector(connection.connector)
        if connector.query is None:
            raise ConfigurationError(f"{connector.title} cannot be queried", path=f"connections.{connection.name}")
        query: Query = await self._call(connector.query, self.config(connection_id), self.context(connection_id))
        self._opened.append(query)
        return query

    async def close(self) -> None:
        """Close all that was opened; faults while closing are logged."""
        closings: list[Callable[[], Any]] = [opened.close for opened in self._opened]
        for context in self._contexts.values():
            closings += context.released()
        self._opened, self._contexts = [], {}
        for closing in closings:
            try:
                await self._call(closing)
            except Exception:
                logging.getLogger(__name__).warning("closing a connection failed", exc_info=True)


IDENTITY_LENGTH = 64
"""Ledgers keep no longer names."""


def identity_of(workflow_id: str, step_name: str) -> str:
    """Return the name of a step in the whole installation, the same for ever; of a long one a part and a digest."""
    name = f"{workflow_id}/{step_name}"
    if len(name) <= IDENTITY_LENGTH:
        return name
    digest = hashlib.sha256(step_name.encode()).hexdigest()[:16]
    return f"{name[: IDENTITY_LENGTH - 17]}~{digest}"


class StepAccess(Compilers):
    """`nexus.hookspecs.StepContext` of one step."""

    def __init__(
        self,
        definition: SequenceDefinition,
        connections: OpenedConnections,
        call: Caller,
        *,
        step: Step,
        connection_id: str | None,
    ) -> None:
        variables = STEP_VARIABLES if step.for_each is None else ITEM_VARIABLES
        super().__init__(definition.components.transforms, f"{definition.workflow.name}.{step.name}", variables)
        self.identity = identity_of(definition.workflow.id, step.name)
        self.call = call
        self._connections = connections
        self._own = connections.context(connection_id) if connection_id is not None else None
        self.egress = definition.egress
        self.logger = logging.getLogger(f"nexus.workflow.{definition.workflow.name}")

    def shared(self, key: Any, create: Callable[[], Any], close: Callable[[Any], Any]) -> Any:
        """Return the one ``key`` of the step's connection in this process."""
        if self._own is None:
            raise ConfigurationError("a step without a connection has nothing to share")
        return self._own.shared(key, create, close)

    def connection(self, name: str) -> Any:
        """Return the structured configuration of a connection."""
        return self._connections.config(name)

    def able(self, name: str, operation: str) -> Collection[Capability]:
        """Return what is true of writing to a connection."""
        return self._connections.able(name, operation)

    async def writer(self, name: str, target: WriteTarget) -> Callable[[Any, str], Awaitable[None]]:
        """Open a connection for writing."""
        return await self._connections.writer(name, target)

    async def query(self, name: str) -> Query:
        """Open a connection for reading."""
        return await self._connections.query(name)


class StepOpener:
    """Opens the steps of one workflow.

    Attributes:
        steps: those that are open.
    """

    def __init__(self, definition: SequenceDefinition, connections: OpenedConnections, call: Caller) -> None:
        self._definition = definition
        self._connections = connections
        self._call = call
        self.steps: dict[str, OpenStep] = {}

    async def open_all(self) -> None:
        """Open all steps; may raise whatever a plugin raises, with those before it open."""
        for step, settings, step_type in self._definition.steps():
            chosen = [getattr(settings, name, None) for name in step_type.connections]
            own = next((name for name in chosen if name), None)
            access = StepAccess(self._definition, self._connections, self._call, step=step, connection_id=own)
            items = access.items(step.for_each) if step.for_each is not None else None
            running = await self._call(step_type.open, settings, access)
            self.steps[step.name] = OpenStep(step, running, step_type.effect, items)


class SequenceWork:
    """Runs messages through the steps of one workflow.

    Args:
        runs: keeps their checkpoints.
    """

    def __init__(self, definition: SequenceDefinition, context: MakeContext, call: Caller, runs: RunStore) -> None:
        self._definition = definition
        self._connections = OpenedConnections(definition, context, call)
        self._call = call
        self._runs = runs
        self._plan: SequencePlan | None = None

    @property
    def route(self) -> Route:
        """The workflow's only route."""
        return self._definition.route

    async def open(self) -> None:
        """Open all steps if they are not open."""
        if self._plan is not None:
            return
        opener = StepOpener(self._definition, self._connections, self._call)
        try:
            await opener.open_all()
        except BaseException:
            await self._close_all(opener.steps)
            raise
        self._plan = evolve(
            plan_of(self._definition, opener.steps, self._run_step),
            checkpoint=GatheredCheckpoints(self._runs.checkpoint),
            cancelled=self._runs.cancelled,
        )

    def prepare(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Nothing to do before the steps run."""
        return messages

    async def perform(self, prepared: Sequence[Message]) -> Outcome:
        """Run all messages side by side."""
        assert self._plan is not None
        return await run_batch(self._plan, prepared)

    async def close(self) -> None:
        """Close all steps and what they opened."""
        plan, self._plan = self._plan, None
        await self._close_all(plan.steps if plan is not None else {})

    async def _run_step(self, running: Any, step: Any) -> Any:
        return await self._call(running.run, step)

    async def _close_all(self, steps: Mapping[str, OpenStep]) -> None:
        for opened in steps.values():
            try:
                await self._call(opened.running.close)
            except Exception:
                logging.getLogger(__name__).warning("closing step %s failed", opened.step.name, exc_info=True)
        await self._connections.close()
