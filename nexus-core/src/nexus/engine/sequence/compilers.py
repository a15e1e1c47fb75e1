"""What users write in steps, compiled: mappings, expressions, templates."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nexus.errors import MappingError
from nexus.hookspecs import TransformFunction
from nexus.mapping import compile_mapping
from nexus.mapping.documents import read_rule
from nexus.mapping.expression import ExpressionError, compile_expression
from nexus.mapping.template import compile_template

Data = Mapping[str, Any]


class Compilers:
    """The compiling half of `nexus.hookspecs.StepContext`.

    Args:
        place: named in errors: workflow and step.
    """

    def __init__(self, functions: Mapping[str, TransformFunction], place: str) -> None:
        self._functions = functions
        self._place = place

    def mapping(self, rules: Sequence[Mapping[str, Any]]) -> Callable[[Data], Any]:
        """Compile mapping rules into a function of the run's data that returns the mapped row."""
        read = [read_rule(rule, f"mappings[{index}]") for index, rule in enumerate(rules)]
        compiled = compile_mapping(read, self._functions, pipeline=self._place, steps=True)
        return compiled.map_data

    def expression(self, text: str) -> Callable[[Data], Any]:
        """Compile a CEL expression over ``payload``, ``message``, ``steps`` and ``current``."""
        compiled = compile_expression(text, ("payload", "message", "steps", "current"))

        def evaluate(data: Data) -> Any:
            try:
                return compiled.evaluate(data)
            except ExpressionError as error:
                raise MappingError(str(error), pipeline=self._place, path=text) from error

        return evaluate

    def template(self, text: str) -> Callable[[Data], str]:
        """Compile a text with ``{path}`` places into a function of the run's data."""
        return compile_template(text).render
