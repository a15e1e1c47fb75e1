"""What stays open between uses, and is closed when nobody has used it for a while."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Any, Final, Generic, TypeVar

from attrs import define, frozen

from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext

log = logging.getLogger(__name__)

T = TypeVar("T")

IDLE_SECONDS: Final = 60.0
"""What nobody has used for so long is closed."""


@frozen
class Opened(Generic[T]):
    """Something that is open.

    Attributes:
        close: closes it; whatever that raises is logged.
    """

    value: T
    close: Callable[[], Awaitable[None]]


async def opened_component(
    call: Caller, context: ComponentContext, make: Callable[..., Any], *arguments: Any
) -> Opened[Any]:
    """Open a component of a plugin; closed with it is what it shared under its context. Raises what opening raises."""
    try:
        made = await call(make, *arguments, context)
    except BaseException:
        await context.release(call)
        raise

    async def close() -> None:
        await call(made.close)
        await context.release(call)

    return Opened(made, close)


@define(eq=False)
class _Entry(Generic[T]):
    opening: "asyncio.Future[Opened[T]]"
    users: int = 0
    used_at: float = 0.0


class KeptOpen(Generic[T]):
    """Things by key; one that could not be opened is opened anew for the next who asks. Belongs to one event loop.

    Args:
        what: is kept, for the log: ``a sink``.
    """

    def __init__(self, what: str, idle_seconds: float = IDLE_SECONDS) -> None:
        self._what = what
        self._idle_seconds = idle_seconds
        self._entries: dict[Hashable, _Entry[T]] = {}
        self._closing: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def lend(self, key: Hashable, open_it: Callable[[], Awaitable[Opened[T]]]) -> AsyncIterator[T]:
        """Give what stands under a key, opened if it is not; many may use it at once. Raises what opening raises."""
        entry = self._entries.get(key)
        if entry is None or _failed(entry.opening):
            entry = self._entries[key] = _Entry(asyncio.ensure_future(open_it()))
        entry.users += 1
        try:
            opened = await asyncio.shield(entry.opening)
            yield opened.value
        finally:
            loop = asyncio.get_running_loop()
            entry.users -= 1
            entry.used_at = loop.time()
            if self._entries.get(key) is entry:
                loop.call_later(self._idle_seconds, self._sweep)
            elif not entry.users:
                self._close(entry)

    def discard(self, key: Hashable) -> None:
        """Lend what stands under a key to nobody any more; it is closed when those who use it are done."""
        entry = self._entries.pop(key, None)
        if entry is not None and not entry.users:
            self._close(entry)

    async def close(self) -> None:
        """Close all; for the end of the process."""
        entries = list(self._entries.values())
        self._entries.clear()
        for entry in entries:
            self._close(entry)
        if self._closing:
            await asyncio.wait(list(self._closing))

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for key, entry in list(self._entries.items()):
            if not entry.users and now - entry.used_at >= self._idle_seconds:
                del self._entries[key]
                self._close(entry)

    def _close(self, entry: _Entry[T]) -> None:
        closing = asyncio.ensure_future(self._closed(entry))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _closed(self, entry: _Entry[T]) -> None:
        try:
            opened = await entry.opening
        except Exception:  # noqa: BLE001 — whoever wanted it was told
            return
        try:
            await opened.close()
        except Exception:
            log.warning("%s did not close well", self._what, exc_info=True)


def _failed(opening: "asyncio.Future[Any]") -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)
