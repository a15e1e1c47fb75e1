"""Cells become the values of an object."""

from collections.abc import Sequence
from typing import Any


def as_object(columns: Sequence[str], values: Sequence[Any], empty: str) -> dict[str, Any]:
    """Return name -> value; what becomes of empty cells is ``text``, ``null`` or ``omit``."""
    if empty == "text":
        return {name: "" if value is None else value for name, value in zip(columns, values, strict=True)}
    found = {name: None if value == "" else value for name, value in zip(columns, values, strict=True)}
    return found if empty == "null" else {name: value for name, value in found.items() if value is not None}
