"""Reads what a connector streams: in one thread, and not far ahead of whoever wants it."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any, Final

from nexus.engine.calls import Caller
from nexus.hookspecs import Query, ResultPage

AHEAD: Final = 2
"""Chunks of a stream that are read before they are wanted."""


async def read_ahead(
    opened: Query, statement: str, params: Mapping[str, Any], call: Caller
) -> AsyncGenerator[ResultPage, None]:
    """Yield what a connector's stream yields. One thread reads it, since drivers bind to theirs.

    Raises whatever the connector raises.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[ResultPage] = asyncio.Queue(AHEAD)
    stopped = threading.Event()

    def read() -> None:
        pages = opened.stream(statement, params)
        try:
            for page in pages:
                asyncio.run_coroutine_threadsafe(waiting.put(page), loop).result()
                if stopped.is_set():
                    return
        finally:
            if isinstance(pages, Generator):
                pages.close()

    reading = asyncio.ensure_future(call(read))
    try:
        while True:
            getting = asyncio.ensure_future(waiting.get())
            await asyncio.wait({getting, reading}, return_when=asyncio.FIRST_COMPLETED)
            if not getting.done():
                getting.cancel()
                break
            yield getting.result()
        reading.result()
    finally:
        stopped.set()
        while not reading.done():  # it may be about to hand over a page that nobody wants any more
            while not waiting.empty():
                waiting.get_nowait()
            await asyncio.wait({reading}, timeout=0.05)
        if not reading.cancelled():
            reading.exception()
