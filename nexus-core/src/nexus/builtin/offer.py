"""A transform function together with an example of it, which its documentation shows and a test runs."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from nexus.hookspecs import Parameter, TransformFunction


@frozen
class Example:
    """``function(value, **arguments)`` is ``result``."""

    value: Any
    result: Any
    arguments: Mapping[str, Any] = field(factory=dict)

    def __str__(self) -> str:
        call = ", ".join([repr(self.value), *(f"{name}={value!r}" for name, value in self.arguments.items())])
        return f"Example: ({call}) gives {self.result!r}."


@frozen
class Offer:
    """What `nexus.builtin.plugin` registers, and its example."""

    function: TransformFunction
    example: Example


def offer(
    name: str,
    does: str,
    function: Callable[..., Any] | None,
    example: Example,
    *parameters: Parameter,
    returns: str = "string",
    prepare: Callable[..., Callable[[Any], Any]] | None = None,
    handles_null: bool = False,
) -> Offer:
    """Return an offer; ``does`` is one sentence for the palette."""
    declared = TransformFunction(
        name=name,
        function=function,
        parameters=parameters,
        returns=returns,
        doc=f"{does} {example}",
        handles_null=handles_null,
        prepare=prepare,
    )
    return Offer(declared, example)


def optional(name: str, kind: str, default: Any, doc: str) -> Parameter:
    """Return a parameter that need not be given."""
    return Parameter(name, kind, required=False, default=default, doc=doc)


def text_of(value: Any) -> str:
    """Return ``value`` if it is text.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str):
        raise ValueError("needs text; convert it with to_string first")  # noqa: TRY004 — rejects the message
    return value


def list_of(value: Any) -> list[Any]:
    """Return ``value`` if it is an array.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, list):
        raise ValueError("needs an array")  # noqa: TRY004 — rejects the message
    return value
