"""Waits for the result of a run that some worker carries out, whichever process that is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec

from nexus.errors import StoreError
from nexus.model.run import RunAnswer
from nexus.streams.base import Store
from nexus.streams.runs import StreamRuns

logger = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 1.0
"""Without news it is looked at the store itself: news may be lost while a connection is down."""

_decode = msgspec.json.Decoder(RunAnswer).decode


class ResultBoard:
    """The runs that this process waits for. Belongs to one event loop.

    Args:
        news: ``news()`` yields ``WORKFLOW_ID/MESSAGE_ID`` of runs that have ended, None after a reconnect.
    """

    def __init__(self, store: Store, news: Callable[[], AsyncIterator[str | None]]) -> None:
        self._store = store
        self._news = news
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def follow(self) -> None:
        """Hear of runs that have ended, until cancelled."""
        async for ended in self._news():
            wanted = list(self._waiting) if ended is None else [ended]
            for name in wanted:
                for event in self._waiting.get(name, ()):
                    event.set()

    async def wait(self, workflow_id: str, message_id: str, seconds: float) -> RunAnswer | None:
        """Return how a run ended, or None if it has not within ``seconds``."""
        name, event = f"{workflow_id}/{message_id}", asyncio.Event()
        self._waiting.setdefault(name, set()).add(event)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        try:
            while True:
                event.clear()
                answer = await self._answer(workflow_id, message_id)
                left = until - loop.time()
                if answer is not None or left <= 0:
                    return answer
                try:
                    async with asyncio.timeout(min(left, LOOK_EVERY_S)):
                        await event.wait()
                except TimeoutError:
                    continue
        finally:
            self._waiting[name].discard(event)
            if not self._waiting[name]:
                del self._waiting[name]

    async def _answer(self, workflow_id: str, message_id: str) -> RunAnswer | None:
        try:
            found = await StreamRuns(self._store, workflow_id).answered(message_id)
        except StoreError as error:  # the run goes on; it may be back in time
            logger.debug("cannot look for the result of a run: %s", error)
            return None
        return None if found is None else _decode(found)
