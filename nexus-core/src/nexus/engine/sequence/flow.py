"""What is checked when a workflow is saved: what its steps say compiles, and reaches only steps that have run.

A step *certainly* has run where every way leads through it, and *possibly* where one does. One that failed and was skipped
(or led elsewhere) has run: its output is ``{"error": …}``.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from graphlib import TopologicalSorter
from typing import Any

from attrs import frozen

from nexus.engine.sequence.graph import END, ways
from nexus.engine.sequence.references import Reference, of_expression, of_path, of_rule, of_template
from nexus.errors import FieldError, InvalidInput
from nexus.hookspecs import StepType, TransformFunction
from nexus.mapping import compile_mapping
from nexus.mapping.documents import read_rule
from nexus.mapping.expression import ExpressionError, compile_expression
from nexus.mapping.paths import PathError, parse_path
from nexus.mapping.scope import ITEM_VARIABLES, STEP_VARIABLES
from nexus.mapping.template import compile_template
from nexus.model.workflow import ResultRule, Step


@frozen
class _Before:
    """What has run before a step: on every way, and on some."""

    certain: frozenset[str]
    possible: frozenset[str]


def flow_faults(
    steps: Sequence[Step],
    result: ResultRule | None,
    types: Mapping[str, StepType],
    functions: Mapping[str, TransformFunction],
) -> list[FieldError]:
    """Return what is wrong with what ``steps`` say, with places relative to the workflow.

    `nexus.engine.sequence.graph.faults` must have found nothing.
    """
    before = _before(steps, types)
    names = {step.name for step in steps}
    found: list[FieldError] = []
    for index, step in enumerate(steps):
        if step.type in types:
            reader = _Reader(f"steps[{index}]", functions, ITEM_VARIABLES if step.for_each else STEP_VARIABLES)
            reader.step(step, types[step.type])
            found += reader.faults
            found += _unreached(reader.references, names, before[step.name], step.name)
    if result is not None:
        reader = _Reader("", functions, STEP_VARIABLES)
        reader.result(result)
        found += reader.faults
        found += _unreached(reader.references, names, before[END], END)
    return found


def _before(steps: Sequence[Step], types: Mapping[str, StepType]) -> dict[str, _Before]:
    after = ways(steps, types)
    leading: dict[str, set[str]] = {name: set() for name in (*after, END)}
    for name, targets in after.items():
        for target in targets:
            leading[target].add(name)
    found: dict[str, _Before] = {}
    for name in TopologicalSorter(leading).static_order():
        known = [found[one] for one in leading[name]]
        certain = [one.certain | {at} for one, at in zip(known, leading[name], strict=True)]
        possible = [one.possible | {at} for one, at in zip(known, leading[name], strict=True)]
        found[name] = _Before(
            reduce(frozenset.intersection, certain) if certain else frozenset(),
            frozenset[str]().union(*possible),
        )
    return found


def _unreached(references: Sequence[Reference], names: set[str], before: _Before, here: str) -> Iterator[FieldError]:
    for one in references:
        if one.step not in names:
            known = ", ".join(sorted(before.possible)) or "none"
            yield FieldError(one.place, f"there is no step {one.step!r}; before this one run {known}")
        elif one.step not in before.possible:
            yield FieldError(one.place, f"the step {one.step!r} has not run when {_called(here)}")
        elif one.step not in before.certain and not one.guarded:
            text = f"the step {one.step!r} may not have run when {_called(here)}: not every way leads through it"
            remedy = "give on_missing or default" if one.kind == "rule" else f"ask has(steps.{one.step}) first"
            yield FieldError(one.place, text if one.kind == "template" else f"{text}; {remedy}")


def _called(here: str) -> str:
    return "the run ends" if here == END else f"{here!r} begins"


@frozen
class _Kind:
    """What an expression must give: types of CEL, and how people call them."""

    told: str
    types: tuple[str, ...]


_TRUTH = _Kind("true or false", ("BOOL",))
_MOMENT = _Kind("a time", ("TIMESTAMP", "STRING", "INT", "UINT", "DOUBLE"))


def _kind(name: str, step_type: StepType) -> _Kind | None:
    return _TRUTH if name in step_type.boolean else _MOMENT if name in step_type.moments else None


class _Reader:
    """Compiles what one step says, and gathers what it refers to."""

    def __init__(self, place: str, functions: Mapping[str, TransformFunction], variables: Sequence[str]) -> None:
        self._place = place
        self._functions = functions
        self._variables = variables
        self.faults: list[FieldError] = []
        self.references: list[Reference] = []

    def step(self, step: Step, step_type: StepType) -> None:
        """Read all settings that the step type says something about."""
        settings = step.settings
        if step.for_each is not None:
            self._path(step.for_each, f"{self._place}.for_each")
        for name in step_type.mappings:
            if settings.get(name):
                self._mappings(settings[name], f"{self._place}.{name}")
        for name in step_type.expressions:
            if isinstance(settings.get(name), str):
                self._expression(settings[name], f"{self._place}.{name}", _kind(name, step_type))
        for name in step_type.templates:
            self._templates(settings.get(name), f"{self._place}.{name}")

    def result(self, rule: ResultRule) -> None:
        """Read what a run answers with."""
        if rule.source is not None:
            self._path(rule.source, "result.source")
        if rule.expression is not None:
            self._expression(rule.expression, "result.expression")
        if rule.mappings:
            self._mappings(rule.mappings, "result.mappings")

    def _path(self, text: str, place: str) -> None:
        try:
            self.references += of_path(parse_path(text), place)
        except PathError as error:
            self.faults.append(FieldError(place, str(error)))

    def _mappings(self, raw: Any, place: str) -> None:
        try:
            rules = [read_rule(rule, f"mappings[{index}]") for index, rule in enumerate(raw)]
            compile_mapping(rules, self._functions, pipeline="", variables=self._variables)
        except InvalidInput as error:
            at = place.removesuffix("mappings")
            self.faults += [FieldError(f"{at}{one.path}", one.message) for one in error.errors]
            return
        except ValueError as error:
            self.faults.append(FieldError(place, str(error)))
            return
        for index, rule in enumerate(rules):
            self.references += of_rule(rule, f"{place}[{index}]")

    def _expression(self, text: str, place: str, kind: "_Kind | None" = None) -> None:
        try:
            compiled = compile_expression(text, self._variables)
        except ExpressionError as error:
            self.faults.append(FieldError(place, str(error)))
            return
        if kind is not None and compiled.type not in (*kind.types, "DYN"):
            self.faults.append(FieldError(place, f"must give {kind.told}, and gives {compiled.type.lower()}"))
        self.references += of_expression(text, place)

    def _templates(self, value: Any, place: str) -> None:
        """Read every text in ``value``; one that is a single place may also be an expression."""
        if isinstance(value, str):
            try:
                template = compile_template(value, variables=self._variables)
            except PathError as error:
                if value.startswith("{") and value.endswith("}") and "{" not in value[1:]:
                    self._expression(value[1:-1], place)
                else:
                    self.faults.append(FieldError(place, str(error)))
                return
            self.references += of_template(template.places, place)
        elif isinstance(value, Mapping):
            for name, item in value.items():
                self._templates(item, f"{place}.{name}")
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                self._templates(item, f"{place}[{index}]")
