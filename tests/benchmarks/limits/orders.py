"""The message of the stages: eight fields, and the Python that a person would write to map them."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

FIELDS: Final[Mapping[str, str]] = {
    "id": "integer",
    "customer": "string",
    "email": "string",
    "quantity": "integer",
    "price": "decimal",
    "paid": "boolean",
    "note": "string",
    "at": "timestamp",
}
SOURCES: Final[Mapping[str, str]] = {"customer": "customer.name", "email": "customer.email"}
"""Where a field comes from, if it is not at the top by its own name."""


def payload_of(number: int) -> bytes:
    """Return an order of about 250 bytes."""
    customer = {"name": f"Customer {number % 1000}", "email": f"customer{number % 1000}@example.com"}
    order = {"id": number, "customer": customer, "quantity": number % 17, "price": f"{number % 997}.25"}
    order |= {
        "paid": number % 3 == 0,
        "note": "a note of some length, as people write them",
        "at": "2026-11-23T12:34:56Z",
    }
    return json.dumps(order).encode()


def by_hand(payload: bytes) -> dict[str, Any]:
    """Return the row of an order."""
    order = msgspec.json.decode(payload)
    customer = order["customer"]
    return {
        "id": int(order["id"]),
        "customer": customer["name"],
        "email": customer["email"],
        "quantity": int(order["quantity"]),
        "price": Decimal(order["price"]),
        "paid": order["paid"],
        "note": order["note"],
        "at": datetime.fromisoformat(order["at"]),
    }
