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
    _stop_at_signals(stop)
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


def _stop_at_signals(stop: asyncio.Event) -> None:
    """End in good order at the first signal, and where it stands at the second: both lose nothing (reliability 21)."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop_and_wait_no_more() -> None:
        stop.set()
        for each in signals:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)

    for each in signals:
        loop.add_signal_handler(each, stop_and_wait_no_more)


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415 — not on Windows

    return uvloop.new_event_loop()
