"""Checks documents against what is installed and defined: every fault with its place, before anything is stored."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from attrs import field, frozen

from nexus.config import structure
from nexus.config.faults import join
from nexus.engine.cron import compile_cron
from nexus.engine.sequence.elsewhere import runs_there
from nexus.engine.sequence.flow import flow_faults
from nexus.engine.sequence.graph import faults
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.hookspecs import Capability, SinkType, SourceType, WriteTarget
from nexus.mapping import compile_mapping
from nexus.mapping.documents import rule
from nexus.mapping.paths import PathError, parse_path
from nexus.model.mapping import MappingRule
from nexus.model.workflow import Mode, ResultRule, Step
from nexus.services.definitions.convert import STEP_FIELDS, application, result, step
from nexus.services.definitions.documents import (
    ApplicationDocument,
    Bundle,
    ConnectionDocument,
    PipelineDocument,
    SourceDocument,
    StepDocument,
    WorkflowDocument,
)
from nexus.services.definitions.faults import application_faults, connection_faults

T = TypeVar("T")

_HERE: Final = "workflow"


@frozen
class Known:
    """What documents may refer to: connector by connection name, and names of applications.

    Attributes:
        configs: configuration by connection name, for what is named within a connection: its subscriptions.
        agents: names of agents by all that they may be called: name and id.
        through: agent by connection name, of those that are reached through one.
    """

    connectors: Mapping[str, str]
    applications: Collection[str]
    configs: Mapping[str, Mapping[str, Any]] = field(factory=dict, repr=False)
    agents: Mapping[str, str] = field(factory=dict)
    through: Mapping[str, str | None] = field(factory=dict)


class Checker:
    """Gathers faults instead of stopping at the first."""

    def __init__(self, components: StepComponents, known: Known) -> None:
        self.components = components
        self._known = known
        self.errors: list[FieldError] = []

    def check(self, bundle: Bundle, raw: Mapping[str, Sequence[Any]]) -> None:
        """Check a whole file; ``raw`` is what ``bundle`` was structured from."""
        for section in ("applications", "connections", "workflows"):
            self._names_differ(section, getattr(bundle, section))
        for index, document in enumerate(bundle.applications):
            self.application(document, f"applications[{index}]")
        for index, connection in enumerate(bundle.connections):
            self.connection(connection, f"connections[{index}]")
        for index, workflow in enumerate(bundle.workflows):
            self.workflow(workflow, raw["workflows"][index], f"workflows[{index}]")

    def application(self, document: ApplicationDocument, place: str) -> None:
        """Check schema and paths."""
        found = application_faults(application(document, "", ""))
        self.errors += [FieldError(join(place, fault.path), fault.message) for fault in found]

    def connection(self, document: ConnectionDocument, place: str) -> None:
        """Check the configuration against its connector's class, and the agent that it is reached through."""
        found = connection_faults(document.connector, document.config, self.components)
        self.errors += [FieldError(join(place, fault.path), fault.message) for fault in found]
        if document.via_agent is not None and document.via_agent not in self._known.agents:
            self._unknown(f"{place}.via_agent", document.via_agent, set(self._known.agents.values()))

    def alone(self, document: WorkflowDocument, raw: Mapping[str, Any]) -> None:
        """Check one workflow; places are within it."""
        self.workflow(document, raw, _HERE)
        self.errors = [FieldError(one.path.removeprefix(f"{_HERE}."), one.message) for one in self.errors]

    def workflow(self, document: WorkflowDocument, raw: Mapping[str, Any], place: str) -> None:
        """Check sources, pipelines and steps."""
        for index, source in enumerate(document.sources):
            self._source(source, f"{place}.sources[{index}]")
        if document.mode is Mode.FAN_OUT and document.steps:
            self._add(f"{place}.steps", "a fan_out workflow has pipelines; set mode: sequential for steps")
        if document.mode is Mode.SEQUENTIAL and document.pipelines:
            self._add(f"{place}.pipelines", "a sequential workflow has steps; set mode: fan_out for pipelines")
        self._names_differ(f"{place}.pipelines", document.pipelines)
        for index, pipeline in enumerate(document.pipelines):
            self.pipeline(pipeline, raw["pipelines"][index], f"{place}.pipelines[{index}]")
        self._schedule(document, place)
        if document.mode is Mode.SEQUENTIAL:
            self._steps(document.steps, result(document.result), place)
        else:
            self._only_sequential(document, place)

    def _source(self, document: SourceDocument, place: str) -> None:
        if document.application is not None and document.application not in self._known.applications:
            self._unknown(f"{place}.application", document.application, self._known.applications)
        if document.connection is None:
            return
        if document.connection not in self._known.connectors:
            self._unknown(f"{place}.connection", document.connection, self._known.connectors)
            return
        try:
            source_type = self.components.source(self._known.connectors[document.connection])
        except ConfigurationError as error:
            self._add(f"{place}.connection", str(error))
            return
        if document.subscription is not None:
            names = self._subscription_names(source_type, document.connection)
            if names is not None and document.subscription not in names:
                self._unknown(f"{place}.subscription", document.subscription, names)

    def _subscription_names(self, source_type: SourceType, connection: str) -> Collection[str] | None:
        """Return what the connection has; None where its own faults, which are told elsewhere, keep that unknown."""
        if source_type.subscriptions is None:
            return ()
        try:
            config = structure(source_type.connector.config, dict(self._known.configs[connection]))
        except (KeyError, InvalidInput):
            return None
        return [one.name for one in source_type.subscriptions(config)]

    def pipeline(self, document: PipelineDocument, raw: Mapping[str, Any], place: str) -> None:
        """Check destination, operation, options, key and mappings."""
        columns = self._mappings(document, raw, place)
        self._path(document.ordered_by, f"{place}.ordered_by")
        if document.destination not in self._known.connectors:
            self._unknown(f"{place}.destination", document.destination, self._known.connectors)
            return
        try:
            sink_type = self.components.sink(self._known.connectors[document.destination])
        except ConfigurationError as error:
            self._add(f"{place}.destination", str(error))
            return
        self._writable(sink_type, document, place, f"{place}.operation")
        self._ordered(document, sink_type, place)
        if columns:
            for index, name in enumerate(document.key):
                if name not in columns:
                    self._add(f"{place}.key[{index}]", f"no mapping has the target {name!r}")

    def _writable(self, sink_type: SinkType, wanted: "PipelineDocument | WriteTarget", place: str, at: str) -> None:
        """What is asked of a sink must be what it can do; ``at`` is the place of what decides on the operation."""
        title = sink_type.connector.title
        if wanted.operation not in sink_type.operations:
            self._add(at, f"{title} cannot {wanted.operation!r}; it can {', '.join(sink_type.operations)}")
        if sink_type.options is not None:
            options = sink_type.options
            self._try("", lambda: structure(options, dict(wanted.options), f"{place}.options"))
        elif wanted.options:
            self._add(f"{place}.options", f"{title} has no options")
        if wanted.ledger and Capability.LEDGER not in sink_type.able(wanted.operation):
            self._add(f"{place}.ledger", f"{title} keeps no ledger")

    def _ordered(self, document: PipelineDocument, sink_type: SinkType, place: str) -> None:
        title, able = sink_type.connector.title, sink_type.able(document.operation)
        if document.ordered_by is not None and Capability.ORDERED not in able:
            others = [name for name in sink_type.operations if Capability.ORDERED in sink_type.able(name)]
            remedy = f"use {', '.join(others)}" if others else "leave ordered_by out, or choose another destination"
            self._add(
                f"{place}.ordered_by", f"{title} does not keep the order of rows with {document.operation!r}; {remedy}"
            )

    def _path(self, text: str | None, place: str) -> None:
        try:
            if text is not None:
                parse_path(text)
        except PathError as error:
            self._add(place, str(error))

    def _mappings(self, document: PipelineDocument, raw: Mapping[str, Any], place: str) -> Collection[str]:
        try:
            rules = [
                rule(item, raw_rule)
                for item, raw_rule in zip(document.mappings, raw.get("mappings") or (), strict=True)
            ]
        except ValueError as error:
            self._add(f"{place}.mappings", str(error))
            return ()
        if not rules:
            self._add(
                f"{place}.mappings", 'name at least one field; {source: "$", target: "$"} takes the payload as it is'
            )
            return ()
        return self.mapping(document, rules, place)

    def mapping(self, document: PipelineDocument, rules: Sequence[MappingRule], place: str) -> Collection[str]:
        """Check a pipeline's rules; return the names of their targets."""
        try:
            compiled = compile_mapping(
                rules,
                self.components.transforms,
                pipeline=document.name,
                partial=document.partial,
                condition=document.condition,
            )
        except InvalidInput as error:
            self.errors += [FieldError(f"{place}.{fault.path}", fault.message) for fault in error.errors]
            return ()
        return compiled.columns

    def _schedule(self, document: WorkflowDocument, place: str) -> None:
        try:
            if document.schedule is not None:
                compile_cron(document.schedule, document.timezone)
        except LookupError as error:
            self._add(join(place, "timezone"), str(error))
        except ValueError as error:
            self._add(join(place, "schedule"), str(error))

    def _only_sequential(self, document: WorkflowDocument, place: str) -> None:
        for name in ("timeout", "result"):
            if getattr(document, name) is not None:
                self._add(f"{place}.{name}", "is for sequential workflows: a fan_out workflow has no run")

    def _steps(self, raw_steps: Sequence[Mapping[str, Any]], answer: ResultRule | None, place: str) -> None:
        steps: list[Step] = []
        for index, raw in enumerate(raw_steps):
            known = {key: value for key, value in raw.items() if key in STEP_FIELDS}
            document = self._try("", partial(structure, StepDocument, known, f"{place}.steps[{index}]"))
            if document is not None:
                steps.append(step(document, raw))
                self._step(steps[-1], f"{place}.steps[{index}]")
        if len(steps) == len(raw_steps):
            wrong = faults(steps, self.components.step_types) or flow_faults(
                steps, answer, self.components.step_types, self.components.transforms
            )
            self.errors += [FieldError(f"{place}.{fault.path}", fault.message) for fault in wrong]

    def _step(self, checked: Step, place: str) -> None:
        try:
            step_type = self.components.step_type(checked.type)
        except ConfigurationError as error:
            self._add(f"{place}.type", str(error))
            return
        settings = self._try("", lambda: structure(step_type.config, dict(checked.settings), place))
        if checked.for_each is not None and not step_type.repeatable:
            self._add(f"{place}.for_each", f"a {checked.type} does not run for each item")
        needs = step_type.needs(settings) if settings is not None and step_type.needs is not None else {}
        for name in step_type.connections:
            connection = checked.settings.get(name)
            if not isinstance(connection, str):
                continue
            if connection not in self._known.connectors:
                self._unknown(f"{place}.{name}", connection, self._known.connectors)
                continue
            connector = self._known.connectors[connection]
            if step_type.connectors and connector not in step_type.connectors:
                wanted = " or ".join(step_type.connectors)
                self._add(f"{place}.{name}", f"must be a connection of {wanted}, and is one of {connector}")
            elif name in needs:
                self._able(connector, needs[name], place, name)
        if settings is not None:
            used = {name: checked.settings.get(name) for name in step_type.connections}
            agents = {name: self._known.through.get(one) for name, one in used.items() if isinstance(one, str)}
            self._try(place, lambda: runs_there(step_type, settings, agents))

    def _able(self, connector: str, need: "str | WriteTarget", place: str, name: str) -> None:
        try:
            if isinstance(need, WriteTarget):
                self._writable(self.components.sink(connector), need, place, f"{place}.{name}")
            elif self.components.connector(connector).query is None:
                self._add(f"{place}.{name}", f"{self.components.connector(connector).title} cannot be queried")
        except ConfigurationError as error:
            self._add(f"{place}.{name}", str(error))

    def _names_differ(self, place: str, documents: Sequence[Any]) -> None:
        seen = set()
        for index, document in enumerate(documents):
            if document.name in seen:
                self._add(f"{place}[{index}].name", f"{document.name!r} stands there twice")
            seen.add(document.name)

    def _unknown(self, place: str, name: str, known: Collection[str]) -> None:
        listed = ", ".join(sorted(known)) or "none"
        self._add(place, f"there is no {name!r}; there are {listed}")

    def _add(self, place: str, message: str) -> None:
        self.errors.append(FieldError(place, message))

    def _try(self, place: str, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except InvalidInput as error:
            self.errors += [
                FieldError(f"{place}.{one.path}" if place else one.path, one.message) for one in error.errors
            ]
        except ConfigurationError as error:
            self._add(place, str(error))
        return None
