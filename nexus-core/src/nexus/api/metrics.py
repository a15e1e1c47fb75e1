"""What the API process counts, for Prometheus. Labels come from fixed sets, never from input."""

from collections.abc import Iterator, Sequence
from typing import Final

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from nexus.api.handover import Others
from nexus.api.ingress.counts import BUCKETS, IngressCounts
from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.collectors import counter, gauge, histogram
from nexus.telemetry.prometheus.serving import registry_of

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class IngressCollector(Collector):
    """Gives to Prometheus what ingress counts."""

    def __init__(self, counts: IngressCounts, others: Others | None = None) -> None:
        self._counts = counts
        self._others = others

    def collect(self) -> Iterator[Metric]:
        """Yield what Prometheus asks for."""
        counts = self._counts if self._others is None else self._others.with_own(self._counts)
        yield counter(described.INGRESS_ACCEPTED, [((), counts.accepted)])
        yield counter(described.INGRESS_DUPLICATE, [((), counts.duplicates)])
        yield gauge(described.INGRESS_CONNECTIONS, [((), counts.connections)])
        yield counter(described.INGRESS_REFUSED, [((reason,), one) for reason, one in sorted(counts.refused.items())])
        yield counter(
            described.INGRESS_REQUESTS, [((str(one),), count) for one, count in sorted(counts.answers.items())]
        )
        yield histogram(described.INGRESS_SECONDS, BUCKETS, [((), counts.buckets, counts.seconds)])


class Metrics:
    """What an API shows on its own port, which anyone may reach: it names no workspace, nor what is in one.

    Args:
        further: collectors beside that of ingress.
        others: what the other processes of this port count, where there are some; added.
    """

    def __init__(self, further: Sequence[Collector] = (), others: Others | None = None) -> None:
        self.ingress = IngressCounts()
        self.registry = registry_of([IngressCollector(self.ingress, others), *further])

    def exposition(self) -> bytes:
        """Return the text that Prometheus scrapes."""
        return generate_latest(self.registry)
