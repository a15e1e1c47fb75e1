"""The messages of the campaign: a reading is worked out from its number, so that whoever reads one knows all of it."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

OTHER_THAN_SENT: Final = """
    SELECT id, device, value FROM {table}
    WHERE CASE WHEN md5(device) = md5(concat('device-', id % 997)) AND value * 100 = id * 7919 % 200000 THEN 0 ELSE 1 END = 1
"""
"""Rows whose content is not the one that their number stands for, spaces and letters' cases included."""


def reading(number: int, *, poison: bool = False) -> dict[str, Any]:
    """Return reading ``number`` as a sender sends it; no database takes a poisoned one, whose value is negative."""
    return {
        "id": number,
        "device": f"Device-{number % 997}",
        "value": -1 if poison else number * 7919 % 200_000 / 100,
        "note": "äöü ✓" * (number % 5),
    }


def overtaken(rows: Iterable[tuple[int, str]], senders: int) -> list[tuple[int, str]]:
    """Return the rows that others of the same device and sender have overtaken, of all in the order of their writing.

    A sender sends a reading once those before are acknowledged, and one number in so many is its.
    """
    last: dict[tuple[str, int], int] = {}
    found = []
    for number, device in rows:
        key = device, number % senders
        if number < last.get(key, number):
            found.append((number, device))
        last[key] = number
    return found


def digest(payload: Any) -> str:
    """Return the digest of a payload's content, whatever the order and spacing of its JSON."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
