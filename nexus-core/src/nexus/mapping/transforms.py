"""Calls of registered functions, bound once with their arguments."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any, Final

from attrs import frozen

from nexus.hookspecs import Parameter, TransformFunction
from nexus.mapping.naming import type_name
from nexus.model.mapping import TransformCall

_ACCEPTED: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "decimal": (int, float, Decimal, str),
    "float": (int, float, Decimal),
    "boolean": (bool,),
    "list": (list, tuple),
    "map": (dict,),
}


@frozen
class BoundCall:
    """A function of one value.

    Attributes:
        name: as registered.
        handles_null: it is called with None too.
    """

    name: str
    function: Callable[[Any], Any]
    handles_null: bool


def bind_call(call: TransformCall, functions: Mapping[str, TransformFunction]) -> BoundCall:
    """Return ``call`` ready to run.

    Raises:
        ValueError: the function does not exist, or its arguments cannot work.
    """
    declared = functions.get(call.name)
    if declared is None:
        raise ValueError(f"there is no function {call.name!r}" + did_you_mean(call.name, functions))
    arguments = _checked(declared, call.arguments)
    if declared.prepare is not None:
        try:
            return BoundCall(call.name, declared.prepare(**arguments), declared.handles_null)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ValueError(f"{call.name}: {error}") from error
    if declared.function is None:
        raise ValueError(f"{call.name} has neither function nor prepare: a fault of its plugin")
    bound = partial(declared.function, **arguments) if arguments else declared.function
    return BoundCall(call.name, bound, declared.handles_null)


def did_you_mean(word: str, known: Mapping[str, Any]) -> str:
    """Return the end of a message that proposes the nearest of ``known``."""
    near = get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _checked(declared: TransformFunction, arguments: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {parameter.name: parameter for parameter in declared.parameters}
    for name in arguments:
        if name not in parameters:
            takes = f"it takes {', '.join(parameters)}" if parameters else "it takes none"
            raise ValueError(f"{declared.name} has no argument {name!r}, {takes}" + did_you_mean(name, parameters))
    bound = {}
    for name, parameter in parameters.items():
        if name in arguments:
            _check_type(declared.name, parameter, arguments[name])
            bound[name] = arguments[name]
        elif parameter.required:
            raise ValueError(f"{declared.name} needs the argument {name!r}")
        else:
            bound[name] = parameter.default
    return bound


def _check_type(function: str, parameter: Parameter, value: Any) -> None:
    accepted = _ACCEPTED.get(parameter.type)
    if accepted is None or (value is None and not parameter.required):
        return
    if not isinstance(value, accepted) or (isinstance(value, bool) and bool not in accepted):
        raise ValueError(f"{function}: {parameter.name} must be of type {parameter.type}, not {type_name(value)}")
