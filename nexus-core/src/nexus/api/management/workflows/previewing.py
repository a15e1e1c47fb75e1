"""Trying workflows on samples."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.bodies import Sent, sent
from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.workflows.views import DefinitionFault, as_document, faults_shown
from nexus.config import field, structure
from nexus.errors import FieldError, InvalidInput
from nexus.mapping.trial import TriedField
from nexus.services.workflows.desk import WorkflowDesk
from nexus.services.workflows.preview import (
    MOST_SAMPLES,
    Preview,
    PreviewDocument,
    TriedPipeline,
    TriedSample,
    TriedStep,
    preview,
)

_DESCRIPTION: Final = (
    "Nothing is delivered, and nothing outside is reached. A draft that is not in order yet is told its faults with their "
    "places, and what is in order is tried all the same."
)


@view
class TriedFieldView:
    """What one rule of a mapping makes of a sample."""

    index: int = field(help="Of the rule in `mappings`.")
    target: str
    path: str = field(help="Path or expression.")
    found: str = field(help="Type of what is there, in JSON's words; `nothing` where there is nothing.")
    value: Any = field(help="Of the target; decimals, times and bytes as text.")
    skipped: bool = field(help="The target stays as it is.")
    error: str | None = field(help="Why the sample does not fit.")


@view
class TriedPipelineView:
    """What a pipeline makes of a sample."""

    index: int = field(help="Of the pipeline in `pipelines`.")
    name: str
    status: str = field(help="`mapped`, `filtered`, or `failed`: the message would be a dead letter.")
    row: Any = field(help="As far as the rules fit; null where the message is filtered.")
    fields: Sequence[TriedFieldView]
    error: str | None = field(help="What is wrong with the sample as a whole, or with the condition on it.")


@view
class TriedStepView:
    """What a step makes of a sample."""

    name: str
    type: str
    status: str = field(help="`ran`, `assumed`, `skipped`, `failed`, or `not_run`: it reaches outside.")
    output: Any
    error: str | None
    next: str | None = field(help="The step that comes next; null at the end.")


@view
class TriedSampleView:
    """What a workflow makes of one sample."""

    pipelines: Sequence[TriedPipelineView]
    steps: Sequence[TriedStepView]


@view
class WorkflowPreview:
    """What a workflow makes of samples."""

    faults: Sequence[DefinitionFault] = field(help="What is wrong with the definition itself.")
    samples: Sequence[TriedSampleView]


class _Samples(msgspec.Struct):
    """The samples as they were sent: no digit is lost on the way."""

    samples: list[msgspec.Raw]


_decode_samples: Final = msgspec.json.Decoder(_Samples).decode


def preview_routes(management: Management, desk: WorkflowDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""

    def tried(workspace_id: str, data: Sent, saved: Any) -> WorkflowPreview:
        document, definition, samples = _read(data)
        around = desk.surroundings(workspace_id)
        raw = definition if definition is not None else saved(around)
        return _view(preview(raw, document, samples, around, management.catalogue))

    def _refuse(_: Any) -> Any:
        raise InvalidInput([FieldError("definition", "is required, where there is no saved workflow")])

    @route(
        "POST",
        "/workflows/preview",
        policy=Policy.USER,
        name="preview_draft",
        summary="Try a draft on samples",
        description=_DESCRIPTION,
        tag="workflows",
        body=PreviewDocument,
        dto=sent(PreviewDocument),
        status=200,
    )
    def preview_draft(request: Request[Any, Any, Any], data: JSONBody[Any]) -> WorkflowPreview:
        return tried(caller_of(request).workspace_id, data, _refuse)

    @route(
        "POST",
        "/workflows/{workflow_id:str}/preview",
        policy=Policy.USER,
        name="preview_workflow",
        summary="Try a workflow, or a draft of it, on samples",
        description=_DESCRIPTION,
        tag="workflows",
        body=PreviewDocument,
        dto=sent(PreviewDocument),
        status=200,
    )
    def preview_workflow(
        request: Request[Any, Any, Any], workflow_id: FromPath[str], data: JSONBody[Any]
    ) -> WorkflowPreview:
        workspace_id = caller_of(request).workspace_id
        workflow = desk.get(workspace_id, workflow_id)
        return tried(workspace_id, data, lambda around: desk.entry(workflow, around))

    return [preview_draft, preview_workflow]


def _read(data: Sent) -> tuple[PreviewDocument, Any, list[bytes]]:
    """Return what is wanted, the draft as it was sent, and the samples as they were."""
    if not isinstance(data.value, Mapping):
        raise InvalidInput([FieldError("", "the body must be an object")])
    rest = {key: value for key, value in data.value.items() if key != "definition"}
    document = structure(PreviewDocument, rest)
    samples = [bytes(one) for one in _decode_samples(data.text).samples]
    if len(samples) > MOST_SAMPLES:
        raise InvalidInput([FieldError("samples", f"give at most {MOST_SAMPLES}")])
    return document, as_document(data.value.get("definition")), samples


def _view(found: Preview) -> WorkflowPreview:
    return WorkflowPreview(faults=faults_shown(found.faults), samples=[_sample(one) for one in found.samples])


def _sample(sample: TriedSample) -> TriedSampleView:
    return TriedSampleView(
        pipelines=[_pipeline(one) for one in sample.pipelines], steps=[_step(one) for one in sample.steps]
    )


def _pipeline(one: TriedPipeline) -> TriedPipelineView:
    tried = one.tried
    failed = tried.error or any(each.error for each in tried.fields)
    return TriedPipelineView(
        index=one.index,
        name=one.name,
        status="failed" if failed else "filtered" if tried.filtered else "mapped",
        row=tried.row,
        fields=[_field(each) for each in tried.fields],
        error=tried.error or None,
    )


def _field(one: TriedField) -> TriedFieldView:
    return TriedFieldView(
        index=one.index,
        target=one.target,
        path=one.path,
        found=one.found,
        value=one.value,
        skipped=one.skipped,
        error=one.error or None,
    )


def _step(one: TriedStep) -> TriedStepView:
    return TriedStepView(
        name=one.name, type=one.type, status=one.status, output=one.output, error=one.error or None, next=one.next
    )
