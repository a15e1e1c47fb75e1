"""Functions for mappings: pure, of one value."""

from typing import Any


def initials(value: Any, separator: str) -> str:
    """Return the first letter of each word.

    Raises:
        ValueError: the value is no text; the message becomes a dead letter with this reason.
    """
    if not isinstance(value, str):
        raise ValueError("needs text; convert it with to_string first")  # noqa: TRY004 — rejects the message
    return separator.join(word[0] for word in value.split())
