"""Turns definitions into work: what each enabled route does, and by what one notices that it has to be made anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from nexus.engine.calls import Caller
from nexus.engine.plan import bind, require_near
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import SequenceDefinition, StepComponents, used_connections
from nexus.errors import ConfigurationError
from nexus.hookspecs import Egress
from nexus.mapping.masks import MaskBook
from nexus.model.connection import Connection
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.ports import RunStore
from nexus.services.agent_links.work import AgentWork
from nexus.worker.destination import Destination
from nexus.worker.steps import SequenceWork
from nexus.worker.work import PipelineWork, Work

Key = tuple[str, str]
"""Workflow id and consumer group: names a route."""


@frozen
class Wanted:
    """A route that should run.

    Attributes:
        signature: equal as long as a running one can stay.
        make: binds it; raises NexusError if it cannot run.
    """

    key: Key
    name: str
    signature: tuple[object, ...]
    make: Callable[[], Work]


class Assembly:
    """Makes work from definitions.

    Args:
        components: what is installed.
        runs: gives what keeps the checkpoints of a workflow's runs.
        agents: does what is to be done through an agent; None where no agent can be asked.

    Attributes:
        masks: what applications want nobody to see; routes that run follow its changes.
    """

    def __init__(
        self,
        components: StepComponents,
        egress: Egress,
        call: Caller,
        runs: Callable[[str], RunStore],
        agents: AgentWork | None = None,
    ) -> None:
        self.masks = MaskBook()
        self._components = components
        self._agents = agents
        self._runs = runs
        self._egress = egress
        self._call = call
        self._resources: dict[tuple[str, int], ConnectionResources] = {}

    def used(self, workflows: Sequence[Workflow]) -> list[str]:
        """Return the ids of all connections that ``workflows`` use."""
        ids = {pipeline.destination for workflow in workflows for pipeline in workflow.pipelines}
        for workflow in workflows:
            ids |= used_connections(workflow, self._components.step_types)
        return sorted(ids)

    def wanted(self, workflows: Sequence[Workflow], connections: Sequence[Connection]) -> Iterator[Wanted]:
        """Yield every enabled route of ``workflows``."""
        by_id = {connection.id: connection for connection in connections}
        for workflow in workflows:
            if workflow.mode is Mode.SEQUENTIAL:
                yield self._sequence(workflow, by_id)
                continue
            for pipeline in workflow.pipelines:
                if pipeline.enabled:
                    yield self._pipeline(workflow, pipeline, by_id.get(pipeline.destination))

    def _pipeline(self, workflow: Workflow, pipeline: Pipeline, connection: Connection | None) -> Wanted:
        used = () if connection is None else (connection.id, connection.version)
        return Wanted(
            key=(workflow.id, pipeline.id),
            name=f"{workflow.name} / {pipeline.name}",
            signature=(workflow.version, *used),
            make=lambda: self._pipeline_work(workflow, pipeline, connection),
        )

    def _pipeline_work(self, workflow: Workflow, pipeline: Pipeline, connection: Connection | None) -> Work:
        if connection is None:
            raise ConfigurationError(
                "its destination cannot be opened",
                path=f"workflows.{workflow.name}.pipelines.{pipeline.name}",
                remedy="the log above names the encryption key that is missing",
            )
        plan = bind(workflow, pipeline, connection, self._components)
        plan = evolve(plan, route=evolve(plan.route, masks=self.masks))
        if connection.via_agent is not None:
            if self._agents is None:
                require_near(connection)
            else:
                plan = evolve(plan, sink_type=self._agents.through(connection, plan.sink_type))
        return PipelineWork(plan, Destination(plan, self.context(connection), self._call))

    def _sequence(self, workflow: Workflow, connections: Mapping[str, Connection]) -> Wanted:
        names = sorted(used_connections(workflow, self._components.step_types) & connections.keys())
        used = {name: connections[name] for name in names}
        return Wanted(
            key=(workflow.id, SEQUENCE),
            name=workflow.name,
            signature=(workflow.version, *((name, used[name].version) for name in names)),
            make=lambda: self._sequence_work(workflow, used),
        )

    def _sequence_work(self, workflow: Workflow, connections: Mapping[str, Connection]) -> Work:
        definition = SequenceDefinition(workflow, connections, self._components, self._egress, self.masks)
        definition.check()
        return SequenceWork(definition, self.context, self._call, self._runs(workflow.id), self._agents)

    def context(self, connection: Connection) -> ComponentContext:
        """Return the context of one more component of ``connection``."""
        resources = self._resources.setdefault((connection.id, connection.version), ConnectionResources())
        return ComponentContext.of(connection, self._egress, resources)
