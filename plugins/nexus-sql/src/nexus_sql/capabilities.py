"""What is true of every SQL sink, by operation; the guarantee of each pipeline is worked out from it."""

from collections.abc import Collection, Mapping
from typing import Final

from nexus import Capability

OPERATIONS: Final = ("insert", "upsert", "update", "delete")

_ALWAYS: Final = frozenset({Capability.TRANSACTIONAL, Capability.ORDERED, Capability.LEDGER})
_BY_KEY: Final = frozenset({Capability.IDEMPOTENT_WRITE})

CAPABILITIES: Final[Mapping[str, Collection[Capability]]] = {
    "*": _ALWAYS,
    "upsert": _BY_KEY,
    "update": _BY_KEY,
    "delete": _BY_KEY,
}
"""An insert that is repeated is a second row (or a conflict), unless the ledger is on."""
