"""A worker process: from settings to a running `Worker`, and down again on SIGTERM."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import closing
from typing import Any

from nexus import wiring
from nexus.config.settings import Settings
from nexus.lifetime import run_until_signal, spare_the_collector
from nexus.security.agent_seals import seal
from nexus.services.agent_links.work import AgentWork
from nexus.streams import keys
from nexus.streams.hub import StreamHub
from nexus.streams.lease import StreamLease
from nexus.streams.rollups import RollUps
from nexus.streams.situation import StreamSituation
from nexus.streams.tail import LogTap
from nexus.telemetry import logs
from nexus.telemetry.counts import Counts
from nexus.telemetry.prometheus.serving import metrics_at
from nexus.telemetry.tracing import open_tracing
from nexus.worker.log_retention import LogLimits, LogRetention
from nexus.worker.measure import Measures
from nexus.worker.scraped import worker_collectors
from nexus.worker.worker import Outside, Worker, WorkerSettings


def run(settings: Settings, name: str) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        settings: how.
        name: this worker's name in the stream store: the same after a restart, and no other worker's.
    """
    logs.configure(settings.log_level, process=name, form=settings.log_format)
    run_until_signal(lambda stop: _run(settings, name, stop))


async def _run(settings: Settings, name: str, stop: asyncio.Event) -> None:
    catalogue = wiring.open_catalogue(settings)
    with (
        wiring.open_metadata(settings) as metadata,
        wiring.open_log(settings, catalogue) as log,
        closing(wiring.open_run_history(settings)) as runs,
    ):
        store, ear = wiring.open_store(settings, metadata), wiring.open_store(settings)
        try:
            catalogue.observers.startup("worker")
            switchboard = wiring.open_switchboard(store, ear)
            counts, tracing = Counts(), open_tracing(settings, name)
            outside = Outside(
                definitions=metadata.definitions,
                components=catalogue,
                streams=StreamHub(store, name, memory_budget=settings.workflow_memory_bytes),
                egress=wiring.open_egress(settings),
                log=log,
                dead_letters=metadata.dead_letters,
                listeners=catalogue.observers,
                tap=LogTap(store).tell,
                measures=Measures(counts, RollUps(store), StreamSituation(store, name)),
                runs=runs,
                tracing=tracing,
                ticks=wiring.open_ticks(settings, store),
                agents=AgentWork(switchboard, metadata.agents.get, seal),
            )
            worker = Worker(outside, WorkerSettings(history_days=settings.log_retention_days))
            limits = LogLimits(settings.log_retention_days, settings.log_max_rows, settings.log_max_bytes)
            retention = LogRetention(log, limits, StreamLease(store, keys.LOG_LEASE, name))
            collectors = worker_collectors(worker, counts, catalogue)
            spare_the_collector()
            with metrics_at(settings, collectors):
                await _with((retention.run(), switchboard.run()), worker.run(stop))
            if tracing is not None:
                await asyncio.to_thread(tracing.close)
            catalogue.observers.shutdown("worker")
        finally:
            await store.close()
            await ear.close()


async def _with(aside: Iterable[Coroutine[Any, Any, None]], work: Coroutine[Any, Any, None]) -> None:
    """Do ``work``, and ``aside`` as long as it takes."""
    beside = [asyncio.create_task(each) for each in aside]
    try:
        await work
    finally:
        for each in beside:
            each.cancel()
        await asyncio.wait(beside)
