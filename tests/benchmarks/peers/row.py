"""The row that every peer writes, and how."""

import json
from typing import Any, Final

INSERT: Final = (
    "INSERT INTO orders (id, email, customer, total, currency, quantity, active, created_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET email = excluded.email, "
    "customer = excluded.customer, total = excluded.total, currency = excluded.currency, quantity = excluded.quantity, "
    "active = excluded.active, created_at = excluded.created_at"
)


def row(body: str | bytes) -> tuple[Any, ...]:
    """Return the values of an order, in the order of the columns."""
    order = json.loads(body)
    customer = order["customer"]
    rest = (order[name] for name in ("total", "currency", "quantity", "active", "created_at"))
    return (order["id"], customer["email"], customer["name"], *rest)
