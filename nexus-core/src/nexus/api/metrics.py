"""What the API process counts, for Prometheus. Labels come from fixed sets, never from input."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class IngressMetrics(Collector):
    """Counts of ingress: plain integers, since a request may cost no more than some microseconds."""

    def __init__(self) -> None:
        self.accepted = 0
        self.duplicates = 0
        self.connections = 0
        self._answers: defaultdict[int, int] = defaultdict(int)
        self._refused: dict[str, int] = {}
        self._counts = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def observe(self, status: int, reason: str, accepted: int, duplicates: int, seconds: float) -> None:
        """Count one answer; ``seconds`` from the end of the request to its answer."""
        self._answers[status] += 1
        if reason:
            self._refused[reason] = self._refused.get(reason, 0) + 1
        self.accepted += accepted
        self.duplicates += duplicates
        self._counts[bisect_left(BUCKETS, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """Yield what Prometheus asks for."""
        yield CounterMetricFamily("nexus_ingress_messages_accepted", "Messages taken, each durable.", self.accepted)
        yield CounterMetricFamily(
            "nexus_ingress_messages_duplicate", "Messages that had been taken before.", self.duplicates
        )
        yield GaugeMetricFamily("nexus_ingress_connections", "Open HTTP connections.", self.connections)
        refused = CounterMetricFamily(
            "nexus_ingress_requests_refused", "Requests refused, by reason.", labels=["reason"]
        )
        for reason, count in sorted(self._refused.items()):
            refused.add_metric([reason], count)
        yield refused
        answers = CounterMetricFamily("nexus_ingress_requests", "Requests answered, by status.", labels=["status"])
        for status, count in sorted(self._answers.items()):
            answers.add_metric([str(status)], count)
        yield answers
        yield self._latency()

    def _latency(self) -> Metric:
        family = HistogramMetricFamily("nexus_ingress_request_seconds", "From the end of a request to its answer.")
        total = 0
        buckets: list[tuple[str, float]] = []
        for bound, count in zip((*BUCKETS, float("inf")), self._counts, strict=True):
            total += count
            buckets.append(("+Inf" if bound == float("inf") else str(bound), total))
        family.add_metric([], buckets=buckets, sum_value=self._seconds)
        return family


class Metrics:
    """The registry of one API process; others register their collectors on ``registry``."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.ingress = IngressMetrics()
        self.registry.register(self.ingress)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def exposition(self) -> bytes:
        """Return the text that Prometheus scrapes."""
        return generate_latest(self.registry)
