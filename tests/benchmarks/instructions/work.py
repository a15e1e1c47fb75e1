"""Runs one hot function again and again: ``python work.py NAME TIMES``. Under valgrind, two runs tell its cost."""

import sys
from collections.abc import Callable
from typing import Final

from nexus.api.ingress.reading import read_plain
from nexus.api.ingress.sender import sender_of
from nexus.mapping import compile_mapping
from nexus.model.connection import Application, FieldSpec
from nexus.model.mapping import MappingRule
from nexus.model.message import Message, NewMessage
from nexus.streams import producer
from nexus.streams.entries import parse

PAYLOAD: Final = (
    b'{"id":123456,"customer":{"email":"alice@example.com","name":"Alice Example"},"total":"129.90","currency":"EUR",'
    b'"quantity":3,"active":true,"created_at":"2026-01-01T12:00:00Z","note":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}'
)
FIELDS: Final = (
    FieldSpec("id", "integer", required=True),
    FieldSpec("customer.email", "string"),
    FieldSpec("total", "decimal"),
    FieldSpec("created_at", "timestamp"),
)
RULES: Final = (
    MappingRule(target="id", source="id", type="integer"),
    MappingRule(target="email", source="customer.email", type="string"),
    MappingRule(target="name", source="customer.name", type="string"),
    MappingRule(target="total", source="total", type="decimal"),
    MappingRule(target="currency", source="currency", type="string"),
    MappingRule(target="quantity", source="quantity", type="integer"),
    MappingRule(target="active", source="active", type="boolean"),
    MappingRule(target="created_at", source="created_at", type="timestamp"),
)
ID: Final = "01a209ef-660d-7561-86a6-651d604f81d5"
BATCH: Final = 64


def reading() -> Callable[[], object]:
    """Requests of one sender, checked against its schema and made into messages."""
    sender = sender_of(Application("a", "w", "shop", fields=FIELDS, message_id_path="id"), ["w1"])
    bodies = [PAYLOAD] * BATCH
    return lambda: read_plain(sender, bodies)


def accepting() -> Callable[[], object]:
    """Messages packed for the script that accepts them."""
    messages = [NewMessage(ID, "a", PAYLOAD, b"", bytes(20)) for _ in range(BATCH)]
    submits = [([one], lambda _: None) for one in messages]
    return lambda: producer._accept_command("w1", submits, 1_700_000_000_000, touch=False)


def parsing() -> Callable[[], object]:
    """Entries of a stream made into messages."""
    entry = (b"1700000000000-0", [b"m", ID.encode(), b"s", b"a", b"t", b"1700000000000", b"p", PAYLOAD])
    entries = [entry] * BATCH
    return lambda: parse(entries, [])


def mapping() -> Callable[[], object]:
    """Eight fields mapped into typed values."""
    compiled = compile_mapping(RULES, {}, pipeline="p")
    messages = [Message("1-0", ID, "a", 1, PAYLOAD) for _ in range(BATCH)]
    return lambda: compiled.map_many(messages)


WORK: Final = {"reading": reading, "accepting": accepting, "parsing": parsing, "mapping": mapping}


def main(name: str, times: int) -> None:
    """Run one of them; the interpreter has specialised its code before it counts."""
    work = WORK[name]()
    for _ in range(times):
        work()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
