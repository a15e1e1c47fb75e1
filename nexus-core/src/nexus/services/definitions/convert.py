"""Between documents, which people write with names, and the model, which runs with ids."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any

import attrs
from attrs import evolve, frozen

from nexus.config import structure
from nexus.config.shapes import fields_of
from nexus.hookspecs import StepType
from nexus.mapping.documents import FieldDocument, MappingDocument, field_specs, rule
from nexus.model.connection import Application, FieldSpec
from nexus.model.mapping import MappingRule
from nexus.model.workflow import Pipeline, ResultRule, Step, Workflow, WorkflowSource
from nexus.services.definitions.documents import (
    ApplicationDocument,
    PipelineDocument,
    ResultDocument,
    StepDocument,
    WorkflowDocument,
)

STEP_FIELDS = frozenset(fields_of(StepDocument))

_OF_PIPELINE = frozenset({"id", "mappings", "destination"})
"""What a pipeline's document says in another way than the model."""


@frozen
class Names:
    """Ids by name, for what documents refer to."""

    applications: Mapping[str, str]
    connections: Mapping[str, str]


def application(document: ApplicationDocument, application_id: str, workspace_id: str, version: int = 1) -> Application:
    """Return the application that ``document`` describes."""
    own = {name: getattr(document, name) for name in _names(ApplicationDocument) if name != "fields"}
    fields = field_specs(document.fields)
    return Application(id=application_id, workspace_id=workspace_id, fields=fields, version=version, **own)


def field_documents(fields: Sequence[FieldSpec]) -> tuple[FieldDocument, ...]:
    """Return the documents that describe ``fields``."""
    return tuple(FieldDocument(**{name: getattr(item, name) for name in _names(FieldSpec)}) for item in fields)


def application_values(value: Application) -> dict[str, Any]:
    """Return what an `ApplicationDocument` that describes ``value`` is made of."""
    own = {name: getattr(value, name) for name in _names(ApplicationDocument) if name != "fields"}
    return own | {"fields": field_documents(value.fields)}


def pipeline(document: PipelineDocument, raw: Mapping[str, Any], pipeline_id: str, destination_id: str) -> Pipeline:
    """Return the pipeline of ``document``."""
    own = {name: getattr(document, name) for name in _names(PipelineDocument) if name not in _OF_PIPELINE}
    raw_rules = raw.get("mappings") or ()
    rules = tuple(rule(item, raw_rule) for item, raw_rule in zip(document.mappings, raw_rules, strict=True))
    return Pipeline(id=pipeline_id, destination=destination_id, mappings=rules, **own)


def step_document(raw: Mapping[str, Any]) -> StepDocument:
    """Return the part of a step that all step types have; `check` has structured it before."""
    return structure(StepDocument, {key: value for key, value in raw.items() if key in STEP_FIELDS})


def step(document: StepDocument, raw: Mapping[str, Any]) -> Step:
    """Return the step of ``document``; what all step types have stands apart from its own settings."""
    own = {name: getattr(document, name) for name in STEP_FIELDS}
    return Step(settings={key: value for key, value in raw.items() if key not in STEP_FIELDS}, **own)


def result(document: ResultDocument | None) -> ResultRule | None:
    """Return what a run answers with."""
    return None if document is None else ResultRule(document.source, document.expression, document.mappings)


def workflow(
    document: WorkflowDocument,
    raw: Mapping[str, Any],
    names: Names,
    step_types: Mapping[str, StepType],
    *,
    workflow_id: str = "",
    workspace_id: str = "",
) -> Workflow:
    """Return the workflow of ``document``; every name is known (`check` has seen to that).

    Args:
        document: as it was structured.
        raw: what it was structured from.
        names: ids by name.
        step_types: tell which settings of steps are connections.
        workflow_id: its id, if it has one.
        workspace_id: whose it is.
    """
    skipped = {"sources", "pipelines", "steps", "result"}
    own = {name: getattr(document, name) for name in _names(WorkflowDocument) if name not in skipped}
    own["result"] = result(document.result)
    pipelines = tuple(
        pipeline(one, raw_one, one.id or "", names.connections[one.destination])
        for one, raw_one in zip(document.pipelines, raw.get("pipelines") or (), strict=True)
    )
    steps = tuple(
        with_connections(step(step_document(one), one), step_types, names.connections) for one in document.steps
    )
    sources = tuple(
        WorkflowSource(application=names.applications[item.application])
        if item.application is not None
        else WorkflowSource(connection=names.connections[str(item.connection)], subscription=item.subscription)
        for item in document.sources
    )
    return Workflow(id=workflow_id, workspace_id=workspace_id, sources=sources, pipelines=pipelines, steps=steps, **own)


def application_entry(value: Application) -> dict[str, Any]:
    """Return ``value`` as a file would say it, without what is as by default."""
    own = {name: getattr(value, name) for name in _names(ApplicationDocument) if name != "fields"}
    entry = _spoken(ApplicationDocument, own)
    if value.fields:
        entry["fields"] = [_spoken(FieldSpec, attrs.asdict(item, recurse=False)) for item in value.fields]
    return entry


def with_connections(value: Step, step_types: Mapping[str, StepType], renamed: Mapping[str, str]) -> Step:
    """Return ``value`` with the connections in its settings renamed: from names to ids, or back."""
    settings = dict(value.settings)
    for name in step_types[value.type].connections if value.type in step_types else ():
        if settings.get(name) in renamed:
            settings[name] = renamed[settings[name]]
    return evolve(value, settings=settings)


def with_names(raw: Any, names_of: Mapping[str, str], step_types: Mapping[str, StepType]) -> Any:
    """Return a workflow's document with the ids in it replaced by names, wherever it refers to something.

    Args:
        raw: as it was sent: whatever does not have the shape of a document is left for `structure` to refuse.
        names_of: names of applications and connections by id.
        step_types: tell which settings of steps are connections.
    """
    if not isinstance(raw, Mapping):
        return raw
    spoken = dict(raw)
    spoken["sources"] = _renamed(raw.get("sources"), lambda _: ("application", "connection"), names_of)
    spoken["pipelines"] = _renamed(raw.get("pipelines"), lambda _: ("destination",), names_of)
    spoken["steps"] = _renamed(
        raw.get("steps"),
        lambda one: step_types[kind].connections if (kind := str(one.get("type"))) in step_types else (),
        names_of,
    )
    return {name: value for name, value in spoken.items() if name in raw}


def _renamed(
    entries: Any, settings_of: Callable[[Mapping[str, Any]], Collection[str]], names_of: Mapping[str, str]
) -> Any:
    if not isinstance(entries, list):
        return entries
    return [
        {
            key: names_of.get(value, value) if isinstance(value, str) and key in settings_of(one) else value
            for key, value in one.items()
        }
        if isinstance(one, Mapping)
        else one
        for one in entries
    ]


def workflow_entry(value: Workflow, names_of: Mapping[str, str], step_types: Mapping[str, StepType]) -> dict[str, Any]:
    """Return ``value`` as a file would say it; ``names_of`` gives the names of applications and connections by id."""
    skipped = {"sources", "pipelines", "steps", "result"}
    own = {name: getattr(value, name) for name in _names(WorkflowDocument) if name not in skipped}
    entry = _spoken(WorkflowDocument, own)
    if value.result is not None:
        entry["result"] = _spoken(ResultDocument, attrs.asdict(value.result, recurse=False))
    if value.sources:
        entry["sources"] = [_source_entry(item, names_of) for item in value.sources]
    if value.pipelines:
        entry["pipelines"] = [_pipeline_entry(item, names_of) for item in value.pipelines]
    if value.steps:
        entry["steps"] = [_step_entry(with_connections(item, step_types, names_of)) for item in value.steps]
    return entry


def _source_entry(value: WorkflowSource, names_of: Mapping[str, str]) -> dict[str, Any]:
    if value.application is not None:
        return {"application": names_of[value.application]}
    entry = {"connection": names_of[str(value.connection)]}
    return entry if value.subscription is None else {**entry, "subscription": value.subscription}


def _pipeline_entry(value: Pipeline, names_of: Mapping[str, str]) -> dict[str, Any]:
    own = {name: getattr(value, name) for name in _names(PipelineDocument) if name not in _OF_PIPELINE}
    entry = {"name": value.name, "destination": names_of[value.destination], **_spoken(PipelineDocument, own)}
    if value.mappings:
        entry["mappings"] = [_rule_entry(item) for item in value.mappings]
    return entry


def _rule_entry(value: MappingRule) -> dict[str, Any]:
    own = {name: getattr(value, name) for name in _names(MappingDocument) if name not in {"transforms", "default"}}
    entry = _spoken(MappingDocument, own)
    if value.transforms:
        entry["transforms"] = [
            {"name": call.name, **call.arguments} if call.arguments else call.name for call in value.transforms
        ]
    if value.has_default:
        entry["default"] = value.default
    return entry


def _step_entry(value: Step) -> dict[str, Any]:
    own = {name: getattr(value, name) for name in _names(StepDocument)}
    return {"name": value.name, "type": value.type, **dict(value.settings), **_spoken(StepDocument, own)}


def _names(cls: type[Any]) -> list[str]:
    return [attribute.name for attribute in attrs.fields(cls)]


def _spoken(cls: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what equals its default, and turn the rest into what YAML can say."""
    entry = {}
    for attribute in attrs.fields(cls):
        if attribute.name in values and values[attribute.name] != _default(attribute):
            entry[attribute.name] = _plain(values[attribute.name])
    return entry


def _default(attribute: "attrs.Attribute[Any]") -> Any:
    default: Any = attribute.default
    return default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type] # a class to attrs


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value
