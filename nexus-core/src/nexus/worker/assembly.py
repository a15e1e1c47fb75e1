"""Turns definitions into work: what each enabled route does, and by what one notices that it has to be made anew."""

import logging
from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from nexus.engine.calls import Caller
from nexus.engine.plan import Components, bind
from nexus.hookspecs import Egress
from nexus.model.connection import Connection
from nexus.model.workflow import Pipeline, Workflow
from nexus.worker.destination import Destination
from nexus.worker.resources import ComponentContext, ConnectionResources
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
    """

    def __init__(self, components: Components, egress: Egress, call: Caller) -> None:
        self._components = components
        self._egress = egress
        self._call = call
        self._resources: dict[tuple[str, int], ConnectionResources] = {}

    def wanted(self, workflows: Sequence[Workflow], connections: Sequence[Connection]) -> Iterator[Wanted]:
        """Yield every enabled route of ``workflows``."""
        by_id = {connection.id: connection for connection in connections}
        for workflow in workflows:
            for pipeline in workflow.pipelines:
                connection = by_id.get(pipeline.destination)
                if pipeline.enabled and connection is not None:
                    yield self._pipeline(workflow, pipeline, connection)

    def _pipeline(self, workflow: Workflow, pipeline: Pipeline, connection: Connection) -> Wanted:
        return Wanted(
            key=(workflow.id, pipeline.id),
            name=f"{workflow.name} / {pipeline.name}",
            signature=(workflow.version, connection.id, connection.version),
            make=lambda: self._pipeline_work(workflow, pipeline, connection),
        )

    def _pipeline_work(self, workflow: Workflow, pipeline: Pipeline, connection: Connection) -> Work:
        plan = bind(workflow, pipeline, connection, self._components)
        return PipelineWork(plan, Destination(plan, self.context(connection), self._call))

    def context(self, connection: Connection) -> ComponentContext:
        """Return the context of one more component of ``connection``."""
        resources = self._resources.setdefault((connection.id, connection.version), ConnectionResources())
        logger = logging.getLogger(f"nexus.connection.{connection.name}")
        return ComponentContext(resources, self._egress, logger)
