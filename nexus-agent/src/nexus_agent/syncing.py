"""Keeps what the agent works with as the centre has it; while the centre is away, what it said last is gone by."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

import msgspec
from attrs import define, field

from nexus import ConfigurationError, Unavailable
from nexus_agent.assignment import Directory, read_assignment
from nexus_agent.centre import Centre
from nexus_agent.home import Home
from nexus_agent.pauses import Backoff, wait_for

logger = logging.getLogger(__name__)

UNAUTHORIZED_SECONDS: Final = 60.0


@define
class SyncStanding:
    """How syncing is.

    Attributes:
        state: ``never``, ``ok``, ``away`` or ``unauthorized``.
        reason: why it is not well.
        synced_at: when the centre last answered (seconds since 1970), None if never since the start.
    """

    state: str = "never"
    reason: str = ""
    synced_at: float | None = None


@define(eq=False)
class Sync:
    """Asks the centre again and again; belongs to one event loop.

    Args:
        centre: is asked.
        home: keeps what it says.
        directory: goes by it.
        every_s: seconds between two questions.
        queue_size: returns how many messages wait.
        changed: called when it says something else than before.
    """

    _centre: Centre
    _home: Home
    _directory: Directory
    _every_s: float
    _queue_size: Callable[[], int]
    _changed: Callable[[], None]
    standing: SyncStanding = field(factory=SyncStanding, init=False)
    _wake: asyncio.Event = field(factory=asyncio.Event, init=False)
    _tag: str | None = field(default=None, init=False)
    _backoff: Backoff = field(factory=Backoff, init=False)

    def remember(self) -> None:
        """Go by what the centre said last, as it is kept here."""
        text = self._home.assignment()
        if text is None:
            return
        try:
            self._directory.replace(read_assignment(text))
        except (msgspec.DecodeError, ValueError) as error:
            logger.warning("what the centre said last cannot be read, so it is asked first: %s", error)

    def now(self) -> None:
        """Ask at once."""
        self._wake.set()

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await wait_for(self._wake, await self.once())

    async def once(self) -> float:
        """Ask once; return the seconds until the next time."""
        standing = self.standing
        try:
            answer, text, tag = await self._centre.assignment(self._tag, self._queue_size())
        except Unavailable as away:
            return self._failed("away", away.reason)
        if answer.status == 401:
            self._failed("unauthorized", answer.reason)
            return UNAUTHORIZED_SECONDS
        if answer.status not in {200, 304}:
            return self._failed("away", answer.reason) + (answer.retry_after or 0.0)
        if answer.status == 200:
            try:
                self._take(text)
            except (msgspec.DecodeError, ValueError) as error:
                return self._failed("away", f"what the centre says cannot be read, it may be newer: {error}")
            self._tag = tag
        standing.state, standing.reason, standing.synced_at = "ok", "", time.time()
        self._backoff.reset()
        return self._every_s

    def _take(self, text: bytes) -> None:
        self._directory.replace(read_assignment(text))
        try:
            self._home.keep_assignment(text)
        except ConfigurationError as error:  # it holds for now, and is asked for again after the next start
            logger.warning("what the centre says cannot be kept: %s", error)
        self._changed()
        logger.info("the centre assigns %s", ", ".join(self._directory.names().values()) or "no application")

    def _failed(self, state: str, reason: str) -> float:
        if self.standing.state != state:
            logger.warning("the centre cannot be asked what to work with: %s", reason)
        self.standing.state, self.standing.reason = state, reason
        return self._backoff.next()
