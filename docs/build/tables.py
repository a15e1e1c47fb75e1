"""Markdown tables, and the one of a config class."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from nexus.config import Secret
from nexus.config.shapes import (
    Choice,
    Entries,
    Field,
    Items,
    Json,
    Object,
    Optional,
    Scalar,
    Shape,
    Variants,
    fields_of,
)
from nexus.config.structuring import plain_values

_WORDS = {str: "text", int: "whole number", float: "number", bool: "true, false", Secret: "secret"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *([_cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def config_table(cls: type[Any], *, leave_out: Sequence[str] = ()) -> str:
    """Return the table of a config class's fields: name, type, default, meaning."""
    fields = [field for name, field in fields_of(cls).items() if name not in leave_out]
    rows = [(f"`{field.name}`", type_of(field), default_of(field), meaning_of(field)) for field in fields]
    return table(("field", "type", "default", "meaning"), rows)


def type_of(field: Field) -> str:
    """Return what values a field takes, with its bounds."""
    if field.info.choices:
        return ", ".join(f"`{value}`" for value in field.info.choices if value is not None)
    return _shape(field.core) + _bounds(field)


def default_of(field: Field) -> str:
    """Return a field's default as YAML writes it; ``required`` where it has none."""
    if field.required:
        return "required"
    if isinstance(field.core, Object):
        return ""  # its own table tells
    default: Any = field.attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # the stubs show this class as a function
        if default.takes_self:
            return ""
        default = default.factory()
    plain = plain_values(default)
    empty = plain is None or plain in ("", [], {})
    return "" if empty else f"`{str(plain).lower() if isinstance(plain, bool) else plain}`"


def meaning_of(field: Field) -> str:
    """Return title and help in one sentence."""
    title, said = field.info.title, field.info.help
    return f"{title}. {said}" if title and said else title or said


def _shape(shape: Shape) -> str:  # noqa: PLR0911 — one line per shape
    match shape:
        case Scalar(kind):
            return _WORDS.get(kind, kind.__name__.lower())
        case Choice(values):
            return ", ".join(f"`{value}`" for value in values)
        case Items(item):
            return f"list of {_shape(item)}"
        case Entries(value):
            return f"names with {_shape(value)}"
        case Optional(inner):
            return _shape(inner)
        case Json():
            return "any"
        case Object(cls):
            return cls.__name__.removesuffix("Document").lower()
        case Variants(classes):
            return " or ".join(classes)


def _bounds(field: Field) -> str:
    least, most = field.info.minimum, field.info.maximum
    if least is not None and most is not None:
        return f", {_number(least)} to {_number(most)}"
    return f", from {_number(least)}" if least is not None else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"
