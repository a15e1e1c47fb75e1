"""A receiver process: from settings to a running `Receiver`, and down again on SIGTERM."""

import asyncio
import contextlib
from functools import partial

from nexus import wiring
from nexus.config.settings import Settings
from nexus.errors import StoreError
from nexus.lifetime import run_until_signal, spare_the_collector
from nexus.receiver.fleet import LEASE_S
from nexus.receiver.measure import SourceSampler
from nexus.receiver.receiver import Outside, Receiver
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.lease import StreamLease
from nexus.streams.rollups import RollUps
from nexus.streams.sources import SourceBoard
from nexus.streams.wake import listen
from nexus.telemetry import logs
from nexus.telemetry.counts import Counts
from nexus.telemetry.prometheus.collectors import QuarantineCollector, SenderCollector
from nexus.telemetry.prometheus.serving import metrics_at
from nexus.telemetry.reporting import Reporter


def run(settings: Settings, name: str) -> None:
    """Receive until SIGTERM or SIGINT.

    Args:
        settings: how.
        name: this receiver's name in the stream store: no other receiver's.
    """
    logs.configure(settings.log_level, process=name, form=settings.log_format)
    run_until_signal(lambda stop: _run(settings, name, stop))


async def _run(settings: Settings, name: str, stop: asyncio.Event) -> None:
    catalogue = wiring.open_catalogue(settings)
    with wiring.open_metadata(settings) as metadata:
        # Leases and news have a connection of their own: they must not queue behind a flood of messages.
        store, side = wiring.open_store(settings), wiring.open_store(settings)
        monitor = wiring.open_monitor(settings, store)
        counts = Counts()
        tasks = [asyncio.create_task(monitor.run())]
        try:
            catalogue.observers.startup("receiver")
            with contextlib.suppress(StoreError):  # it is away: then sources wait, as for any other reason
                await monitor.check()
            outside = Outside(
                definitions=metadata.definitions,
                components=catalogue,
                producer=wiring.open_producer(settings, store, monitor, counts),
                burial=wiring.open_burial(settings, store, monitor),
                board=SourceBoard(side),
                lease=partial(_lease, side, name),
                changes=lambda: listen(side, keys.CONFIG),
                egress=wiring.open_egress(settings),
                max_bytes=settings.max_body_bytes,
            )
            receiver = Receiver(name, outside)
            sampler = SourceSampler(counts, receiver.fleet, metadata.definitions)
            reporter = Reporter(counts, RollUps(side), sampler.sample)
            tasks.append(asyncio.create_task(reporter.run()))
            spare_the_collector()
            with metrics_at(settings, [SenderCollector(counts), QuarantineCollector(len(catalogue.faults))]):
                await receiver.run(stop)
            await reporter.close()
            catalogue.observers.shutdown("receiver")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await store.close()
            await side.close()


def _lease(store: Store, name: str, connection_id: str, instance: int) -> StreamLease:
    return StreamLease(store, keys.source_lease(connection_id, instance), name, ttl_s=LEASE_S)
