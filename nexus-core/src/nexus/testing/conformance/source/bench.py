"""An upstream, as the checks of its source see it."""

# ruff: noqa: ARG002 — what is not overridden fails the check that asks

from collections.abc import Sequence
from typing import Any

from nexus.testing.conformance.bench import ConnectionBench, missing


class SourceBench(ConnectionBench):
    """An upstream that keeps what was sent until the source has acknowledged it.

    Attributes:
        ordered: it hands messages over in the order in which they were sent.
    """

    ordered: bool = True

    def ready(self) -> Any:
        """Wait until the upstream keeps messages for the running source, if it has connected earlier than that."""

    def send(self, payloads: Sequence[bytes]) -> Any:
        """Hand over messages, each a JSON document in UTF-8, past the connector; whether or not a source runs."""
        missing("send", "send messages to the upstream")

    def send_bad(self) -> Any:
        """Hand over one message that the source cannot read."""
        missing("send_bad", "send something that the source cannot read")
