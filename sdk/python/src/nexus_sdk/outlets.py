"""How the buffer's threads reach the server: by themselves, or through the loop of the client for asyncio."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future

import httpx

from nexus_sdk.answers import Receipt
from nexus_sdk.core import Core
from nexus_sdk.drivers import AsyncDriver, ThreadDriver
from nexus_sdk.errors import NexusError


class ThreadOutlet:
    """Sends in the thread that asks; pauses end when the client is closed."""

    def __init__(self, core: Core, http: httpx.Client) -> None:
        self._core = core
        self._is_aborted = threading.Event()
        self._driver = ThreadDriver(http, core.settings.timeout_s, self._pause)

    def send(self, batch: str, texts: Sequence[bytes]) -> Receipt:
        """Send a batch."""
        return self._driver.run(self._core.buffered(batch, texts))

    def call(self, callback: Callable[[], object]) -> None:
        """Call back at once."""
        callback()

    def abort(self) -> None:
        """End pauses."""
        self._is_aborted.set()

    def _pause(self, seconds: float) -> None:
        if self._is_aborted.wait(seconds):
            raise NexusError("the client is closed")


class LoopOutlet:
    """Sends in the loop that the client belongs to, by its HTTP client, and calls back there."""

    def __init__(self, core: Core, driver: AsyncDriver, loop: asyncio.AbstractEventLoop) -> None:
        self._core = core
        self._driver = driver
        self._loop = loop
        self._lock = threading.Lock()
        self._sending: Future[Receipt] | None = None
        self._is_aborted = False

    def send(self, batch: str, texts: Sequence[bytes]) -> Receipt:
        """Send a batch."""
        with self._lock:
            if self._is_aborted or self._loop.is_closed():
                raise NexusError("the client is closed")
            plan = self._driver.run(self._core.buffered(batch, texts))
            self._sending = asyncio.run_coroutine_threadsafe(plan, self._loop)
        try:
            return self._sending.result()
        except CancelledError:
            raise NexusError("the client is closed") from None

    def call(self, callback: Callable[[], object]) -> None:
        """Call back in the loop."""
        self._loop.call_soon_threadsafe(callback)

    def abort(self) -> None:
        """End what is being sent."""
        with self._lock:
            self._is_aborted = True
            if self._sending is not None:
                self._sending.cancel()
