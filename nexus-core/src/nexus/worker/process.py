"""A worker process: from settings to a running `Worker`, and down again on SIGTERM."""

import asyncio
import signal

from nexus import wiring
from nexus.config.settings import Settings
from nexus.streams.hub import StreamHub
from nexus.telemetry import logs
from nexus.worker.worker import Outside, Worker


def run(settings: Settings, name: str) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        settings: how.
        name: this worker's name in the stream store: the same after a restart, and no other worker's.
    """
    logs.configure(settings.log_level, process=name)
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_run(settings, name))


async def _run(settings: Settings, name: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    catalogue = wiring.open_catalogue(settings)
    with wiring.open_metadata(settings) as metadata, wiring.open_log(settings, catalogue) as log:
        store = wiring.open_store(settings)
        try:
            catalogue.observers.startup("worker")
            outside = Outside(
                definitions=metadata.definitions,
                components=catalogue,
                streams=StreamHub(store, name, memory_budget=settings.workflow_memory_bytes),
                egress=wiring.open_egress(settings),
                log=log,
                dead_letters=metadata.dead_letters,
                listeners=catalogue.observers,
            )
            await Worker(outside).run(stop)
            catalogue.observers.shutdown("worker")
        finally:
            await store.close()


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415 — not on Windows

    return uvloop.new_event_loop()
