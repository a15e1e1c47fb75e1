"""A message's trace goes with it through a worker to its destination."""

import gzip
import json

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from nexus.config.settings import Settings
from nexus.errors import Retry
from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.telemetry.tracing import open_tracing
from nexus.testing import HttpServer

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = json.dumps({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}).encode()


async def test_destinations_are_told_the_context_of_the_span_that_the_collector_gets(world):
    workflow, told = world.fan_out("a"), []

    def script(batch):
        told.append(dict(zip(batch.ids, batch.traceparents, strict=False)))
        if len(told) == 1:
            raise Retry("busy", indexes=[batch.ids.index("traced")])

    world.places["a"].script = script
    made = [NewMessage("traced", "app", b"{}", HEADERS), NewMessage("plain", "app", b"{}")]
    with HttpServer() as collector:
        world.tracing = open_tracing(Settings(otlp_endpoint=collector.url()), "worker")
        await StreamProducer(world.store).accept(workflow, made)
        async with world.worker():
            await world.drained(workflow)
        world.tracing.close()
        spans = [
            span
            for request in collector.requests
            for resource in ExportTraceServiceRequest.FromString(_body(request)).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
            if span.name == "nexus.deliver"
        ]

    assert {span.trace_id.hex() for span in spans} == {TRACE}
    first, again = sorted(spans, key=lambda span: span.end_time_unix_nano)
    assert told == [
        {"traced": f"00-{TRACE}-{first.span_id.hex()}-01", "plain": ""},
        {"traced": f"00-{TRACE}-{again.span_id.hex()}-01"},
    ]


async def test_a_trace_is_passed_on_although_none_is_made_here(world):
    workflow, told = world.fan_out("a", ordered_by="id"), []
    world.places["a"].script = lambda batch: told.append(list(batch.traceparents))
    await StreamProducer(world.store).accept(workflow, [NewMessage("traced", "app", b"{}", HEADERS)])
    async with world.worker():
        await world.drained(workflow)

    assert told == [[f"00-{TRACE}-00f067aa0ba902b7-01"]]


def _body(request) -> bytes:
    return gzip.decompress(request.body) if request.headers.get("content-encoding") == "gzip" else request.body
