"""CEL behind an interface of our own, so that its implementation can be replaced.

Google's C++ implementation is loaded at first use: fourteen megabytes that most pipelines never need.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from nexus.mapping.celfunctions import functions
from nexus.mapping.conversion import to_string
from nexus.mapping.moments import from_unix_ms

MAX_LENGTH: Final = 4096
"""Characters of an expression."""

MAX_WORK: Final = 1_000_000
"""Turns that comprehensions within each other may take: the size of the largest list to the power of their nesting."""

_INT64: Final = 2**63
_STRINGS: Final = re.compile(r"""\"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
_FOREIGN: Final = re.compile("out of range for|Non-CEL value type")
_MACRO: Final = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(|[()]")


class ExpressionError(ValueError):
    """An expression is wrong, or failed on this data."""


@frozen
class Expression:
    """A compiled expression; stateless and thread-safe.

    Attributes:
        text: as it was written.
        variables: the ones that it mentions.
        type: what it gives, as CEL calls it: ``BOOL``, ``INT``, ``LIST<INT>``; ``DYN`` if only the data can tell.
    """

    text: str
    variables: frozenset[str]
    type: str
    _nesting: int = field(repr=False)
    _program: Any = field(repr=False)

    def evaluate(self, data: Mapping[str, Any]) -> Any:
        """Return the value as plain Python: None, bool, int, float, str, bytes, datetime, timedelta, list or dict.

        Whole numbers beyond 64 bits are seen as text: compared with a number they fail, passed on they stay exact. Moments
        in ``data`` are seen as ISO 8601 text too: ``timestamp(message.received_at)`` reckons with them.

        Raises:
            ExpressionError: a field is missing, types do not fit, a division by zero …
        """
        known = {name: data.get(name) for name in self.variables}
        if "message" in known:
            known["message"] = _with_text_time(known["message"])
        if self._nesting > 1 and _largest(known) ** self._nesting > MAX_WORK:
            raise ExpressionError(f"would take more than {MAX_WORK} turns: the lists are too long to nest over")
        try:
            result = self._program.eval(data=known)
            if _is_error(result) and _FOREIGN.search(str(result.plain_value())):
                result = self._program.eval(data=_bounded(known))
        except Exception as error:
            raise ExpressionError(_first_line(error)) from error
        value = result.plain_value()
        if _is_error(result):
            raise ExpressionError(_first_line(value))
        return _plain(value)


def compile_expression(text: str, variables: Iterable[str] = ("payload", "message", "steps")) -> Expression:
    """Compile a CEL expression.

    Raises:
        ExpressionError: with the position of what is wrong.
    """
    names = tuple(variables)
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"is longer than {MAX_LENGTH} characters")
    if not text.strip():
        raise ExpressionError("is empty")
    try:
        program = _environment(names).compile(text)
    except Exception as error:
        raise ExpressionError(_first_line(error)) from error
    return Expression(text, frozenset(name for name in names if name in text), _kind(program), _nesting(text), program)


@cache
def _environment(variables: tuple[str, ...]) -> Any:
    # Here, not above: it is heavy, and most pipelines have no expression.
    from cel_expr_python import cel  # type: ignore[import-untyped] # noqa: PLC0415
    from cel_expr_python.ext import ext_math, ext_strings  # type: ignore[import-untyped] # noqa: PLC0415

    return cel.NewEnv(
        variables=dict.fromkeys(variables, cel.Type.DYN),
        extensions=[ext_math.ExtMath(), ext_strings.ExtStrings()],
        functions=functions(),
    )


def _kind(program: Any) -> str:
    return str(program.return_type().name())


def _nesting(text: str) -> int:
    """Return how many comprehensions stand within each other at most."""
    open_ones: list[bool] = []
    deepest = 0
    for match in _MACRO.finditer(_STRINGS.sub("''", text)):
        if match[0] == ")":
            if open_ones:
                open_ones.pop()
        else:
            open_ones.append(match[0] != "(")
            deepest = max(deepest, sum(open_ones))
    return deepest


def _largest(value: Any) -> int:
    if isinstance(value, dict):
        return max((len(value), *(_largest(item) for item in value.values())))
    return max((len(value), *(_largest(item) for item in value))) if isinstance(value, list) else 0


def _bounded(value: Any) -> Any:
    """Return ``value`` with numbers that CEL does not have as what it has."""
    kind = type(value)
    if kind is dict:
        return {name: _bounded(item) for name, item in value.items()}
    if kind is list:
        return [_bounded(item) for item in value]
    if kind is int and not -_INT64 <= value < _INT64:
        return str(value)
    if kind is Decimal:
        return float(value)
    return to_string(value) if isinstance(value, date | time | UUID) else value


def _with_text_time(message: Any) -> Any:
    if not isinstance(message, Mapping):
        return message
    received = message.get("received_at")
    if type(received) is int:
        received = from_unix_ms(received)
    return {**message, "received_at": to_string(received)} if isinstance(received, datetime) else dict(message)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is bytearray:
        return bytes(value)
    if kind is list:
        return [_plain(item) for item in value]
    if kind is dict:
        return {name: _plain(item) for name, item in value.items()}
    if kind is float and not math.isfinite(value):
        raise ExpressionError("is not a finite number")
    if value is None or isinstance(value, bool | int | float | str | datetime | timedelta):
        return value
    raise ExpressionError(f"gives a {kind.__name__}, which is no value of JSON")


def _is_error(result: Any) -> bool:
    return bool(result.type().name() == "ERROR")


def _first_line(error: object) -> str:
    text = str(error).removeprefix("INVALID_ARGUMENT: ").removeprefix("UNKNOWN: ").removeprefix("NOT_FOUND: ")
    return text.removesuffix(" [INVALID_ARGUMENT]").removeprefix("ERROR: <input>:").split("\n")[0]
