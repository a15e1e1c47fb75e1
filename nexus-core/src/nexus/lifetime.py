"""The life of a process that works until it is told to stop: event loop, signals, and an end that always comes."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

HUNG_S = 1.0
"""So long threads have to end once all else is closed."""


def run_until_signal(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run ``work(stop)`` to its end; ``stop`` is set at the first SIGTERM or SIGINT."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_run(work))
    _end_hung_threads()


def spare_the_collector() -> None:
    """What is loaded by now stays to the end; messages leave few cycles: looking for garbage often is for nothing.

    With Python's usual thresholds a worker looks through all runs that are under way hundreds of times a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def _run(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    stop = asyncio.Event()
    _stop_at_signals(stop)
    await work(stop)


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
