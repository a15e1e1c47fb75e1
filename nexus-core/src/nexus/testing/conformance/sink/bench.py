"""A destination, as the checks of its sink see it."""

# ruff: noqa: ARG002 — what is not overridden fails the check that asks

from collections.abc import Mapping, Sequence
from typing import Any

from nexus.hookspecs import WriteTarget
from nexus.testing.conformance.bench import ConnectionBench, missing
from nexus.testing.conformance.sink.effects import Row
from nexus.testing.conformance.values import restore


class SinkBench(ConnectionBench):
    """A destination that checks write to through the connector and look into past it.

    `target` and `stored` are all that most connectors need; the others are asked for by name where a check needs them.
    """

    def target(self, operation: str, fields: Mapping[str, str], *, ledger: bool = False) -> WriteTarget:
        """Make a new, empty place for rows and return how ``operation`` writes to it.

        Args:
            operation: one of the sink type's.
            fields: name -> one of `nexus.model.mapping.TYPES`; ``id`` is always there, and identifies a row.
            ledger: set `WriteTarget.ledger`; asked for only where the ledger is claimed.
        """
        missing("target", "make an empty place to write to")

    def stored(self, target: WriteTarget) -> Sequence[Row]:
        """Return the rows that ``target`` holds now, with their fields, in the order of their arrival if it keeps one."""
        missing("stored", "look into the destination")

    def seed(self, target: WriteTarget, rows: Sequence[Row]) -> Any:
        """Put rows there past the connector; for operations that change or remove what is there.

        A check may give 3,000 rows: put many at once, lest it takes minutes.
        """
        missing("seed", "put rows into the destination")

    def bad_row(self, target: WriteTarget, index: int) -> Any:
        """Return a row that the destination can never take; ``index`` may be its id."""
        missing("bad_row", "make a row that can never be stored")

    def drift(self, target: WriteTarget) -> Any:
        """Change the place so that rows with the field ``name`` do not fit any more: rename the column, remove the topic."""
        missing("drift", "change the destination's schema")

    def keys(self, target: WriteTarget) -> Sequence[tuple[int, str]]:
        """Return (id of the row, idempotency key) of everything that arrived, in the order of its arrival."""
        missing("keys", "see the idempotency keys that arrive")

    def restore(self, kind: str, stored: Any) -> Any:
        """Bring a stored value to the value of the mapping's type; `nexus.testing.restore` knows drivers and JSON."""
        return restore(kind, stored)
