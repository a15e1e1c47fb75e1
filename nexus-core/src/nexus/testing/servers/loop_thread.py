"""An event loop in a thread of its own, so that blocking tests can have servers beside them."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for the thread that owns it."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name=name, daemon=True)

    def start(self) -> None:
        """Start the loop."""
        self._thread.start()

    def call(self, coroutine: Coroutine[Any, Any, T], *, timeout_s: float = 15.0) -> T:
        """Run a coroutine on the loop and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout_s)

    def stop(self) -> None:
        """Cancel what still runs, and end the loop and the thread."""
        if self._thread.is_alive():
            self.call(_cancel_others())
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(timeout=15)
        self.loop.close()


async def close_listener(listener: asyncio.Server) -> None:
    """Accept nothing more, and close the listener once each connection that was accepted has reached its protocol.

    asyncio forgets a connection whose listener is closed between its ``accept`` and its protocol: it stays open for good. On
    the way there are two rounds of the loop, and a handler of streams begins in a third.
    """
    loop = asyncio.get_running_loop()
    for opened in listener.sockets:
        loop.remove_reader(opened.fileno())
    for _ in range(4):
        await asyncio.sleep(0)
    listener.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # transports that were closed report it to their protocols in the next round
