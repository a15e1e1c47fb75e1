"""From a source into the streams of its workflows: ``emit``, which returns when all is durable, and not before."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from nexus.errors import StoreError
from nexus.hookspecs import SourceMessage
from nexus.ports import Burial, Producer
from nexus.receiver.sorting import Sorter
from nexus.services.sources import Feed

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0


class Intake:
    """What one instance of a source emits into.

    Args:
        name: of the connection, for the log.
        feeds: where the messages of each subscription go; may be replaced while it is in use.
        sorter: makes messages and dead letters.
        stalled: told why nothing can be taken now, and None once it can again.

    Attributes:
        messages: how many were taken; ``refused`` of them are dead letters; the last ones at ``last_at`` (ms since 1970).
    """

    def __init__(
        self,
        name: str,
        feeds: Mapping[str, Feed],
        *,
        sorter: Sorter,
        producer: Producer,
        burial: Burial,
        stalled: Callable[[str | None], None],
    ) -> None:
        self.feeds = feeds
        self.messages = 0
        self.refused = 0
        self.last_at: int | None = None
        self._name = name
        self._sorter = sorter
        self._producer = producer
        self._burial = burial
        self._stalled = stalled
        self._stopping = asyncio.Event()
        self._waits = 0

    def stop(self) -> None:
        """Wait for the stream store no longer: what cannot be taken now is not acknowledged."""
        self._stopping.set()

    async def emit(self, messages: Sequence[SourceMessage]) -> None:
        """Return once the messages are durable in every workflow that takes them.

        While the stream store cannot take them it tries again: the upstream waits, and nothing is lost.

        Raises:
            StoreError: it cannot, and the process is about to stop.
        """
        if not messages:
            return
        found = self._sorter.sort(messages, self.feeds)
        steps = [self._until_done(self._producer.accept, *item) for item in found.accepted.items()]
        steps += [self._until_done(self._burial.bury, *item) for item in found.letters.items()]
        await asyncio.gather(*steps)
        self.messages += len(messages)
        self.last_at = time.time_ns() // 1_000_000
        if found.refused:
            self.refused += found.refused
            log.warning("%s: %d messages are dead letters: they could not be taken", self._name, found.refused)

    async def _until_done(self, act: Callable[[str, T], Awaitable[object]], workflow_id: str, what: T) -> None:
        pause = FIRST_PAUSE_S
        waited = False
        try:
            while True:
                try:
                    await act(workflow_id, what)
                except StoreError as error:
                    if self._stopping.is_set():
                        raise
                    if not waited:
                        waited = True
                        self._waits += 1
                        log.warning("%s waits: %s", self._name, error)
                    self._stalled(str(error))
                    await self._pause(pause)
                    pause = min(LONGEST_PAUSE_S, pause * 2)
                else:
                    return
        finally:
            if waited:
                self._waits -= 1
                if not self._waits:
                    self._stalled(None)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds * random.uniform(0.5, 1.0)):  # noqa: S311 — jitter, no secret
                await self._stopping.wait()
        except TimeoutError:
            pass
