"""What the API process counts, for Prometheus. Labels come from fixed sets, never from input."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.collectors import counter, gauge, histogram
from nexus.telemetry.prometheus.serving import registry_of

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
        yield counter(described.INGRESS_ACCEPTED, [((), self.accepted)])
        yield counter(described.INGRESS_DUPLICATE, [((), self.duplicates)])
        yield gauge(described.INGRESS_CONNECTIONS, [((), self.connections)])
        yield counter(described.INGRESS_REFUSED, [((reason,), one) for reason, one in sorted(self._refused.items())])
        yield counter(
            described.INGRESS_REQUESTS, [((str(one),), count) for one, count in sorted(self._answers.items())]
        )
        yield histogram(described.INGRESS_SECONDS, BUCKETS, [((), self._counts, self._seconds)])


class Metrics:
    """What an API process shows on its own port, which anyone may reach: it names no workspace, nor what is in one."""

    def __init__(self, further: Sequence[Collector] = ()) -> None:
        self.ingress = IngressMetrics()
        self.registry = registry_of([self.ingress, *further])

    def exposition(self) -> bytes:
        """Return the text that Prometheus scrapes."""
        return generate_latest(self.registry)
