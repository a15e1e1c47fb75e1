"""The trace of a request goes into the stream with its messages."""

import json

import pytest

from nexus.config.settings import Settings
from nexus.telemetry.tracing import open_tracing
from nexus.testing import HttpServer

from ..conftest import running  # noqa: TID252 — the fixtures of the folder above

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENDERS = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def collector():
    with HttpServer() as server:
        yield server


@pytest.fixture(params=["protocol", "route"])
def fast(request) -> bool:
    return request.param == "protocol"


async def carried(api) -> list[str]:
    entries = await api.entries()
    return [json.loads(one[b"h"])["traceparent"] if b"h" in one else "" for one in entries]


async def test_messages_carry_the_span_of_their_request_in_the_trace_of_their_sender(store, collector, fast):
    tracing = open_tracing(Settings(otlp_endpoint=collector.url(), trace_sampling=0), "api")
    async with running(store, fast=fast, tracing=tracing) as api:
        assert (await api.post([{"id": 1}, {"id": 2}], headers={"traceparent": SENDERS})).status_code == 202
        assert (await api.post({"id": 3})).status_code == 202
        assert (await api.post({"id": 4}, headers={"traceparent": SENDERS[:-2] + "00"})).status_code == 202
        one, two, three, four = await carried(api)
    tracing.close()

    assert one == two
    assert one.startswith(f"00-{TRACE}-")
    assert one != SENDERS
    assert three == ""
    assert four == SENDERS[:-2] + "00"
    assert len(collector.requests) == 1


async def test_a_sample_of_what_comes_without_a_trace_begins_one(store, collector, fast):
    tracing = open_tracing(Settings(otlp_endpoint=collector.url(), trace_sampling=1), "api")
    async with running(store, fast=fast, tracing=tracing) as api:
        for number in range(3):
            assert (await api.post({"id": number})).status_code == 202
        found = await carried(api)
    tracing.close()

    assert len({one[3:35] for one in found}) == 3
    assert all(int(one[53:], 16) & 1 for one in found)
