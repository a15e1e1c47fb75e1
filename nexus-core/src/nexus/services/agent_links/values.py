"""Parameters and rows over an agent's link: JSON where JSON has the type, else ``{"TYPE": "text"}``."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw

from nexus.errors import FieldError, InvalidInput
from nexus.mapping.conversion import converter

_EXACT: Final = 2**53
"""Integers up to this are the same to all who read JSON."""


def packed(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they go over the link.

    Args:
        params: of the types that mappings know (`nexus.model.mapping.TYPES`).
    """
    return {name: _packed(value) for name, value in params.items()}


def unpacked(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they were before they went over the link; raises InvalidInput if they are none."""
    return {name: _unpacked(name, value) for name, value in params.items()}


def packed_rows(rows: Sequence[Any]) -> Iterator[bytes]:
    """Yield rows as they go over the link, each a JSON text; what a row holds keeps its types, however deep it stands."""
    for row in rows:
        yield msgspec.json.encode(_deep(row))


def unpacked_rows(text: Raw) -> list[Any]:
    """Return rows as they were before they went over the link; raises InvalidInput if they are none."""
    return [_undeep(row) for row in msgspec.json.decode(text, type=list[Any])]


def _deep(value: Any) -> Any:
    match value:
        case dict():
            return {"object": {name: _deep(one) for name, one in value.items()}}
        case list() | tuple():
            return [_deep(one) for one in value]
        case _:
            return _packed(value)


def _undeep(value: Any) -> Any:
    match value:
        case {"object": dict(fields)}:
            return {name: _undeep(one) for name, one in fields.items()}
        case list():
            return [_undeep(one) for one in value]
        case _:
            return _unpacked("rows", value)


def _packed(value: Any) -> Any:  # noqa: PLR0911 — a table
    match value:
        case None | bool() | str() | float():
            return value
        case int():
            return value if abs(value) <= _EXACT else {"integer": str(value)}
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"timestamp": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case UUID():
            return {"uuid": str(value)}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case _:
            return {"json": value}


def _unpacked(name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    try:
        ((kind, text),) = value.items()
        return text if kind == "json" else converter(kind)(text)
    except (KeyError, ValueError) as error:
        raise InvalidInput([FieldError(name, f"is no parameter: {error}")]) from None
