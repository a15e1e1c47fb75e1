"""A worker process: from settings to a running `Worker`, and down again on SIGTERM."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time

from nexus import wiring
from nexus.config.settings import Settings
from nexus.streams.hub import StreamHub
from nexus.telemetry import logs
from nexus.worker.worker import Outside, Worker

log = logging.getLogger(__name__)

HUNG_S = 1.0
"""So long threads have to end once all else is closed."""


def run(settings: Settings, name: str) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        settings: how.
        name: this worker's name in the stream store: the same after a restart, and no other worker's.
    """
    logs.configure(settings.log_level, process=name)
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_run(settings, name))
    _end_hung_threads()


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


def _end_hung_threads() -> None:
    """End the process although a sink's write hangs: Python would wait for its thread for ever (reliability 21).

    What it was writing is pending in the store; all else is closed by now.
    """
    threads = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    until = time.monotonic() + HUNG_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    hung = [thread.name for thread in threads if thread.is_alive()]
    if hung:
        log.warning("ending although %d threads hang: %s", len(hung), ", ".join(hung[:10]))
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


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
