"""Server-sent events at every second, for as long as whoever listens is signed in."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import msgspec
from litestar.response.sse import ServerSentEventMessage

from nexus.errors import StoreError

logger = logging.getLogger(__name__)

ASKED_EVERY_S: Final = 5.0
"""Whether the session lives is looked up so often (security, tokens: who is disabled is out at once)."""


async def events_of(
    now: Callable[[], Awaitable[Any]], signed_in: Callable[[], bool]
) -> AsyncIterator[ServerSentEventMessage]:
    """Yield what ``now`` says at every second, as JSON; while the stream store is away, comments that keep the way open."""
    asked_at = time.monotonic()
    while True:
        if time.monotonic() - asked_at >= ASKED_EVERY_S:
            asked_at = time.monotonic()
            if not await asyncio.to_thread(signed_in):
                return
        try:
            yield ServerSentEventMessage(event="tick", data=msgspec.json.encode(await now()).decode())
        except StoreError as error:
            logger.debug("figures cannot be read: %s", error)
            yield ServerSentEventMessage(comment="the stream store is away")
        await asyncio.sleep(1.05 - time.time() % 1.0)
