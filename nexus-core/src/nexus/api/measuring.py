"""What an API process says about itself while it serves: figures to the stream store, metrics to Prometheus."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from attrs import frozen
from litestar import Litestar
from prometheus_client.registry import Collector

from nexus.api.metrics import IngressCollector
from nexus.api.standing import standing
from nexus.config.settings import Settings
from nexus.model.user import Workspace
from nexus.services.measures.desk import MeasureDesk
from nexus.streams.base import Store
from nexus.streams.rollups import RollUps
from nexus.telemetry.counts import Counts
from nexus.telemetry.prometheus.collectors import Asked, SenderCollector
from nexus.telemetry.prometheus.serving import metrics_at
from nexus.telemetry.reporting import Reporter


@frozen
class Measuring:
    """Counts, and where they go.

    Attributes:
        about_all: collectors that name nobody.
        desk: what is before pipelines.
        workspaces: all of them; asked in a thread.
    """

    settings: Settings
    counts: Counts
    store: Store
    about_all: Sequence[Collector]
    desk: MeasureDesk
    workspaces: Callable[[], Sequence[Workspace]]

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Litestar) -> AsyncIterator[None]:
        """Report and serve until the application ends."""
        reporter = Reporter(self.counts, RollUps(self.store))
        reporting = asyncio.create_task(reporter.run())
        inside = Asked(asyncio.get_running_loop(), lambda: standing(self.desk, self.workspaces))
        ingress = IngressCollector(app.state.metrics.ingress)
        collectors = [ingress, *self.about_all, SenderCollector(self.counts), inside]
        try:
            with metrics_at(self.settings, collectors):
                yield
        finally:
            reporting.cancel()
            await asyncio.wait([reporting])
            await reporter.close()
