"""What one value must be: a msgspec type for what that can say, checks for the rest."""

import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from attrs import frozen

from nexus.mapping.naming import type_name
from nexus.mapping.numbers import parse_decimal
from nexus.mapping.patterns import compile_pattern
from nexus.model.connection import FieldSpec

Check = Callable[[Any], str | None]
"""Returns what is wrong with a value that is not null, or None."""

_PLAIN: Final[dict[str, Any]] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "date": date,
    "time": time,
    "timestamp": datetime,
    "uuid": UUID,
    "bytes": bytes,
    "object": dict,
    "array": list,
}
_ARTICLES: Final = {
    "string": "a string",
    "integer": "an integer",
    "float": "a number",
    "decimal": "a number, or a string with one",
    "boolean": "true or false",
    "date": "a date such as 2026-01-31",
    "time": "a time such as 13:45:00",
    "timestamp": "a timestamp such as 2026-01-31T13:45:00Z",
    "uuid": "a UUID",
    "bytes": "bytes in base64",
    "object": "an object",
    "array": "an array",
}
_INT64: Final = 2**63


@frozen
class Leaf:
    """What a field asks of its value.

    Attributes:
        type: msgspec type; it takes nothing that ``explain`` refuses, ``extra`` apart.
        extra: what the type cannot say.
        checks: all checks, in the order in which they are told.
    """

    type: Any
    extra: tuple[Check, ...]
    checks: tuple[Check, ...]

    def explain(self, value: Any) -> str | None:
        """Return the first fault of a value that is not null."""
        return next((fault for check in self.checks if (fault := check(value))), None)


def leaf_of(spec: FieldSpec) -> Leaf:
    """Compile what ``spec`` asks.

    Raises:
        ValueError: its limits make no sense for its type, or its pattern is no RE2 expression.
    """
    plain = _PLAIN.get(spec.type, Any)
    kind, narrow = _kind_check(spec.type, plain), _constraints(spec)
    limits = tuple(check for check in (_bounds(spec), _lengths(spec)) if check)
    extra = tuple(check for check in (_pattern(spec), _enum(spec)) if check)
    if spec.type == "decimal":
        return Leaf(Any, (kind, *limits, *extra), (kind, *limits, *extra))
    if narrow is None:
        return Leaf(plain, (*limits, *extra), (kind, *limits, *extra))
    return Leaf(Annotated[plain, narrow] if narrow else plain, extra, (kind, *limits, *extra))


def _kind_check(name: str, plain: Any) -> Check:
    def check(value: Any) -> str | None:
        try:
            msgspec.convert(value, plain)
        except (msgspec.ValidationError, ValueError, OverflowError):
            return f"must be {_ARTICLES[name]}, not {_shown(value)}"
        return None

    def check_decimal(value: Any) -> str | None:
        if type(value) is float or type(value) is int:
            return None
        try:
            parse_decimal(value)
        except ValueError:
            return f"must be {_ARTICLES['decimal']}, not {_shown(value)}"
        return None

    if name == "decimal":
        return check_decimal
    return check if plain is not Any else lambda _: None


def _constraints(spec: FieldSpec) -> msgspec.Meta | dict[str, Any] | None:
    """Return what msgspec checks by itself; empty if nothing is asked, None if it cannot express what is asked."""
    asked: dict[str, Any] = {}
    if spec.type == "array":
        return None if spec.min_length is not None or spec.max_length is not None else {}
    if spec.type == "string":
        asked = {"min_length": spec.min_length, "max_length": spec.max_length}
    elif spec.type == "float":
        asked = {"ge": spec.min, "le": spec.max}
    elif spec.type == "integer":
        asked = {
            "ge": None if spec.min is None else math.ceil(spec.min),
            "le": None if spec.max is None else math.floor(spec.max),
        }
        if any(value is not None and not -_INT64 <= value < _INT64 for value in asked.values()):
            return None
    asked = {name: value for name, value in asked.items() if value is not None}
    return msgspec.Meta(**asked) if asked else {}


def _bounds(spec: FieldSpec) -> Check | None:
    low, high = spec.min, spec.max
    if low is None and high is None:
        return None
    if spec.type not in ("integer", "float", "decimal"):
        raise ValueError(f"min and max are for numbers, not for {spec.type}")
    if low is not None and high is not None and low > high:
        raise ValueError(f"min {low:g} is above max {high:g}")
    if any(bound is not None and not math.isfinite(bound) for bound in (low, high)):
        raise ValueError("min and max are finite")

    def check(value: Any) -> str | None:
        number = parse_decimal(value) if isinstance(value, str) else value
        if low is not None and number < low:
            return f"must be at least {low:g}"
        return f"must be at most {high:g}" if high is not None and number > high else None

    return check


def _lengths(spec: FieldSpec) -> Check | None:
    low, high = spec.min_length, spec.max_length
    if low is None and high is None:
        return None
    if spec.type not in ("string", "array"):
        raise ValueError(f"min_length and max_length are for strings and arrays, not for {spec.type}")
    if (low or 0) < 0 or (high is not None and high < (low or 0)):
        raise ValueError("min_length is 0 or more and not above max_length")
    unit = "characters" if spec.type == "string" else "elements"

    def check(value: Any) -> str | None:
        if low is not None and len(value) < low:
            return f"must have at least {low} {unit}, not {len(value)}"
        return f"must have at most {high} {unit}, not {len(value)}" if high is not None and len(value) > high else None

    return check


def _pattern(spec: FieldSpec) -> Check | None:
    if spec.pattern is None:
        return None
    if spec.type != "string":
        raise ValueError(f"pattern is for strings, not for {spec.type}")
    search = compile_pattern(spec.pattern).search
    return lambda value: None if search(value) else f"must match {spec.pattern}"


def _enum(spec: FieldSpec) -> Check | None:
    if not spec.enum:
        return None
    allowed = tuple(spec.enum)

    def check(value: Any) -> str | None:
        if any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in allowed):
            return None
        return "must be one of " + ", ".join(msgspec.json.encode(one).decode() for one in allowed[:20])

    return check


def _shown(value: Any) -> str:
    """Name a value without repeating what may be secret: its type only."""
    kind = type_name(value)
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"
