"""Numbers without loss: no value passes through a binary float unless its target is one."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from nexus.mapping.naming import type_name

MAX_EXPONENT: Final = 400
"""Largest power of ten: ``1e400000000`` is nine bytes of JSON, and 400 MB as an integer (security: input)."""


def parse_decimal(value: Any) -> Decimal:
    """Return ``value`` exactly.

    Raises:
        ValueError: no finite number, or one beyond `MAX_EXPONENT`.
    """
    kind = type(value)
    if kind is Decimal:
        number = value
    elif kind is int:
        return Decimal(value)
    elif kind is float:
        number = Decimal(repr(value))  # the shortest text that is this float: what the sender wrote, up to 15 digits
    elif kind is str:
        number = _from_text(value)
    else:
        raise ValueError(f"is no number but {type_name(value)}")
    if not number.is_finite():
        raise ValueError("is not a finite number")
    if not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise ValueError(f"is beyond 10 to the power of {MAX_EXPONENT}")
    return number  # type: ignore[no-any-return] # kind narrows, which mypy does not follow


def parse_integer(value: Any) -> int:
    """Return ``value`` as a whole number: ``12``, ``12.0`` and ``"12"``, but not ``12.5``.

    Raises:
        ValueError: no whole number.
    """
    if type(value) is int:
        return value
    number = parse_decimal(value)
    if number != number.to_integral_value():
        raise ValueError("is not a whole number")
    return int(number)


def _from_text(text: str) -> Decimal:
    stripped = text.strip()
    if not stripped.isascii() or "_" in stripped or len(stripped) > 5000:
        raise ValueError("is no number")
    try:
        return Decimal(stripped)
    except InvalidOperation as error:
        raise ValueError("is no number") from error
