"""What is measured: orders of eight mapped fields."""

import json
from collections.abc import Iterator
from typing import Any

COLUMNS = (
    "id bigint primary key, customer text, email text, quantity integer, price numeric(12,2), paid {boolean}, "
    "note text, at {moment}"
)

_WORKFLOW = """
applications:
  - name: shop
    dedup: message_id
    message_id_path: id
    fields:
      - {{name: id, type: integer, required: true}}
      - {{name: customer.name, type: string}}
      - {{name: customer.email, type: string}}
      - {{name: quantity, type: integer}}
      - {{name: price, type: decimal}}
      - {{name: paid, type: boolean}}
connections:
  - name: warehouse
    connector: {connector}
    config: {config}
workflows:
  - name: orders
    sources: [{{application: shop}}]
    pipelines:
      - name: orders-to-warehouse
        destination: warehouse
        operation: {operation}
        target: orders
        key: {key}
        mappings:
          - {{source: id, target: id, type: integer}}
          - {{source: customer.name, target: customer, type: string}}
          - {{source: customer.email, target: email, type: string}}
          - {{source: quantity, target: quantity, type: integer}}
          - {{source: price, target: price, type: decimal}}
          - {{source: paid, target: paid, type: boolean}}
          - {{source: note, target: note, type: string}}
          - {{source: at, target: at, type: timestamp}}
"""


def workflow(connector: str, config: dict[str, Any], operation: str = "upsert") -> str:
    """Return the definitions: orders of one application go into the table ``orders``, made of `COLUMNS`."""
    key = "[]" if operation == "insert" else "[id]"
    return _WORKFLOW.format(connector=connector, config=json.dumps(config), operation=operation, key=key)


def payloads(count: int, first: int = 1) -> Iterator[bytes]:
    """Yield ``count`` orders of about 250 bytes."""
    for number in range(first, first + count):
        order = {
            "id": number,
            "customer": {"name": f"Customer {number % 1000}", "email": f"customer{number % 1000}@example.com"},
            "quantity": number % 17,
            "price": f"{number % 997}.25",
            "paid": number % 3 == 0,
            "note": "a note of some length, as people write them into orders",
            "at": "2026-11-23T12:34:56Z",
        }
        yield json.dumps(order).encode()
