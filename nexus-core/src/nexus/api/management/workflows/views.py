"""What is answered about workflows: their documents, and beside them what follows from them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from nexus.api.management.schemas import view
from nexus.config import field
from nexus.engine.guarantee import Level
from nexus.errors import FieldError
from nexus.mapping.documents import MappingDocument
from nexus.model.workflow import MissedRuns, Mode, Pipeline, Workflow
from nexus.services.definitions.documents import ResultDocument, StepDocument
from nexus.services.workflows.desk import Promise, Surroundings, WorkflowDesk

_OF_WORKFLOW: Final = frozenset({"id", "version", "faults", "notes"})
_OF_PIPELINE: Final = frozenset({"guarantee", "broken"})


@view
class DefinitionFault:
    """Something that is wrong with a definition."""

    path: str
    message: str


@view
class GuaranteeView:
    """What holds for what a pipeline delivers."""

    level: Level
    text: str = field(help="For people.")
    ordered: bool


@view
class WorkflowSourceView:
    """Where messages come from: an application or a connection, by name."""

    application: str | None
    connection: str | None
    subscription: str | None = field(help="Of the connection; all of them without it.")


@view
class PipelineView:
    """One way out of a fan-out workflow."""

    DOCUMENTED: ClassVar = {"mappings": Sequence[MappingDocument]}

    id: str
    name: str
    destination: str = field(help="Name of the connection.")
    operation: str
    target: str
    key: Sequence[str]
    mappings: Sequence[Mapping[str, Any]] = field(help="Without what is as by default.")
    condition: str | None
    ordered_by: str | None
    ledger: bool
    partial: bool
    options: Mapping[str, Any]
    enabled: bool
    max_retries: int | None
    guarantee: GuaranteeView | None = field(help="Null where it cannot run.")
    broken: str | None = field(help="Why it cannot run; its messages wait.")


@view
class WorkflowView:
    """A workflow: its document, with defaults; and what follows from it."""

    DOCUMENTED: ClassVar = {"steps": Sequence[StepDocument], "result": ResultDocument | None}

    id: str
    version: int
    name: str
    description: str
    mode: Mode
    enabled: bool
    sources: Sequence[WorkflowSourceView]
    pipelines: Sequence[PipelineView]
    steps: Sequence[Mapping[str, Any]] = field(help="Each with `name`, `type`, and its type's settings.")
    retention_hours: float
    max_retries: int
    retry_base: float
    retry_cap: float
    timeout: float | None
    result: Mapping[str, Any] | None = field(help="What a sequential run answers with.")
    schedule: str | None
    timezone: str
    missed_runs: MissedRuns
    faults: Sequence[DefinitionFault] = field(help="What is wrong by now, since something that it needs is gone.")
    notes: Sequence[str] = field(help="What a person should know about the change that was just made.")


@view
class PipelineSummary:
    """A pipeline in a list."""

    id: str
    name: str
    destination: str = field(help="Name of the connection.")
    operation: str
    enabled: bool
    guarantee: GuaranteeView | None = field(help="Null where it cannot run.")
    broken: str | None = field(help="Why it cannot run; its messages wait.")


@view
class WorkflowSummary:
    """A workflow in a list."""

    id: str
    version: int
    name: str
    description: str
    mode: Mode
    enabled: bool
    sources: Sequence[WorkflowSourceView]
    pipelines: Sequence[PipelineSummary]
    steps: Sequence[str] = field(help="Names.")


@view
class WorkflowPage:
    """Workflows by name."""

    items: Sequence[WorkflowSummary]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def shown(desk: WorkflowDesk, workflow: Workflow, around: Surroundings, notes: Sequence[str] = ()) -> WorkflowView:
    """Return a workflow as it is answered."""
    entry = desk.entry(workflow, around)
    pipelines = [
        _pipeline(one, said, desk.promise(one, around))
        for one, said in zip(workflow.pipelines, entry.get("pipelines", ()), strict=True)
    ]
    return WorkflowView(
        id=workflow.id,
        version=workflow.version,
        name=workflow.name,
        description=workflow.description,
        mode=workflow.mode,
        enabled=workflow.enabled,
        sources=_sources(workflow, around),
        pipelines=pipelines,
        steps=entry.get("steps", []),
        retention_hours=workflow.retention_hours,
        max_retries=workflow.max_retries,
        retry_base=workflow.retry_base,
        retry_cap=workflow.retry_cap,
        timeout=workflow.timeout,
        result=entry.get("result"),
        schedule=workflow.schedule,
        timezone=workflow.timezone,
        missed_runs=workflow.missed_runs,
        faults=faults_shown(desk.faults(workflow, around)),
        notes=notes,
    )


def summary(desk: WorkflowDesk, workflow: Workflow, around: Surroundings) -> WorkflowSummary:
    """Return a workflow as it stands in a list."""
    return WorkflowSummary(
        id=workflow.id,
        version=workflow.version,
        name=workflow.name,
        description=workflow.description,
        mode=workflow.mode,
        enabled=workflow.enabled,
        sources=_sources(workflow, around),
        pipelines=[_short(one, around, desk.promise(one, around)) for one in workflow.pipelines],
        steps=[one.name for one in workflow.steps],
    )


def _sources(workflow: Workflow, around: Surroundings) -> list[WorkflowSourceView]:
    return [
        WorkflowSourceView(
            application=around.names[one.application] if one.application is not None else None,
            connection=around.names[one.connection] if one.connection is not None else None,
            subscription=one.subscription,
        )
        for one in workflow.sources
    ]


def _pipeline(pipeline: Pipeline, said: Mapping[str, Any], promise: Promise) -> PipelineView:
    return PipelineView(
        id=pipeline.id,
        name=pipeline.name,
        destination=said["destination"],
        operation=pipeline.operation,
        target=pipeline.target,
        key=pipeline.key,
        mappings=said.get("mappings", []),
        condition=pipeline.condition,
        ordered_by=pipeline.ordered_by,
        ledger=pipeline.ledger,
        partial=pipeline.partial,
        options=pipeline.options,
        enabled=pipeline.enabled,
        max_retries=pipeline.max_retries,
        guarantee=_guarantee(promise),
        broken=promise.broken or None,
    )


def _short(pipeline: Pipeline, around: Surroundings, promise: Promise) -> PipelineSummary:
    return PipelineSummary(
        id=pipeline.id,
        name=pipeline.name,
        destination=around.names[pipeline.destination],
        operation=pipeline.operation,
        enabled=pipeline.enabled,
        guarantee=_guarantee(promise),
        broken=promise.broken or None,
    )


def _guarantee(promise: Promise) -> GuaranteeView | None:
    found = promise.guarantee
    return GuaranteeView(level=found.level, text=found.text, ordered=found.ordered) if found is not None else None


def faults_shown(faults: Sequence[FieldError]) -> list[DefinitionFault]:
    """Return faults as they are answered."""
    return [DefinitionFault(path=one.path, message=one.message) for one in faults]


def as_document(value: Any) -> Any:
    """Return what was sent without what only answers have, so that an answer can be edited and sent back."""
    if not isinstance(value, Mapping):
        return value
    document = {key: item for key, item in value.items() if key not in _OF_WORKFLOW}
    if isinstance(document.get("pipelines"), list):
        document["pipelines"] = [_without(one, _OF_PIPELINE) for one in document["pipelines"]]
    if isinstance(document.get("sources"), list):
        document["sources"] = [_without_null(one) for one in document["sources"]]
    return document


def _without_null(value: Any) -> Any:
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, Mapping) else value


def _without(value: Any, names: frozenset[str]) -> Any:
    return {key: item for key, item in value.items() if key not in names} if isinstance(value, Mapping) else value
