"""A sequential workflow with all that its steps refer to: checked as far as that goes without reaching anything."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from attrs import field, frozen

from nexus.config import structure
from nexus.engine.route import SEQUENCE, Route
from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.graph import faults, graph
from nexus.engine.sequence.opened import CallStep, OpenStep, SequencePlan
from nexus.errors import ConfigurationError, InvalidInput
from nexus.hookspecs import BatchPolicy, Connector, Egress, SinkType, SourceType, StepType, TransformFunction
from nexus.mapping.masks import MaskBook
from nexus.model.connection import Connection
from nexus.model.workflow import Step, Workflow

SIDE_BY_SIDE = BatchPolicy(max_rows=500, max_in_flight=2)
"""How many runs of one workflow a worker has under way at once. They advance together, so that steps write batches."""

FAMILY = "database"
"""Sequences wait in the retry queue that has no family in its name."""


class StepComponents(Protocol):
    """What is installed, as far as steps need it."""

    @property
    def transforms(self) -> Mapping[str, TransformFunction]:
        """Functions for mappings, by name."""
        ...

    @property
    def step_types(self) -> Mapping[str, StepType]:
        """Step types by name."""
        ...

    def connector(self, name: str) -> Connector:
        """Return the connector ``name`` or raise ConfigurationError."""
        ...

    def sink(self, name: str) -> SinkType:
        """Return the sink type of the connector ``name`` or raise ConfigurationError."""
        ...

    def source(self, name: str) -> SourceType:
        """Return the source type of the connector ``name`` or raise ConfigurationError."""
        ...

    def step_type(self, name: str) -> StepType:
        """Return the step type ``name`` or raise ConfigurationError."""
        ...


@frozen
class SequenceDefinition:
    """A workflow and the connections of its workspace that its steps use, by id."""

    workflow: Workflow
    connections: Mapping[str, Connection] = field(repr=False)
    components: StepComponents = field(repr=False)
    egress: Egress = field(repr=False)
    masks: MaskBook = field(factory=MaskBook, repr=False, eq=False)

    @property
    def route(self) -> Route:
        """The only route of a sequential workflow."""
        workflow = self.workflow
        return Route(
            workspace_id=workflow.workspace_id,
            workflow_id=workflow.id,
            pipeline_id=SEQUENCE,
            name=workflow.name,
            family=FAMILY,
            batching=SIDE_BY_SIDE,
            max_retries=workflow.max_retries,
            retry_base=workflow.retry_base,
            retry_cap=workflow.retry_cap,
            masks=self.masks,
        )

    def connection(self, connection_id: str) -> Connection:
        """Return a connection.

        Raises:
            ConfigurationError: there is none with this id.
        """
        if connection_id not in self.connections:
            raise ConfigurationError(
                f"there is no connection {connection_id!r}", path=f"workflows.{self.workflow.name}"
            )
        return self.connections[connection_id]

    def steps(self) -> Iterator[tuple[Step, Any, StepType]]:
        """Yield each step with its structured settings and its type.

        Raises:
            ConfigurationError: a step type is missing, or does not take these settings.
        """
        for index, step in enumerate(self.workflow.steps):
            place = f"workflows.{self.workflow.name}.steps[{index}]"
            step_type = self.components.step_type(step.type)
            try:
                yield step, structure(step_type.config, dict(step.settings), place), step_type
            except InvalidInput as error:
                raise ConfigurationError(str(error), path=place) from error

    def check(self) -> None:
        """Check everything that can be checked without reaching anything.

        Raises:
            ConfigurationError: with the place.
        """
        wrong = faults(self.workflow.steps, self.components.step_types)
        if wrong:
            raise ConfigurationError("; ".join(str(fault) for fault in wrong), path=f"workflows.{self.workflow.name}")
        for _ in self.steps():
            pass


def used_connections(workflow: Workflow, step_types: Mapping[str, StepType]) -> set[str]:
    """Return the ids of the connections that the steps of ``workflow`` name."""
    used = set()
    for step in workflow.steps:
        names = step_types[step.type].connections if step.type in step_types else ()
        used |= {step.settings[name] for name in names if isinstance(step.settings.get(name), str)}
    return used


def plan_of(definition: SequenceDefinition, steps: Mapping[str, OpenStep], call: CallStep) -> SequencePlan:
    """Return the plan of a workflow whose steps are open."""
    workflow = definition.workflow
    compilers = Compilers(definition.components.transforms, f"{workflow.name}.result")
    return SequencePlan(
        definition.route,
        graph(workflow.steps),
        steps,
        call,
        timeout_s=workflow.timeout,
        result=None if workflow.result is None else compilers.result(workflow.result),
        version=workflow.version,
    )
