"""The messages that are sent: an order is worked out from its number, so that whoever reads one knows all of it."""

from decimal import Decimal
from typing import Any

BAD_EVERY = 500
"""One order in so many has a total that is no number: warehouses must refuse it, with a reason, and nobody else."""


def order(number: int) -> dict[str, Any]:
    """Return order ``number`` as a sender sends it."""
    return {
        "id": number,
        "customer": {"id": number, "email": f"  Person{number}@Example.com "},
        "total": "many" if is_bad(number) else _total(number),
        "note": "äöü ✓" * (number % 5),
    }


def is_bad(number: int) -> bool:
    """Whether no warehouse can take this order."""
    return number % BAD_EVERY == 3


def row(number: int) -> tuple[int, str, Decimal]:
    """Return id, e-mail and total as they must stand in a warehouse."""
    return number, f"person{number}@example.com", Decimal(str(_total(number)))


def is_large(number: int) -> bool:
    """Whether the order is worth more than a thousand."""
    return _total(number) > 1000


def _total(number: int) -> float:
    return (number * 7919 % 200_000) / 100
