"""From a source to where its messages are kept: ``emit``, which returns when all is durable, and not before."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

from attrs import frozen

from nexus.errors import StoreError
from nexus.hookspecs import SourceMessage
from nexus.ports import Burial, Producer
from nexus.services.sorting import Sorter
from nexus.services.sources import Feed

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0


Act = Callable[[], Awaitable[object]]
"""Makes some messages durable; raises StoreError while that cannot be done, and is then called again."""


class Into(Protocol):
    """Where messages of a source go."""

    def acts(self, messages: Sequence[SourceMessage]) -> tuple[Sequence[Act], int]:
        """Return what makes these messages durable, and how many of them cannot be taken, but become dead letters.

        Raises:
            NotFound: they came by a subscription that nobody takes: they are not to be acknowledged.
        """
        ...


@frozen
class IntoWorkflows:
    """Into the streams of the workflows that take them, and into their dead letters.

    Args:
        sorter: makes messages and dead letters.
        feeds: where the messages of each subscription go.
    """

    sorter: Sorter
    feeds: Mapping[str, Feed]
    producer: Producer
    burial: Burial

    def acts(self, messages: Sequence[SourceMessage]) -> tuple[Sequence[Act], int]:
        """As `Into.acts`."""
        found = self.sorter.sort(messages, self.feeds)
        acts = [partial(self.producer.accept, *item) for item in found.accepted.items()]
        return [*acts, *(partial(self.burial.bury, *item) for item in found.letters.items())], found.refused


class Intake:
    """What one instance of a source emits into.

    Args:
        name: of the connection, for the log.
        into: where messages go; may be replaced while it is in use.
        stalled: told why nothing can be taken now, and None once it can again.

    Attributes:
        messages: how many were taken; ``refused`` of them are dead letters; the last ones at ``last_at`` (ms since 1970).
    """

    def __init__(self, name: str, into: Into, stalled: Callable[[str | None], None]) -> None:
        self.into = into
        self.messages = 0
        self.refused = 0
        self.last_at: int | None = None
        self._name = name
        self._stalled = stalled
        self._stopping = asyncio.Event()
        self._waits = 0

    def stop(self) -> None:
        """Wait no longer for what keeps messages: what cannot be taken now is not acknowledged."""
        self._stopping.set()

    async def emit(self, messages: Sequence[SourceMessage]) -> None:
        """Return once the messages are durable.

        While they cannot be taken it tries again: the upstream waits, and nothing is lost.

        Raises:
            StoreError: it cannot, and the process is about to stop.
        """
        if not messages:
            return
        acts, refused = self.into.acts(messages)
        await asyncio.gather(*(self._until_done(act) for act in acts))
        self.messages += len(messages)
        self.last_at = time.time_ns() // 1_000_000
        if refused:
            self.refused += refused
            log.warning("%s: %d messages are dead letters: they could not be taken", self._name, refused)

    async def _until_done(self, act: Act) -> None:
        pause = FIRST_PAUSE_S
        waited = False
        try:
            while True:
                try:
                    await act()
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
