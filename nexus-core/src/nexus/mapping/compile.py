"""A pipeline's rules, compiled."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import msgspec

from nexus.errors import InvalidInput, MappingError
from nexus.hookspecs import TransformFunction
from nexus.mapping.bind import Binder
from nexus.mapping.generate import generate
from nexus.mapping.naming import type_name
from nexus.mapping.rule import BoundRule
from nexus.mapping.scope import Fetch, Scope, of_data, of_message
from nexus.model.mapping import MappingRule
from nexus.model.message import Message


class Filtered(Enum):
    """The condition holds the message back."""

    FILTERED = "filtered"


FILTERED: Final = Filtered.FILTERED

Row = Any
Mapped = tuple[list[Row], list[int], list[int], list[tuple[int, MappingError]]]


class CompiledMapping:
    """Maps messages to rows; stateless and thread-safe.

    Attributes:
        columns: target -> type (None: as it is), in the order of the rules; empty if rows are whole.
        whole: a row is one value, the payload or a part of it, rather than a set of fields.
    """

    def __init__(self, pipeline: str, rules: Sequence[BoundRule], condition: Fetch | None, text: str) -> None:
        self.pipeline = pipeline
        self.whole = rules[0].keys == ()
        self.columns: Mapping[str, str | None] = MappingProxyType(
            {} if self.whole else {(rule.keys[0] if len(rule.keys) == 1 else rule.target): rule.type for rule in rules}
        )
        self._rules = tuple(rules)
        self._condition = condition
        self._condition_text = text
        self._named = any(rule.root == "payload" and rule.path and rule.path.parts for rule in rules)
        self._fast: Callable[[Message], Row] = generate(rules, condition, FILTERED) or self._interpret

    def map(self, message: Message) -> Row | Filtered:
        """Return the row of ``message``, or `FILTERED`.

        Raises:
            MappingError: the message does not fit.
        """
        try:
            return self._fast(message)
        except Exception:  # noqa: BLE001 — the interpreter is the truth about what is wrong, if anything is
            return self._interpret(message)

    def map_many(self, messages: Sequence[Message]) -> Mapped:
        """Return rows, the index of each row's message, indexes of filtered messages, and (index, error) of the others."""
        rows: list[Row] = []
        indexes: list[int] = []
        filtered: list[int] = []
        errors: list[tuple[int, MappingError]] = []
        fast = self._fast
        for index, message in enumerate(messages):
            try:
                row = fast(message)
            except Exception:  # noqa: BLE001 — as in map
                try:
                    row = self._interpret(message)
                except MappingError as error:
                    errors.append((index, error))
                    continue
            if row is FILTERED:
                filtered.append(index)
            else:
                rows.append(row)
                indexes.append(index)
        return rows, indexes, filtered, errors

    def map_data(self, data: Mapping[str, Any]) -> Row | Filtered:
        """Return the row of decoded data: ``payload``, ``message``, and in sequences ``steps`` and ``current``.

        Raises:
            MappingError: the data does not fit.
        """
        return self._run(of_data(data))

    def _interpret(self, message: Message) -> Row | Filtered:
        return self._run(of_message(message))

    def _run(self, scope: Scope) -> Row | Filtered:
        if self._named:
            self._check_payload(scope)
        if self._condition is not None and not self._holds(scope, self._condition):
            return FILTERED
        if self.whole:
            return self._rules[0].value(self._rules[0].find(scope))
        row: dict[str, Any] = {}
        for rule in self._rules:
            rule.put(row, rule.find(scope))
        return row

    def _check_payload(self, scope: Scope) -> None:
        try:
            payload = scope.payload
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise MappingError(f"the payload is not JSON: {error}", pipeline=self.pipeline) from error
        if not isinstance(payload, dict | list):
            found = type_name(payload)
            raise MappingError("the payload has no fields", pipeline=self.pipeline, path="$", found=found)

    def _holds(self, scope: Scope, condition: Fetch) -> bool:
        try:
            holds = condition(scope)
        except (ValueError, msgspec.MsgspecError) as error:
            raise MappingError(
                f"the condition fails: {error}", pipeline=self.pipeline, path=self._condition_text
            ) from error
        if isinstance(holds, bool):
            return holds
        raise MappingError(
            "the condition gives no boolean",
            pipeline=self.pipeline,
            path=self._condition_text,
            found=type_name(holds),
        )


def compile_mapping(
    rules: Sequence[MappingRule],
    functions: Mapping[str, TransformFunction],
    *,
    pipeline: str,
    partial: bool = False,
    condition: str | None = None,
    variables: Sequence[str] = (),
) -> CompiledMapping:
    """Compile the rules of one pipeline, or of one step.

    Args:
        rules: at least one.
        functions: registered functions by name.
        pipeline: its name, for messages.
        partial: fields that the payload does not have are left out of the row.
        condition: CEL; messages for which it is false are `FILTERED`.
        variables: the mapping belongs to a step: what its sources may start with (`nexus.mapping.scope.STEP_VARIABLES`).

    Raises:
        InvalidInput: with every fault, at paths such as ``mappings[2].transforms[0]``.
    """
    binder = Binder(functions, pipeline, partial=partial, variables=variables)
    bound = binder.bind(rules)
    holds = binder.condition(condition)
    if binder.faults.found:
        raise InvalidInput(binder.faults.found)
    return CompiledMapping(pipeline, bound, holds, condition or "")
