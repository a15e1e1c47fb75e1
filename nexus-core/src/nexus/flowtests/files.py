"""Reads flow test files: every fault with its place, before anything runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import field, frozen

from nexus.config import structure
from nexus.config.faults import hint
from nexus.errors import FieldError, InvalidInput
from nexus.flowtests.answers import read_scripts
from nexus.flowtests.clock import parse_moment
from nexus.flowtests.definitions import Defined, define
from nexus.flowtests.documents import CaseDocument, FlowTestDocument, NothingDocument, OutputDocument, SentDocument
from nexus.model.workflow import Mode, Workflow
from nexus.plugins import Catalogue
from nexus.services.definitions.text import SECTIONS, fill, load, sections_of

Sections = Mapping[str, Sequence[Any]]
Exported = Callable[[str], Sections]
"""Returns the definitions of a workspace of the installation, secrets as ``${env:…}`` places."""


@frozen
class Case:
    """A case that can be played.

    Attributes:
        place: in its file: ``cases[2]``.
        kinds: what each step or pipeline can be answered; ``usual``: what those are answered that need no answer.
    """

    document: CaseDocument
    place: str
    workflow: Workflow
    defined: Defined = field(repr=False)
    start: datetime
    kinds: Mapping[str, type[Any]] = field(repr=False)
    usual: Mapping[str, Any] = field(repr=False)

    def scripts(self) -> Any:
        """Return what is answered, from the beginning."""
        return read_scripts(self.document.answers, self.kinds, self.usual, f"{self.place}.answers")


class _Environment(Mapping[str, str]):
    """What a file says of the environment; a variable that it does not name is there too, and is its own name."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said

    def __getitem__(self, name: str) -> str:
        return self._said.get(name, name)

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


def read_file(path: Path, components: Catalogue, exported: Exported) -> Sequence[Case]:
    """Read a file and everything that it names.

    Raises:
        InvalidInput: with every fault and its place.
    """
    raw = load(path)
    return read_document(raw if raw is not None else {}, path.parent, components, exported)


def read_document(raw: Any, folder: Path, components: Catalogue, exported: Exported) -> Sequence[Case]:
    """Read what a file holds; ``folder`` is where the definition files are that it names. Raises as `read_file`."""
    document = structure(FlowTestDocument, raw)
    defined = _defined(folder, raw, document, components, exported)
    cases, faults = [], list[FieldError]()
    for index, one in enumerate(document.cases):
        try:
            cases.append(_case(one, f"cases[{index}]", document, defined))
        except InvalidInput as error:
            faults += error.errors
    names = [one.name for one in document.cases]
    faults += [
        FieldError(f"cases[{index}].name", f"{name!r} stands there twice")
        for index, name in enumerate(names)
        if name in names[:index]
    ]
    if faults:
        raise InvalidInput(faults)
    return cases


def _defined(
    folder: Path, raw: Mapping[str, Any], document: FlowTestDocument, components: Catalogue, exported: Exported
) -> Defined:
    merged: dict[str, list[Any]] = {section: [] for section in SECTIONS}
    found = [sections_of(folder / name) for name in document.definitions]
    if document.workspace is not None:
        found.append({section: list(entries) for section, entries in exported(document.workspace).items()})
    for sections in [*found, {section: raw.get(section) or [] for section in SECTIONS}]:
        for section, entries in sections.items():
            merged[section] += entries
    return define(fill(merged, _Environment(document.environment)), components)


def _case(document: CaseDocument, place: str, file: FlowTestDocument, defined: Defined) -> Case:
    try:
        start = parse_moment(document.clock or file.clock)
    except ValueError as error:
        raise InvalidInput([FieldError(f"{place}.clock" if document.clock else "clock", str(error))]) from error
    workflow = _workflow(document, place, defined)
    kinds, usual = _answerable(workflow, defined.components)
    case = Case(document, place, workflow, defined, start, kinds, usual)
    faults = [*_message_faults(case), *_expectation_faults(case)]
    try:
        case.scripts()
    except InvalidInput as error:
        faults += error.errors
    if faults:
        raise InvalidInput(faults)
    return case


def _workflow(document: CaseDocument, place: str, defined: Defined) -> Workflow:
    known = defined.workflows
    if document.workflow is None and len(known) == 1:
        return next(iter(known.values()))
    if document.workflow is None:
        raise InvalidInput([FieldError(f"{place}.workflow", f"is required: there are {', '.join(known) or 'none'}")])
    if document.workflow not in known:
        raise InvalidInput([FieldError(f"{place}.workflow", f"there is no such; {hint(document.workflow, known)}")])
    return known[document.workflow]


def _answerable(workflow: Workflow, components: Catalogue) -> tuple[dict[str, type[Any]], dict[str, Any]]:
    if workflow.mode is Mode.FAN_OUT:
        kinds: dict[str, type[Any]] = {one.name: NothingDocument for one in workflow.pipelines}
        return kinds, {name: NothingDocument() for name in kinds}
    kinds, usual = {}, {}
    for step in workflow.steps:
        step_type = components.step_type(step.type)
        if not step_type.effect and not step_type.connections:
            continue
        kinds[step.name] = step_type.answer or OutputDocument if step_type.rehearse is not None else OutputDocument
        needs = step_type.needs
        settings = structure(step_type.config, dict(step.settings))
        if needs is not None and "query" not in needs(settings).values():
            usual[step.name] = kinds[step.name]()  # a write that says nothing is stored
    return kinds, usual


def _message_faults(case: Case) -> Iterator[FieldError]:
    applications = [one.application for one in case.workflow.sources if one.application is not None]
    connections = [one.connection for one in case.workflow.sources if one.connection is not None]
    for index, message in enumerate(case.document.messages):
        place = f"{case.place}.messages[{index}]"
        if message.application is not None and message.application not in applications:
            yield FieldError(
                f"{place}.application", f"is no source of the workflow; {hint(message.application, applications)}"
            )
        if message.connection is not None and message.connection not in connections:
            yield FieldError(
                f"{place}.connection", f"is no source of the workflow; {hint(message.connection, connections)}"
            )
        named = message.application is not None or message.connection is not None or message.direct
        if not named and len(case.workflow.sources) > 1:
            yield FieldError(place, f"name its source: there are {', '.join([*applications, *connections])}")


def _expectation_faults(case: Case) -> Iterator[FieldError]:
    expect, place = case.document.expect, f"{case.place}.expect"
    known = [one.name for one in case.workflow.pipelines]
    for name in expect.pipelines:
        if name not in known:
            yield FieldError(f"{place}.pipelines.{name}", f"there is no such pipeline; {hint(name, known)}")
    if case.workflow.mode is Mode.FAN_OUT:
        for part in ("calls", "runs"):
            if getattr(expect, part) is not None:
                yield FieldError(f"{place}.{part}", "is for sequential workflows: this one has pipelines")


def source_of(message: SentDocument, workflow: Workflow) -> tuple[str | None, str | None]:
    """Return the application or the connection that a message comes from; neither for one that is run directly."""
    if message.application is not None or message.connection is not None or message.direct or not workflow.sources:
        return message.application, message.connection
    return workflow.sources[0].application, workflow.sources[0].connection
