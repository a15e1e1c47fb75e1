"""Every pipeline: whether it can run, what it guarantees, what is before it."""

from collections.abc import AsyncIterator, Iterator, Mapping

from attrs import evolve, frozen

from nexus.cli.diagnosis.findings import Finding, State, broken
from nexus.cli.diagnosis.metadata import Stored
from nexus.engine.plan import bind
from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import SequenceDefinition
from nexus.errors import ConfigurationError, GroupLost, NexusError, StoreError
from nexus.hookspecs import Egress
from nexus.model.connection import Connection
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.plugins import Catalogue
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer

_AREA = "pipelines"


@frozen
class _Bound:
    """A pipeline that can run; ``route`` names its cursor: workflow, consumer group, family."""

    finding: Finding
    route: tuple[str, str, str] | None = None


async def look_at_pipelines(
    stored: Stored, catalogue: Catalogue, egress: Egress, store: Store | None
) -> AsyncIterator[Finding]:
    """Yield each pipeline with its guarantee and, where the store can be asked, its backlog."""
    connections = {one.id: one for one in stored.connections}
    for workflow in stored.workflows:
        for bound in _bound(workflow, connections, catalogue, egress):
            if store is None or bound.route is None:
                yield bound.finding
                continue
            backlog = await _backlog(store, *bound.route)
            yield evolve(bound.finding, message=f"{bound.finding.message}; {backlog}")


def _bound(
    workflow: Workflow, connections: Mapping[str, Connection], catalogue: Catalogue, egress: Egress
) -> Iterator[_Bound]:
    if not workflow.enabled:
        yield _Bound(Finding(_AREA, workflow.name, State.OK, "disabled: its messages wait"))
    elif workflow.mode is Mode.SEQUENTIAL:
        yield _sequence(workflow, connections, catalogue, egress)
    else:
        for pipeline in workflow.pipelines:
            yield _pipeline(workflow, pipeline, connections, catalogue)


def _sequence(
    workflow: Workflow, connections: Mapping[str, Connection], catalogue: Catalogue, egress: Egress
) -> _Bound:
    definition = SequenceDefinition(workflow, connections, catalogue, egress)
    try:
        definition.check()
    except NexusError as error:
        return _Bound(broken(_AREA, workflow.name, error))
    text = f"{len(workflow.steps)} steps, each at least once, with a stable idempotency key"
    return _Bound(Finding(_AREA, workflow.name, State.OK, text), (workflow.id, SEQUENCE, definition.route.family))


def _pipeline(
    workflow: Workflow, pipeline: Pipeline, connections: Mapping[str, Connection], catalogue: Catalogue
) -> _Bound:
    name = f"{workflow.name} / {pipeline.name}"
    if not pipeline.enabled:
        return _Bound(Finding(_AREA, name, State.OK, "disabled: its messages wait"))
    try:
        if pipeline.destination not in connections:
            raise ConfigurationError("its connection is gone or cannot be opened", remedy="see the connections above")
        plan = bind(workflow, pipeline, connections[pipeline.destination], catalogue)
    except NexusError as error:
        return _Bound(broken(_AREA, name, error))
    return _Bound(Finding(_AREA, name, State.OK, plan.guarantee.text), (workflow.id, pipeline.id, plan.route.family))


async def _backlog(store: Store, workflow_id: str, pipeline_id: str, family: str) -> str:
    try:
        depth = await StreamConsumer(store, workflow_id, pipeline_id, "doctor", family=family).depth()
    except GroupLost:
        return "nothing read yet"
    except StoreError as error:
        return f"backlog unknown: {error}"
    return f"{depth.lag} unread, {depth.pending} in work, {depth.scheduled} scheduled"
