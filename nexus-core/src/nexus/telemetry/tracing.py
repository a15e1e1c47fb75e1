"""Traces: from the sender through ingress, stream and worker to every destination.

A trace begins with the sender, whose ``traceparent`` says whether it is kept; a part of the messages that come without one
begin traces here. What belongs to no kept trace costs nothing but to see that.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from nexus.config.settings import Settings
from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.errors import ConfigurationError
from nexus.model.message import Message


class RequestTrace(Protocol):
    """The span of one request that brings messages."""

    @property
    def traceparent(self) -> str:
        """What travels with the messages."""
        ...

    def end(self, status: int, reason: str, accepted: int, duplicates: int) -> None:
        """The request is answered."""
        ...


class Tracing(Protocol):
    """Makes spans and sends them."""

    def begins(self) -> bool:
        """Whether a request without a trace of its sender begins one."""
        ...

    def request(self, traceparent: str, tracestate: str, attributes: Mapping[str, str]) -> RequestTrace | None:
        """Begin the span of a request that brings messages; None if its sender's trace is not kept.

        Args:
            traceparent: of the sender; empty begins a trace.
            tracestate: of the sender.
            attributes: names of workspace and application.
        """
        ...

    def mark(self, messages: Sequence[Message]) -> None:
        """Give each message of a kept trace the context that its destination is told: of a span that `settled` makes."""
        ...

    def settled(self, route: Route, outcome: Outcome, started_at: int) -> None:
        """Make the spans of a batch that has been settled: one for it, and one for each message of a kept trace.

        Args:
            route: the way that it took.
            outcome: what became of it.
            started_at: milliseconds since 1970 (UTC).
        """
        ...

    def close(self) -> None:
        """Send what waits, for some seconds at most; blocks."""
        ...


def open_tracing(settings: Settings, name: str) -> Tracing | None:
    """Return what makes traces in this process, or None where no collector is named.

    Args:
        settings: where traces go.
        name: of the process.

    Raises:
        ConfigurationError: OpenTelemetry is not installed.
    """
    if settings.otlp_endpoint is None:
        return None
    try:
        from nexus.telemetry.spans import open_telemetry  # noqa: PLC0415 — heavy; only where traces are sent
    except ImportError as error:
        raise ConfigurationError(
            f"traces cannot be sent: {error}",
            path="NEXUS_OTLP_ENDPOINT",
            remedy="install OpenTelemetry with `pip install 'nexus-core[otlp]'`, or unset the variable",
        ) from error
    return open_telemetry(settings.otlp_endpoint, name, settings.trace_sampling)
