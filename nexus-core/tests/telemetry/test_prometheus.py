"""What Prometheus is shown: families of what was counted, with as many names as are allowed."""

import asyncio
import socket
import urllib.request

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from nexus.config.settings import Settings
from nexus.errors import ConfigurationError, StoreError
from nexus.model.metrics import Kind, Subject
from nexus.telemetry.counts import Counts, Names
from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.collectors import (
    MOST_NAMED,
    Asked,
    PipelineCollector,
    QuarantineCollector,
    SenderCollector,
    capped,
    gauge,
)
from nexus.telemetry.prometheus.serving import metrics_at, registry_of

NAMES = Names(workspace="default", workflow="orders", pipeline="to-warehouse", connection="warehouse")


def samples(*collectors) -> dict[tuple[str, frozenset[str]], float]:
    text = generate_latest(registry_of(collectors)).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name, frozenset(sample.labels.values())] = sample.value
    return found


def test_what_a_pipeline_did_is_told_by_the_names_of_what_it_belongs_to():
    counts = Counts()
    figures = counts.enrol(Subject(Kind.PIPELINE, "w/p"), NAMES).figures
    figures.delivered_at(10_000, [9_000, 9_999])
    figures.wrote(0.2)
    counts.tick()

    found = samples(PipelineCollector(counts))

    labels = frozenset({"default", "orders", "to-warehouse", "warehouse"})
    assert found["nexus_pipeline_messages_delivered_total", labels] == 2
    assert found["nexus_pipeline_latency_seconds_count", labels] == 2
    assert found["nexus_pipeline_latency_seconds_bucket", labels | {"0.001"}] == 1
    assert found["nexus_pipeline_latency_seconds_bucket", labels | {"+Inf"}] == 2
    assert found["nexus_pipeline_latency_seconds_sum", labels] == pytest.approx(1.001)
    assert found["nexus_pipeline_write_seconds_bucket", labels | {"0.25"}] == 1


def test_every_family_that_is_made_is_described_and_has_its_labels():
    counts = Counts()
    counts.enrol(Subject(Kind.PIPELINE, "w/p"), NAMES).figures.wrote(0.2)
    for kind in (Kind.APPLICATION, Kind.CONNECTION):
        counts.enrol(Subject(kind, "x"), Names(workspace="default", application="shop", connection="c")).figures.refuse(
            "no"
        )
    families = [
        family
        for one in (PipelineCollector(counts), SenderCollector(counts), QuarantineCollector(1))
        for family in one.collect()
    ]

    known = {one.family: one for one in described.METRICS}
    assert len(families) == 12
    for family in families:
        spec = known[family.name]
        assert (family.type, family.documentation) == (spec.type, spec.help)
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(spec.labels)


def test_the_number_of_names_is_bounded_and_the_rest_is_one_other():
    counts = Counts()
    for number in range(MOST_NAMED + 7):
        names = Names(workspace="default", application=f"app-{number}")
        counts.enrol(Subject(Kind.APPLICATION, str(number)), names).figures.took(1, 0)

    found = samples(SenderCollector(counts))

    accepted = {labels: value for (name, labels), value in found.items() if name.endswith("messages_accepted_total")}
    assert len(accepted) == MOST_NAMED + 1
    assert accepted[frozenset({"other"})] == 7
    assert sum(accepted.values()) == MOST_NAMED + 7


def test_of_gauges_that_share_a_name_the_highest_counts():
    rows = [
        (Names(workflow="a"), 1.0),
        (Names(workflow="a"), 3.0),
        (Names(workflow="b"), 2.0),
        (Names(workflow="c"), 5.0),
    ]

    assert capped(rows, ["workflow"], most=1) == [(("a",), 3.0), (("other",), 5.0)]


async def test_what_cannot_be_asked_is_left_out_and_the_rest_is_told():
    async def ask():
        raise StoreError("away")

    async def answer():
        return [gauge(described.MEMORY, [((), 0.5)])]

    loop = asyncio.get_running_loop()
    found = await asyncio.to_thread(samples, Asked(loop, ask), Asked(loop, answer))

    assert found["nexus_stream_store_memory_ratio", frozenset()] == 0.5


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_metrics_are_served_on_a_port_of_their_own_and_the_port_is_free_afterwards():
    settings = Settings(metrics_port=free_port())
    url = f"http://127.0.0.1:{settings.metrics_port}/metrics"
    for _ in range(2):
        with metrics_at(settings, [QuarantineCollector(3)]), urllib.request.urlopen(url, timeout=5) as answer:
            assert b"nexus_plugins_quarantined 3.0" in answer.read()


def test_a_port_that_is_taken_is_an_error_that_says_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(metrics_port=taken.getsockname()[1])
        with pytest.raises(ConfigurationError, match="NEXUS_METRICS_PORT"), metrics_at(settings, []):
            pass


def test_without_a_port_nothing_is_served():
    with metrics_at(Settings(), [QuarantineCollector(0)]):
        pass
