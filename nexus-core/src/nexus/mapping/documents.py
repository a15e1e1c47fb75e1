"""Mapping rules and payload fields as documents write them: the shape for forms and files, and what it becomes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from nexus.config import define, field, structure
from nexus.model.connection import FieldSpec
from nexus.model.mapping import TYPES, MappingRule, OnNull, TransformCall

FIELD_TYPES: Final = (*TYPES, "object", "array", "any")


@define
class FieldDocument:
    """One field of the payloads of an application, or of a subscription of a source."""

    name: str = field(title="Name", help="Dotted path into the payload: customer.email, items[].sku", min_length=1)
    type: str = field(title="Type", default="any", choices=FIELD_TYPES)
    required: bool = field(title="Required", default=False)
    nullable: bool = field(title="May be null", default=True)
    enum: tuple[Any, ...] = field(title="Permitted values", default=(), advanced=True)
    min: float | None = field(title="Least value", default=None, advanced=True)
    max: float | None = field(title="Greatest value", default=None, advanced=True)
    min_length: int | None = field(title="Fewest characters or items", default=None, advanced=True)
    max_length: int | None = field(title="Most characters or items", default=None, advanced=True)
    pattern: str | None = field(
        title="Pattern", help="RE2 expression that the text must match", default=None, advanced=True
    )
    title: str = field(title="Title", default="", advanced=True)


@define
class MappingDocument:
    """How one target field gets its value."""

    target: str = field(title="Target", help="Field or column; $ for the whole row", min_length=1)
    source: str | None = field(title="Source", help="Path: customer.email, items[0].sku, $, message.id", default=None)
    expression: str | None = field(title="Expression", help="CEL over payload and message", default=None)
    type: str | None = field(title="Type", default=None, choices=(*TYPES, None))
    format: str | None = field(title="Format", help="%d.%m.%Y, unix, unix_ms, iso", default=None, advanced=True)
    timezone: str | None = field(
        title="Time zone", help="For values without one; else UTC", default=None, advanced=True
    )
    transforms: tuple[Any, ...] = field(title="Functions", help="trim, or {name: round, digits: 2}", default=())
    on_null: OnNull | None = field(title="If null", default=None)
    on_missing: OnNull | None = field(title="If missing", default=None, advanced=True)
    default: Any = field(title="Default", default=None)


_NAMES: Final = (
    "target",
    "source",
    "expression",
    "type",
    "format",
    "timezone",
    "transforms",
    "on_null",
    "on_missing",
    "default",
)


def field_specs(documents: Sequence[FieldDocument]) -> tuple[FieldSpec, ...]:
    """Return the payload schema that ``documents`` describe."""
    names = [attribute.name for attribute in attrs.fields(FieldSpec)]
    return tuple(FieldSpec(**{name: getattr(item, name) for name in names}) for item in documents)


def transform(raw: Any) -> TransformCall:
    """Return the function call that ``trim`` or ``{name: round, digits: 2}`` stands for.

    Raises:
        ValueError: it is neither of the two.
    """
    if isinstance(raw, str):
        return TransformCall(raw)
    if isinstance(raw, Mapping) and isinstance(raw.get("name"), str):
        return TransformCall(raw["name"], {key: value for key, value in raw.items() if key != "name"})
    raise ValueError("write a function as its name, or as {name: round, digits: 2}")


def rule(document: MappingDocument, raw: Mapping[str, Any]) -> MappingRule:
    """Return the mapping rule of ``document``; ``raw`` tells a default of null from no default."""
    own = {name: getattr(document, name) for name in _NAMES if name != "transforms"}
    calls = tuple(transform(item) for item in document.transforms)
    return MappingRule(transforms=calls, has_default="default" in raw, **own)


def read_rule(raw: Mapping[str, Any], place: str = "") -> MappingRule:
    """Return the rule that ``raw`` describes.

    Raises:
        InvalidInput: with the place of every fault.
    """
    return rule(structure(MappingDocument, dict(raw), place), raw)
