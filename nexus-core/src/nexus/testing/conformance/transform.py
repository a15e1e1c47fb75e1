"""The suite for functions of mappings."""

import copy
import inspect
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

import pytest
from attrs import field, frozen

from nexus.engine.sequence.compilers import Compilers
from nexus.errors import MappingError
from nexus.hookspecs import TransformFunction
from nexus.model.mapping import TYPES
from nexus.testing.conformance.base import Conformance
from nexus.testing.conformance.rules import check

# ruff: noqa: D102 — the name of a check is its sentence

_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "decimal": (Decimal,),
    "float": (float,),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "timestamp": (datetime,),
    "uuid": (UUID,),
    "bytes": (bytes,),
}
ODD: Final[tuple[Any, ...]] = (
    *("", " ", "text", "😀", "-1", "\x00", "x" * 10_000),
    *(0, -1, 2**70, 1.5, float("inf"), float("nan"), True, Decimal("1.10"), Decimal("NaN")),
    *([], [None], {}, {"a": {"b": []}}, b"\xff", datetime.now(UTC), date(1, 1, 1)),
)
"""Values that messages may have, whatever a function expects."""


@frozen
class Example:
    """``function(value, **arguments)`` gives ``result``; or is refused, if ``refused`` is part of the reason."""

    value: Any
    result: Any = None
    arguments: Mapping[str, Any] = field(factory=dict)
    refused: str = ""


class TransformConformance(Conformance):
    """What every function of mappings keeps to.

    Subclass it, set ``transforms`` to what the plugin offers and ``examples`` to some for each of them.

    Attributes:
        transforms: what the plugin offers.
        examples: name of a function -> examples; at least one that gives a result.
    """

    title = "Transforms"
    transforms: ClassVar[Sequence[TransformFunction]] = ()
    examples: ClassVar[Mapping[str, Sequence[Example]]] = {}

    @classmethod
    def subject(cls) -> str:
        """Return what they are."""
        return "functions"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run checks for each function."""
        if "function" in metafunc.fixturenames:
            metafunc.parametrize("function", self.transforms, ids=lambda function: function.name)

    @check()
    def test_every_function_has_an_example_that_gives_a_result(self) -> None:
        lacking = [one.name for one in self.transforms if not any(not it.refused for it in self._examples(one))]
        assert not lacking, f"give examples for {', '.join(lacking)}"
        assert set(self.examples) <= {one.name for one in self.transforms}, "examples of functions that are not offered"

    @check()
    def test_examples_come_true_in_a_mapping(self, function: TransformFunction) -> None:
        for example in self._examples(function):
            if not example.refused:
                assert self._map(function, example.value, example.arguments) == example.result

    @check()
    def test_what_is_refused_says_why(self, function: TransformFunction) -> None:
        for example in self._examples(function):
            if example.refused:
                with pytest.raises(MappingError, match=example.refused):
                    self._map(function, example.value, example.arguments)

    @check()
    def test_a_function_is_pure(self, function: TransformFunction) -> None:
        for example in self._examples(function):
            if not example.refused:
                value = copy.deepcopy(example.value)
                results = [self._call(function, value, example.arguments) for _ in range(3)]
                assert results == [example.result] * 3
                assert value == example.value, "the value belongs to the message"

    @check()
    def test_odd_values_are_refused_by_a_value_error_or_give_a_result(self, function: TransformFunction) -> None:
        arguments = self._examples(function)[0].arguments if self._examples(function) else {}
        for value in ODD:
            with suppress(ValueError):
                self._call(function, copy.deepcopy(value), arguments)

    @check()
    def test_null_is_seen_only_by_who_handles_it(self, function: TransformFunction) -> None:
        for example in self._examples(function)[:1]:
            mapped = self._map(function, None, example.arguments)
            assert function.handles_null or mapped is None

    @check()
    def test_a_function_says_what_it_takes_and_gives(self, function: TransformFunction) -> None:
        assert function.doc.strip().endswith((".", ")", "`")), "doc: one sentence, with an example"
        assert function.returns in (*TYPES, "any")
        target = function.function or function.prepare
        assert target is not None
        taken = list(inspect.signature(target).parameters)[1 if function.function else 0 :]
        assert [parameter.name for parameter in function.parameters] == taken
        for example in self._examples(function):
            if example.result is not None and function.returns in _PYTHON:
                assert isinstance(example.result, _PYTHON[function.returns])

    def _examples(self, function: TransformFunction) -> Sequence[Example]:
        return self.examples.get(function.name, ())

    @staticmethod
    def _map(function: TransformFunction, value: Any, arguments: Mapping[str, Any]) -> Any:
        """Call it as users do: in a mapping."""
        rule = {"source": "payload.value", "target": "it", "transforms": [{"name": function.name, **arguments}]}
        mapped = Compilers({function.name: function}, "conformance").mapping([rule])({"payload": {"value": value}})
        return mapped["it"]

    @staticmethod
    def _call(function: TransformFunction, value: Any, arguments: Mapping[str, Any]) -> Any:
        if function.prepare is not None:
            return function.prepare(**{**_defaults(function), **arguments})(value)
        assert function.function is not None
        return function.function(value, **{**_defaults(function), **arguments})


def _defaults(function: TransformFunction) -> dict[str, Any]:
    return {parameter.name: parameter.default for parameter in function.parameters if not parameter.required}
