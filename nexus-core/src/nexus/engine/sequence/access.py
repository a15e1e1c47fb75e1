"""What steps of a sequence are given when they are opened: compilers, and the connections that they use."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.plan import require_near
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.elsewhere import Elsewhere, runs_there
from nexus.engine.sequence.gather import GatheredWriter
from nexus.engine.sequence.opened import OpenStep
from nexus.engine.sequence.plan import SequenceDefinition
from nexus.errors import ConfigurationError, InvalidInput
from nexus.hookspecs import Batch, Capability, Query, RunningStep, Sink, StepType, WriteTarget
from nexus.mapping.scope import ITEM_VARIABLES, STEP_VARIABLES
from nexus.model.connection import Connection
from nexus.model.workflow import Step

MakeContext = Callable[[Connection], ComponentContext]


class OpenedConnections:
    """The connections that the steps of one workflow use, and all that was opened on them.

    Args:
        context: makes the context of a connection.
        call: runs what plugins give.
        elsewhere: reaches connections that name an agent; None where no agent can be asked.
    """

    def __init__(
        self, definition: SequenceDefinition, context: MakeContext, call: Caller, elsewhere: Elsewhere | None = None
    ) -> None:
        self._definition = definition
        self._context = context
        self._call = call
        self._elsewhere = elsewhere
        self._contexts: dict[str, ComponentContext] = {}
        self._opened: list[Sink | Query] = []

    def config(self, connection_id: str) -> Any:
        """Return the structured configuration of a connection that is reached from here."""
        connection = self._definition.connection(connection_id)
        require_near(connection)
        cls = self._definition.components.connector(connection.connector).config
        return structure(cls, connection.config, f"connections.{connection.name}.config")

    def context(self, connection_id: str) -> ComponentContext:
        """Return the one context of this workflow for a connection."""
        if connection_id not in self._contexts:
            self._contexts[connection_id] = self._context(self._definition.connection(connection_id))
        return self._contexts[connection_id]

    async def writer(self, connection_id: str, target: WriteTarget) -> GatheredWriter:
        """Open a connection for writing."""
        connection = self._definition.connection(connection_id)
        sink_type = self._definition.components.sink(connection.connector)
        if target.operation not in sink_type.operations:
            raise ConfigurationError(
                f"{sink_type.connector.title} cannot {target.operation!r}",
                remedy=f"use one of {', '.join(sink_type.operations)}",
            )
        elsewhere = self._far(connection)
        if elsewhere is not None:
            sink_type, config = elsewhere.through(connection, sink_type), None
        else:
            config = self.config(connection_id)
        sink = await self._call(sink_type.open, config, target, self.context(connection_id))
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
        elsewhere = self._far(connection)
        if elsewhere is not None:
            return elsewhere.query(connection)
        query: Query = await self._call(connector.query, self.config(connection_id), self.context(connection_id))
        self._opened.append(query)
        return query

    def step(self, step: Step, connection_id: str) -> RunningStep:
        """Return a step that runs where its connection is reached from."""
        connection = self._definition.connection(connection_id)
        elsewhere = self._far(connection)
        assert elsewhere is not None
        return elsewhere.step(self._definition.workflow, step, connection)

    def _far(self, connection: Connection) -> Elsewhere | None:
        """Return what reaches a connection that names an agent; None for one that is reached from here."""
        if connection.via_agent is not None and self._elsewhere is None:
            require_near(connection)
        return self._elsewhere if connection.via_agent is not None else None

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
            chosen = self._chosen(settings, step_type)
            own = next(iter(chosen.values()), None)
            access = StepAccess(self._definition, self._connections, self._call, step=step, connection_id=own)
            items = access.items(step.for_each) if step.for_each is not None else None
            if own is not None and self._runs_there(step, step_type, settings, chosen):
                running = self._connections.step(step, own)
            else:
                running = await self._call(step_type.open, settings, access)
            self.steps[step.name] = OpenStep(step, running, step_type.effect, items)

    def _chosen(self, settings: Any, step_type: StepType) -> dict[str, str]:
        """Return the connections that a step names, by setting."""
        named = {name: getattr(settings, name, None) for name in step_type.connections}
        return {name: connection for name, connection in named.items() if connection}

    def _runs_there(self, step: Step, step_type: StepType, settings: Any, chosen: Mapping[str, str]) -> bool:
        agents = {name: self._definition.connection(one).via_agent for name, one in chosen.items()}
        try:
            return runs_there(step_type, settings, agents)
        except InvalidInput as error:
            raise ConfigurationError(
                str(error), path=f"workflows.{self._definition.workflow.name}.{step.name}"
            ) from error
