"""Tries a mapping rule by rule, where delivering stops at the first that does not fit: for whoever is drawing it.

Rules that are wrong in themselves are told of and left out; all others are tried.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import field, frozen

from nexus.errors import FieldError, MappingError
from nexus.hookspecs import TransformFunction
from nexus.mapping.bind import Binder
from nexus.mapping.naming import type_name
from nexus.mapping.paths import MISSING
from nexus.mapping.rule import SKIP, BoundRule
from nexus.mapping.scope import Fetch, Scope
from nexus.model.mapping import MappingRule

_INDEX: Final = re.compile(r"mappings\[(\d+)\]")


@frozen
class TriedField:
    """What one rule makes of one message.

    Attributes:
        index: of the rule.
        found: type of what the rule starts from, in JSON's words; ``nothing`` if there is nothing.
        value: of the target; None where it stays as it is, or there is an error.
        skipped: the target stays as it is.
        error: why the message does not fit; empty if it does.
    """

    index: int
    target: str
    path: str
    found: str
    value: Any = None
    skipped: bool = False
    error: str = ""


@frozen
class Tried:
    """What a mapping makes of one message.

    Attributes:
        filtered: the condition holds the message back.
        row: as far as the rules fit; None if the message is filtered or the payload cannot be read.
        error: what is wrong with the message as a whole: its payload, or the condition on it.
    """

    filtered: bool = False
    row: Any = None
    fields: Sequence[TriedField] = ()
    error: str = ""


@frozen
class Trial:
    """A mapping, ready to be tried.

    Attributes:
        faults: what is wrong with the rules themselves, at paths such as ``mappings[2].expression``.
        columns: names of the targets of the rules that are in order; empty if rows are whole.
    """

    faults: Sequence[FieldError]
    _rules: Sequence[BoundRule | None] = field(repr=False)
    _condition: Fetch | None = field(repr=False)

    @property
    def columns(self) -> list[str]:
        """Names of the targets, as `nexus.mapping.CompiledMapping.columns` has them."""
        rules = [rule for rule in self._rules if rule is not None]
        if any(rule.keys == () for rule in rules):
            return []
        return [rule.keys[0] if len(rule.keys) == 1 else rule.target for rule in rules]

    def run(self, scope: Scope) -> Tried:
        """Try all rules on one message."""
        try:
            payload = scope.payload
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return Tried(error=f"the payload is not JSON: {error}")
        rules = [rule for rule in self._rules if rule is not None]
        if any(rule.root == "payload" and rule.path is not None and rule.path.parts for rule in rules) and not (
            isinstance(payload, dict | list)
        ):
            return Tried(error=f"the payload has no fields: it is a {type_name(payload)}")
        if self._condition is not None:
            try:
                holds = self._condition(scope)
            except (ValueError, msgspec.MsgspecError) as error:
                return Tried(error=f"the condition fails: {error}")
            if not isinstance(holds, bool):
                return Tried(error=f"the condition gives no boolean, but a {type_name(holds)}")
            if not holds:
                return Tried(filtered=True)
        return self._row(scope)

    def _row(self, scope: Scope) -> Tried:
        row: Any = {}
        fields = []
        for index, rule in enumerate(self._rules):
            if rule is None:
                continue
            tried, value = _tried(index, rule, scope)
            fields.append(tried)
            if not tried.error and not tried.skipped:
                row = _with(row, rule, value)
        return Tried(row=row, fields=fields)


def prepare_trial(
    rules: Sequence[MappingRule],
    functions: Mapping[str, TransformFunction],
    *,
    pipeline: str,
    partial: bool = False,
    condition: str | None = None,
) -> Trial:
    """Bind the rules of one pipeline for trying; see `nexus.mapping.compile_mapping` for the arguments."""
    binder = Binder(functions, pipeline, partial=partial, variables=())
    bound = binder.each(rules)
    holds = binder.condition(condition)
    faulty = {found[1] for fault in binder.faults.found if (found := _INDEX.match(fault.path))}
    kept = (None if str(index) in faulty else rule for index, rule in enumerate(bound))
    return Trial(tuple(binder.faults.found), tuple(kept), holds)


def _tried(index: int, rule: BoundRule, scope: Scope) -> tuple[TriedField, Any]:
    found: Any = MISSING
    try:
        found = rule.find(scope)
        value = rule.value(found)
    except MappingError as error:
        return TriedField(index, rule.target, rule.place, error.found or type_name(found), error=error.message), None
    skipped = value is SKIP
    return TriedField(index, rule.target, rule.place, type_name(found), None if skipped else value, skipped), value


def _with(row: Any, rule: BoundRule, value: Any) -> Any:
    if not rule.keys:
        return value
    place = row
    for name in rule.keys[:-1]:
        place = place.setdefault(name, {})
    place[rule.keys[-1]] = value
    return row
