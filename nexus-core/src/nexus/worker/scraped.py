"""What a worker shows to Prometheus."""

import asyncio
from collections.abc import Iterable, Sequence

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from nexus.plugins import Catalogue
from nexus.telemetry.counts import Counts
from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.collectors import Asked, PipelineCollector, QuarantineCollector, capped, counter, gauge
from nexus.worker.measure import CIRCUITS
from nexus.worker.worker import Worker


def worker_collectors(worker: Worker, counts: Counts, catalogue: Catalogue) -> Sequence[Collector]:
    """Return the collectors of a worker; called on its event loop."""

    async def state() -> Iterable[Metric]:
        runners = worker.fleet.runners()
        circuits = [(worker.meters.of(one.route).names, float(CIRCUITS[one.circuit.state])) for one in runners]
        return [
            gauge(described.CIRCUIT, capped(circuits, described.CIRCUIT.labels)),
            gauge(described.RUNNING, [(("running",), len(runners)), (("broken",), len(worker.fleet.broken))]),
            counter(described.LOG_DROPPED, [((), worker.log_dropped)]),
        ]

    return [
        PipelineCollector(counts),
        QuarantineCollector(len(catalogue.faults)),
        Asked(asyncio.get_running_loop(), state),
    ]
