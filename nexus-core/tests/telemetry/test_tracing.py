"""Traces, as a collector receives them: OTLP over HTTP, decoded."""

import gzip
import json
import sys

import pytest
from attrs import evolve
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from nexus.config.settings import Settings
from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.engine.trace import received_traceparent, traceparents
from nexus.errors import ConfigurationError
from nexus.hookspecs import BatchPolicy
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.telemetry.tracing import open_tracing
from nexus.testing import HttpServer

ROUTE = Route(
    "ws", "w", "p", "to-warehouse", "database", BatchPolicy(), max_retries=2, retry_base=1.0, retry_cap=10.0,
    workflow="orders", connection_id="c",
)  # fmt: skip
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENDERS = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def collector():
    with HttpServer() as server:
        yield server


def spans(collector: HttpServer) -> list:
    found = []
    for request in collector.requests:
        assert request.path == "/v1/traces"
        body = gzip.decompress(request.body) if request.headers.get("content-encoding") == "gzip" else request.body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            assert attributes(resource.resource)["service.name"] == "nexus"
            found += [span for scope in resource.scope_spans for span in scope.spans]
    return found


def attributes(span) -> dict[str, object]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def message(number: int, traceparent: str = "") -> Message:
    headers = json.dumps({"traceparent": traceparent}).encode() if traceparent else b""
    return Message(f"{number}-0", f"m{number}", "app", 1_000, b"{}", headers)


def open_to(collector: HttpServer, sampling: float = 0.0):
    return open_tracing(Settings(otlp_endpoint=collector.url(), trace_sampling=sampling), "worker-1")


def test_a_request_goes_on_with_the_trace_of_its_sender(collector):
    tracing = open_to(collector)
    span = tracing.request(SENDERS, "", {"nexus.application": "shop"})
    carried = span.traceparent
    span.end(202, "", 3, 1)
    tracing.close()

    [found] = spans(collector)
    assert found.name == "nexus.ingress"
    assert found.trace_id.hex() == TRACE
    assert found.parent_span_id.hex() == "00f067aa0ba902b7"
    assert carried == f"00-{TRACE}-{found.span_id.hex()}-01"
    told = attributes(found)
    assert (told["nexus.application"], told["nexus.accepted"], told["http.response.status_code"]) == ("shop", 3, 202)


@pytest.mark.parametrize("traceparent", [SENDERS[:-2] + "00", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01"])
def test_a_trace_that_its_sender_does_not_keep_or_that_is_not_sound_is_not_kept_here(collector, traceparent):
    tracing = open_to(collector, sampling=1.0)

    assert tracing.request(traceparent, "", {}) is None
    tracing.close()


def test_a_part_of_what_comes_without_a_trace_begins_one(collector):
    none, all_of_them = open_to(collector, 0.0), open_to(collector, 1.0)

    assert not none.begins()
    assert all_of_them.begins()
    span = all_of_them.request("", "", {})
    assert int(span.traceparent[53:], 16) & 1
    none.close()
    all_of_them.close()


def test_each_message_of_a_batch_has_a_span_in_its_own_trace_and_the_batch_is_linked_to_all(collector):
    tracing = open_to(collector)
    delivered, other = message(1, SENDERS), message(2, f"00-{'a' * 32}-00f067aa0ba902b7-01")
    untraced, dropped = message(3), message(4, f"00-{'b' * 32}-00f067aa0ba902b7-00")
    tracing.mark([delivered, other, untraced, dropped])
    assert (untraced.trace, dropped.trace) == ("", "")
    passed_on = traceparents([delivered, other, untraced, dropped])
    settlement = Settlement(
        done=[delivered, untraced, dropped],
        retries=[ScheduledRetry(evolve(other, attempt=2), 9_000, "busy")],
    )
    tracing.settled(ROUTE, Outcome(settlement, delivered=[delivered, untraced, dropped]), 5_000)
    tracing.close()

    found = {one.trace_id.hex(): one for one in spans(collector) if one.name == "nexus.deliver"}
    [batch] = [one for one in spans(collector) if one.name == "nexus.batch"]
    assert set(found) == {TRACE, "a" * 32}
    assert found[TRACE].parent_span_id.hex() == "00f067aa0ba902b7"
    assert passed_on[0] == f"00-{TRACE}-{found[TRACE].span_id.hex()}-01"
    assert passed_on[2:] == ["", received_traceparent(dropped)]
    assert attributes(found[TRACE])["messaging.message.id"] == "m1"
    assert attributes(found[TRACE])["nexus.waited_ms"] == 4_000
    assert {one.trace_id.hex() for one in batch.links} == {TRACE, "a" * 32}
    assert attributes(batch)["messaging.batch.message_count"] == 4
    assert [one.span_id for one in found[TRACE].links] == [batch.span_id]
    again = attributes(found["a" * 32])
    assert (again["nexus.status"], again["nexus.attempt"]) == ("retrying", 1)
    assert found["a" * 32].status.message == "busy"


def test_a_dead_letter_is_an_error_with_its_reason(collector):
    tracing = open_to(collector)
    one = message(1, SENDERS)
    tracing.mark([one])
    letter = DeadLetter("ws", "w", "p", one, "too long", "f", 1)
    tracing.settled(ROUTE, Outcome(Settlement(dead=[letter])), 5_000)
    tracing.close()

    [found] = [each for each in spans(collector) if each.name == "nexus.deliver"]
    assert (attributes(found)["nexus.status"], found.status.message) == ("dead", "too long")


def test_a_batch_without_traces_makes_no_span(collector):
    tracing = open_to(collector)
    messages = [message(1), message(2)]
    tracing.mark(messages)
    tracing.settled(ROUTE, Outcome(Settlement(done=messages), delivered=messages), 5_000)
    tracing.close()

    assert collector.requests == []
    assert traceparents(messages) == ()


def test_without_a_collector_nothing_is_loaded_and_nothing_made():
    assert open_tracing(Settings(), "api") is None


def test_without_open_telemetry_a_collector_is_an_error_that_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "nexus.telemetry.spans", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(ConfigurationError, match=r"nexus-core\[otlp\]"):
        open_tracing(Settings(otlp_endpoint="http://127.0.0.1:4318"), "api")


@pytest.mark.parametrize("headers", [b'{"traceparent": 7}', b'{"traceparent": "x"}', b"[]", b'{"topic": "t"}'])
def test_headers_that_are_no_trace_are_none(headers):
    assert received_traceparent(Message("1-0", "m", "app", 1, b"{}", headers)) == ""


def test_the_api_and_the_worker_do_without_open_telemetry_where_no_traces_are_sent():
    """Memory and time of its import are for those who use it."""
    import subprocess

    loaded = "[one for one in sys.modules if 'opentelemetry' in one]"
    code = f"import nexus.api.process, nexus.worker.process, sys; print({loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
