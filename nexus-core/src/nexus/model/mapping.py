"""A mapping as data: ``target <- source path -> chain of functions -> type``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from attrs import field, frozen

TYPES: Final = (
    "string",
    "integer",
    "decimal",
    "float",
    "boolean",
    "date",
    "time",
    "timestamp",
    "json",
    "uuid",
    "bytes",
)
"""Types that a rule can convert to. Python values: str, int, Decimal, float, bool, date, time, aware datetime (UTC),
any JSON value, UUID, bytes."""


class OnNull(StrEnum):
    """What happens to a target whose value is null or missing."""

    NULL = "null"
    SKIP = "skip"
    DEFAULT = "default"
    REJECT = "reject"


@frozen
class TransformCall:
    """A registered function with its arguments; in YAML ``trim`` or ``{name: round, digits: 2}``."""

    name: str
    arguments: Mapping[str, Any] = field(factory=dict)


@frozen
class MappingRule:
    """How one target field gets its value.

    Exactly one of ``source`` and ``expression`` is set, unless ``default`` alone makes it a constant.

    Attributes:
        target: name of the target field or column; ``$`` for the whole row; dotted for nested JSON bodies.
        source: path into the message: ``customer.email``, ``items[0].sku``, ``$`` (the payload), ``message.id``.
        expression: CEL over ``payload`` and ``message`` (``id``, ``source``, ``received_at``, ``headers``).
        type: one of `TYPES`, or None to pass the value on as it is.
        format: pattern of a date, time or timestamp (``%d.%m.%Y``, ``unix``, ``unix_ms``, ``iso``).
        timezone: IANA name for values that carry no zone; UTC if not given.
        on_null: if not given, ``default`` where a default is set, else ``null``.
        on_missing: the same for a path that is absent; if not given, ``skip`` in a partial update, else as ``on_null``.
        has_default: True where the definition gives a default (which may be null).
    """

    target: str
    source: str | None = None
    expression: str | None = None
    type: str | None = None
    format: str | None = None
    timezone: str | None = None
    transforms: tuple[TransformCall, ...] = ()
    on_null: OnNull | None = None
    on_missing: OnNull | None = None
    default: Any = None
    has_default: bool = False
