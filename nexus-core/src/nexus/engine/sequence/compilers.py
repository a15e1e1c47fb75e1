"""What users write in steps, compiled: mappings, expressions, templates."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nexus.errors import MappingError
from nexus.hookspecs import TransformFunction
from nexus.mapping import compile_mapping
from nexus.mapping.documents import read_rule
from nexus.mapping.expression import ExpressionError, compile_expression
from nexus.mapping.naming import type_name
from nexus.mapping.paths import MISSING, parse_path
from nexus.mapping.scope import STEP_VARIABLES, of_data, source_of
from nexus.mapping.template import compile_template
from nexus.model.workflow import ResultRule

Data = Mapping[str, Any]


class Compilers:
    """The compiling half of `nexus.hookspecs.StepContext`.

    Args:
        place: named in errors: workflow and step.
        variables: what is reached: more where a step runs for each item of an array.
    """

    def __init__(
        self, functions: Mapping[str, TransformFunction], place: str, variables: Sequence[str] = STEP_VARIABLES
    ) -> None:
        self._functions = functions
        self._place = place
        self._variables = variables

    def mapping(self, rules: Sequence[Mapping[str, Any]]) -> Callable[[Data], Any]:
        """Compile mapping rules into a function of the run's data that returns the mapped row."""
        read = [read_rule(rule, f"mappings[{index}]") for index, rule in enumerate(rules)]
        compiled = compile_mapping(read, self._functions, pipeline=self._place, variables=self._variables)
        return compiled.map_data

    def expression(self, text: str) -> Callable[[Data], Any]:
        """Compile a CEL expression over ``payload``, ``message``, ``steps`` and ``current``."""
        compiled = compile_expression(text, self._variables)

        def evaluate(data: Data) -> Any:
            try:
                return compiled.evaluate(data)
            except ExpressionError as error:
                raise MappingError(str(error), pipeline=self._place, path=text) from error

        return evaluate

    def template(self, text: str) -> Callable[[Data], str]:
        """Compile a text with ``{path}`` places into a function of the run's data."""
        return compile_template(text, variables=self._variables).render

    def items(self, text: str) -> Callable[[Data], Sequence[Any]]:
        """Compile the path of an array into a function of the run's data that returns its items."""
        root, path = source_of(parse_path(text), STEP_VARIABLES)

        def find(data: Data) -> Sequence[Any]:
            found = path.get(of_data(data).variable(root))
            if isinstance(found, list | tuple):
                return found
            kind = "" if found is MISSING else type_name(found)
            what = "is missing" if found is MISSING else "is no array"
            raise MappingError(f"for_each: what it runs for {what}", pipeline=self._place, path=text, found=kind)

        return find

    def result(self, rule: ResultRule) -> Callable[[Data], Any]:
        """Compile what a run answers with."""
        if rule.expression is not None:
            return self.expression(rule.expression)
        return self.mapping(rule.mappings or ({"source": rule.source, "target": "$"},))
