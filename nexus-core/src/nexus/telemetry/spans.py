"""Spans by OpenTelemetry. Loaded only where traces are sent: it takes 17 MiB and half a second."""

import random
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.engine.trace import received_traceparent
from nexus.model.message import Message

MOST_LINKS: Final = 128
"""Messages that the span of a batch is linked to."""

_QUEUE: Final = 8192
"""Spans that wait for the collector; while it is away the newest are dropped, and deliveries go on."""

_CLOSING_MS: Final = 5_000


class PresetIds(IdGenerator):
    """Makes ids as OpenTelemetry does, but for the next span, if its id is told beforehand."""

    def __init__(self) -> None:
        self.preset: int | None = None

    def generate_span_id(self) -> int:
        """Return 64 random bits, or what was told."""
        preset, self.preset = self.preset, None
        return preset if preset is not None else secrets.randbits(64) or 1

    def generate_trace_id(self) -> int:
        """Return 128 random bits."""
        return secrets.randbits(128) or 1


class RequestSpan:
    """The span of one request that brings messages."""

    def __init__(self, span: Span) -> None:
        self._span = span

    @property
    def traceparent(self) -> str:
        """What travels with the messages."""
        return _traceparent(self._span.get_span_context())

    def end(self, status: int, reason: str, accepted: int, duplicates: int) -> None:
        """The request is answered."""
        self._span.set_attributes(
            {
                "http.request.method": "POST",
                "http.response.status_code": status,
                "nexus.accepted": accepted,
                "nexus.duplicates": duplicates,
            }
        )
        if reason:
            self._span.set_attribute("error.type", reason)
        if status >= 500:
            _fail(self._span, reason)
        self._span.end()


class OpenTelemetry:
    """The `nexus.telemetry.tracing.Tracing` that sends what it makes.

    Args:
        provider: of OpenTelemetry.
        ids: gives the next span the id that it is told.
        sampling: part of the messages without a trace of their sender that begin one.
    """

    def __init__(self, provider: TracerProvider, ids: PresetIds, sampling: float) -> None:
        self._provider = provider
        self._ids = ids
        self._sampling = sampling
        self._tracer = provider.get_tracer("nexus")

    # -- ingress ------------------------------------------------------------------------------------------------------

    def begins(self) -> bool:
        """Whether a request without a trace of its sender begins one."""
        return random.random() < self._sampling  # noqa: S311 — a sample, no secret

    def request(self, traceparent: str, tracestate: str, attributes: Mapping[str, str]) -> RequestSpan | None:
        """Begin the span of a request that brings messages; None if its sender's trace is not kept.

        Args:
            traceparent: of the sender; empty begins a trace.
            tracestate: of the sender.
            attributes: names of workspace and application.
        """
        parent = context_of(traceparent, tracestate) if traceparent else None
        if traceparent and (parent is None or not parent.trace_flags.sampled):
            return None
        return RequestSpan(self._start("nexus.ingress", parent, "server", attributes))

    # -- worker -------------------------------------------------------------------------------------------------------

    @staticmethod
    def mark(messages: Sequence[Message]) -> None:
        """Give each message of a kept trace the context that its destination is told: of a span that `settled` makes."""
        if not any(message.headers for message in messages):
            return
        for message in messages:
            found = received_traceparent(message)
            if found and int(found[53:], 16) & 1:
                message.trace = f"{found[:36]}{secrets.token_hex(8)}-{found[53:]}"

    def settled(self, route: Route, outcome: Outcome, started_at: int) -> None:
        """Make the spans of a batch that has been settled: one for it, and one for each message of a kept trace.

        Args:
            route: the way that it took.
            outcome: what became of it.
            started_at: milliseconds since 1970 (UTC).
        """
        kept = _kept(outcome)
        if not kept:
            return
        began, ended = started_at * 1_000_000, time.time_ns()
        named = {"nexus.workflow": route.workflow or route.name, "nexus.pipeline": route.name}
        parents = [context_of(received_traceparent(message), "") for message, _, _ in kept]
        links = [Link(parent) for parent in parents[:MOST_LINKS] if parent is not None]
        count = len(outcome.delivered) + len(outcome.filtered) + len(outcome.settlement.retries)
        sizes = {"messaging.batch.message_count": count + len(outcome.settlement.dead)}
        batch = self._start("nexus.batch", None, "consumer", named | sizes, began=began, links=links)
        batch.end(ended)
        of_batch = [Link(batch.get_span_context())]
        for parent, (message, status, reason) in zip(parents, kept, strict=True):
            told = {
                **named,
                "messaging.message.id": message.id,
                "nexus.attempt": message.attempt,
                "nexus.status": status,
                "nexus.waited_ms": max(0, started_at - message.received_at),
            }
            self._ids.preset = int(message.trace[36:52], 16)
            span = self._start("nexus.deliver", parent, "producer", told, began=began, links=of_batch)
            if reason:
                _fail(span, reason)
            span.end(ended)

    def close(self) -> None:
        """Send what waits, for some seconds at most; blocks."""
        self._provider.force_flush(_CLOSING_MS)
        self._provider.shutdown()

    def _start(
        self,
        name: str,
        parent: SpanContext | None,
        kind: str,
        attributes: Mapping[str, Any],
        *,
        began: int | None = None,
        links: Sequence[Link] = (),
    ) -> Span:
        context = Context()
        if parent is not None:
            context = set_span_in_context(NonRecordingSpan(parent), context)
        return self._tracer.start_span(
            name, context, SpanKind[kind.upper()], attributes=attributes, links=links, start_time=began
        )


def open_telemetry(endpoint: str, name: str, sampling: float) -> OpenTelemetry:
    """Return what makes traces and sends them to a collector.

    Args:
        endpoint: URL of the collector; ``/v1/traces`` is added, as OTLP over HTTP has it.
        name: of the process.
        sampling: part of the messages without a trace of their sender that begin one.
    """
    ids = PresetIds()
    resource = Resource.create({"service.name": "nexus", "service.instance.id": name})
    # What is kept has been decided before a span is made: by the sender, or by `OpenTelemetry.begins`.
    provider = TracerProvider(sampler=ALWAYS_ON, resource=resource, id_generator=ids, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=_QUEUE))
    return OpenTelemetry(provider, ids, sampling)


def context_of(traceparent: str, tracestate: str) -> SpanContext | None:
    """Return the context that W3C headers give, or None if they are not sound."""
    try:
        _, trace_id, span_id, flags = traceparent.split("-")
        found = SpanContext(
            int(trace_id, 16),
            int(span_id, 16),
            is_remote=True,
            trace_flags=TraceFlags(int(flags, 16)),
            trace_state=TraceState.from_header([tracestate] if tracestate else []),
        )
    except ValueError:
        return None
    return found if found.is_valid else None


def _kept(outcome: Outcome) -> list[tuple[Message, str, str]]:
    """Return the messages of kept traces, what became of each, and why, if it failed."""
    settlement = outcome.settlement
    failed = [*(one.message for one in settlement.retries), *(one.message for one in settlement.dead)]
    if not any(message.trace for message in (*settlement.done, *failed)):
        return []
    found = [(message, "delivered", "") for message in outcome.delivered]
    found += [(message, "filtered", "") for message in outcome.filtered]
    found += [
        (evolve(one.message, attempt=one.message.attempt - 1), "retrying", one.reason) for one in settlement.retries
    ]
    found += [(one.message, "dead", one.reason) for one in settlement.dead]
    return [one for one in found if one[0].trace]


def _fail(span: Span, reason: str) -> None:
    span.set_status(Status(StatusCode.ERROR, reason[:500]))


def _traceparent(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
