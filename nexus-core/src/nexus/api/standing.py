"""How things stand, for Prometheus: what is before each pipeline, dead letters, and the stream store."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from nexus.model.user import Workspace
from nexus.services.measures.desk import MeasureDesk
from nexus.streams.durability import DurabilityMonitor
from nexus.telemetry.counts import Names
from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.collectors import capped, gauge

Rows = list[tuple[Names, float]]


class StoreCollector(Collector):
    """The stream store, as it was last looked at."""

    def __init__(self, monitor: DurabilityMonitor) -> None:
        self._monitor = monitor

    def collect(self) -> Iterable[Metric]:
        """Yield the families."""
        state = self._monitor.state
        yield gauge(described.DURABLE, [((), float(state.holds))])
        yield gauge(described.MEMORY, [((), state.memory_ratio)])


async def standing(desk: MeasureDesk, workspaces: Callable[[], Sequence[Workspace]]) -> Iterable[Metric]:
    """Return what is before the pipelines of all workspaces, and their dead letters; raises StoreError."""
    lag: Rows = []
    pending: Rows = []
    scheduled: Rows = []
    dead: Rows = []
    for workspace in await asyncio.to_thread(workspaces):
        inventory = await desk.inventory(workspace.id)
        depths = await desk.depths(workspace.id)
        letters = await desk.letters(workspace.id)
        connections = {one.id: one.name for one in inventory.connections}
        for place in inventory.places:
            names = Names(
                workspace=workspace.name,
                workflow=place.workflow.name,
                pipeline=place.name if place.connection_id else place.id,
                connection=connections.get(place.connection_id, ""),
            )
            depth = depths.get(place.key)
            if depth is not None:
                lag.append((names, depth.lag))
                pending.append((names, depth.pending))
                scheduled.append((names, depth.scheduled))
            dead.append((names, letters.get(place.key, 0)))
    return [
        gauge(spec, capped(rows, spec.labels))
        for spec, rows in (
            (described.LAG, lag),
            (described.PENDING, pending),
            (described.SCHEDULED, scheduled),
            (described.DEAD_LETTERS, dead),
        )
    ]
