"""The messages of the campaign: a reading is worked out from its number, so that whoever reads one knows all of it."""

import hashlib
import json
from decimal import Decimal
from typing import Any

CRM_EVERY = 10
"""One reading in so many goes to the CRM; the condition of its pipeline filters the others."""


def reading(number: int, *, poison: bool = False) -> dict[str, Any]:
    """Return reading ``number`` as a sender sends it; no database takes a poisoned one, whose value is negative."""
    return {
        "id": number,
        "device": f"Device-{number % 997}",
        "value": -1 if poison else number * 7919 % 200_000 / 100,
        "note": "äöü ✓" * (number % 5),
    }


def row(number: int) -> tuple[int, str, Decimal]:
    """Return id, device and value as they must stand in a database."""
    return number, f"device-{number % 997}", Decimal(number * 7919 % 200_000) / 100


def goes_to_crm(number: int) -> bool:
    """Whether the condition of the CRM's pipeline lets this reading through."""
    return number % CRM_EVERY == 0


def digest(payload: Any) -> str:
    """Return the digest of a payload's content, whatever the order and spacing of its JSON."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
