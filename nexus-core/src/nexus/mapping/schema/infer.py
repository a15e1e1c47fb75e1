"""Proposes the fields of an application from messages that it has sent."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from attrs import define, field

from nexus.mapping.paths import EACH, Part, format_path
from nexus.model.connection import FieldSpec

MAX_FIELDS: Final = 1000
"""An object with ids as keys would else become a field for each."""

_NUMBERS: Final = frozenset({"integer", "decimal"})
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


@define
class _Seen:
    kinds: set[str] = field(factory=set)
    count: int = 0
    nulls: int = 0


def infer_fields(samples: Iterable[Any]) -> tuple[FieldSpec, ...]:
    """Return the fields that all of ``samples`` (decoded payloads) fit.

    A field is required if every sample (or every element of its array) has it, nullable if one of them is null. Strings are
    ``timestamp``, ``date`` or ``uuid`` if all are. What has several types is ``any``.
    """
    seen: dict[tuple[Part, ...], _Seen] = {}
    for sample in samples:
        _look(sample, (), seen)
    return tuple(_spec(parts, seen) for parts in list(seen)[: MAX_FIELDS + 1] if _is_told(parts, seen))


def _look(value: Any, parts: tuple[Part, ...], seen: dict[tuple[Part, ...], _Seen]) -> None:
    if parts not in seen and len(seen) > MAX_FIELDS:
        return
    entry = seen.setdefault(parts, _Seen())
    entry.count += 1
    if value is None:
        entry.nulls += 1
        return
    entry.kinds.add(_kind(value))
    if isinstance(value, dict):
        for name, item in value.items():
            _look(item, (*parts, name), seen)
    elif isinstance(value, list):
        for item in value:
            _look(item, (*parts, EACH), seen)


def _is_told(parts: tuple[Part, ...], seen: dict[tuple[Part, ...], _Seen]) -> bool:
    """Whether a place becomes a field: not the root, not a mere way to others, not below what has several types."""
    if not parts or any(len(seen[parts[:end]].kinds) > 1 for end in range(len(parts))):
        return False
    entry = seen[parts]
    is_way = entry.kinds == {"object"} and not entry.nulls  # one that is null sometimes has to say so
    return parts[-1] is not EACH or (bool(entry.kinds) and not is_way)


def _spec(parts: tuple[Part, ...], seen: dict[tuple[Part, ...], _Seen]) -> FieldSpec:
    entry = seen[parts]
    name = format_path(parts)
    required = parts[-1] is EACH or entry.count == seen[parts[:-1]].count - seen[parts[:-1]].nulls
    return FieldSpec(name=name, type=_type(entry.kinds), required=required, nullable=entry.nulls > 0)


def _type(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds and kinds <= _NUMBERS:
        return "decimal"
    return "string" if kinds and kinds <= {"string", "uuid", "date", "timestamp"} else "any"


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "decimal"
        case str():
            return _text_kind(value)
        case dict():
            return "object"
        case _:
            return "array"


def _text_kind(text: str) -> str:
    try:
        if _UUID.fullmatch(text):
            UUID(text)
            return "uuid"
        if _DATE.fullmatch(text):
            date.fromisoformat(text)
            return "date"
        if _TIMESTAMP.fullmatch(text):
            datetime.fromisoformat(text)
            return "timestamp"
    except ValueError:
        pass
    return "string"
