"""How figures are written in tables."""

from typing import Any


def cell(value: Any) -> str:
    """Return a figure with three digits, or all of those before the point; a text as it is."""
    if value is None:
        return ""
    if value == 0:
        return "0"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)
