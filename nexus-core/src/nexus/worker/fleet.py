"""The pipelines that this worker runs, kept in step with the definitions."""

import logging
from collections.abc import Callable, Iterator

from attrs import define, frozen

from nexus.engine.calls import Caller
from nexus.engine.plan import Components, PipelinePlan, bind
from nexus.errors import NexusError
from nexus.hookspecs import Egress
from nexus.model.connection import Connection
from nexus.model.workflow import Pipeline, Workflow
from nexus.ports import DefinitionStore, PipelineStream, Streams
from nexus.worker.destination import Destination
from nexus.worker.pipeline import PipelineRunner, Settled
from nexus.worker.resources import ComponentContext, ConnectionResources

log = logging.getLogger(__name__)


@frozen
class _Wanted:
    """A pipeline as it should run; equal signatures mean that a running one can stay."""

    workflow: Workflow
    pipeline: Pipeline
    connection: Connection

    @property
    def signature(self) -> tuple[int, str, int]:
        return self.workflow.version, self.connection.id, self.connection.version


@define
class _Running:
    runner: PipelineRunner
    signature: tuple[int, str, int]


class Fleet:
    """Starts, replaces and stops pipeline runners as definitions change.

    Args:
        components: what is installed.
        report: given to every runner; see `PipelineRunner`.

    Attributes:
        broken: pipeline id -> why it cannot run. Its messages wait; all other pipelines run.
    """

    def __init__(
        self,
        *,
        definitions: DefinitionStore,
        components: Components,
        streams: Streams,
        egress: Egress,
        call: Caller,
        report: Callable[[Settled], None],
    ) -> None:
        self._definitions = definitions
        self._components = components
        self._streams = streams
        self._egress = egress
        self._call = call
        self._report = report
        self._running: dict[str, _Running] = {}
        self._by_workflow: dict[str, list[PipelineRunner]] = {}
        self._resources: dict[tuple[str, int], ConnectionResources] = {}
        self._workflows: dict[str, Workflow] = {}
        self.broken: dict[str, str] = {}

    def runners(self) -> list[PipelineRunner]:
        """All runners, in no order."""
        return [entry.runner for entry in self._running.values()]

    def of_workflow(self, workflow_id: str) -> list[PipelineRunner]:
        """The runners of one workflow."""
        return self._by_workflow.get(workflow_id, [])

    def runner(self, pipeline_id: str) -> PipelineRunner | None:
        """The runner of one pipeline, or None if it is not to run or cannot."""
        entry = self._running.get(pipeline_id)
        return entry.runner if entry else None

    def workflows(self) -> list[Workflow]:
        """All enabled workflows."""
        return list(self._workflows.values())

    def schedules(self) -> set[tuple[str, str]]:
        """Workflow id and connector family of every retry schedule that may hold something."""
        return {(runner.plan.workflow.id, runner.plan.family) for runner in self.runners()}

    async def reload(self) -> None:
        """Read the definitions and make the running pipelines equal to them."""
        wanted = await self._call(self._read)
        for pipeline_id in [known for known, entry in self._running.items() if self._stale(entry, wanted.get(known))]:
            await self._stop(pipeline_id)
        self.broken = {}
        for pipeline_id, item in wanted.items():
            if pipeline_id not in self._running:
                self._start(item)
        self._index()

    async def stop(self) -> None:
        """Stop all runners; what they have not delivered stays pending."""
        for pipeline_id in list(self._running):
            self._running[pipeline_id].runner.halt()
        for pipeline_id in list(self._running):
            await self._stop(pipeline_id)

    def _read(self) -> dict[str, _Wanted]:
        workflows = [workflow for workflow in self._definitions.workflows() if workflow.enabled]
        self._workflows = {workflow.id: workflow for workflow in workflows}
        ids = {pipeline.destination for workflow in workflows for pipeline in workflow.pipelines}
        connections = {connection.id: connection for connection in self._definitions.connections(sorted(ids))}
        return {item.pipeline.id: item for item in _pairs(workflows, connections)}

    @staticmethod
    def _stale(entry: _Running, wanted: _Wanted | None) -> bool:
        return wanted is None or wanted.signature != entry.signature

    def _start(self, item: _Wanted) -> None:
        try:
            plan = bind(item.workflow, item.pipeline, item.connection, self._components)
        except NexusError as error:
            log.error("%s / %s cannot run: %s", item.workflow.name, item.pipeline.name, error)  # noqa: TRY400 — a person's fault
            self.broken[item.pipeline.id] = str(error)
            return
        runner = PipelineRunner(plan, self._stream(plan), self._destination(plan), self._report)
        self._running[item.pipeline.id] = _Running(runner, item.signature)
        runner.wake()

    def _stream(self, plan: PipelinePlan) -> PipelineStream:
        return self._streams.pipeline(plan.workflow.id, plan.pipeline.id, plan.family)

    def _destination(self, plan: PipelinePlan) -> Destination:
        key = (plan.connection.id, plan.connection.version)
        resources = self._resources.setdefault(key, ConnectionResources())
        logger = logging.getLogger(f"nexus.connection.{plan.connection.name}")
        return Destination(plan, ComponentContext(resources, self._egress, logger), self._call)

    async def _stop(self, pipeline_id: str) -> None:
        entry = self._running.pop(pipeline_id)
        await entry.runner.stop()

    def _index(self) -> None:
        self._by_workflow = {}
        for runner in self.runners():
            self._by_workflow.setdefault(runner.plan.workflow.id, []).append(runner)


def _pairs(workflows: list[Workflow], connections: dict[str, Connection]) -> Iterator[_Wanted]:
    for workflow in workflows:
        for pipeline in workflow.pipelines:
            connection = connections.get(pipeline.destination)
            if pipeline.enabled and connection is not None:
                yield _Wanted(workflow, pipeline, connection)
