"""Rows as JSON text, exactly: decimals as number text, times as ISO 8601 with ``Z``, bytes as base64."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def encode(row: Any) -> bytes:
    """Return ``row`` as JSON.

    Raises:
        ValueError: it has a value that JSON cannot hold.
    """
    _check(row, "")
    try:
        return _ENCODER.encode(row)
    except (TypeError, OverflowError, ValueError, RecursionError) as error:
        raise ValueError(f"the row is no JSON: {error}") from error


def join(items: Sequence[bytes], body: str) -> bytes:
    """Return encoded rows as one body: ``array`` or ``ndjson``."""
    return b"[" + b",".join(items) + b"]" if body == "array" else b"\n".join(items) + b"\n"


def _check(value: Any, path: str) -> None:
    """Refuse NaN and infinity: msgspec would write null for floats and invalid JSON for decimals."""
    match value:
        case str():
            return
        case float() if not math.isfinite(value):
            raise ValueError(f"{path.lstrip('.') or 'the row'} is {value}: JSON has no such number")
        case Decimal() if not value.is_finite():
            raise ValueError(f"{path.lstrip('.') or 'the row'} is {value}: JSON has no such number")
        case Mapping():
            for name, item in value.items():
                _check(item, f"{path}.{name}")
        case list() | tuple():
            for index, item in enumerate(value):
                _check(item, f"{path}[{index}]")
