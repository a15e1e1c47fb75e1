"""Plugins that watch: told after the fact, in a thread, so that they can neither stop nor slow a delivery."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Protocol

from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.worker.settled import Settled

log = logging.getLogger(__name__)


class Listeners(Protocol):
    """The plugins' side; one call each, and a failure of one plugin is its own."""

    def delivered(self, pipeline_id: str, messages: Sequence[Message]) -> None:
        """A batch was delivered and settled."""
        ...

    def dead_lettered(self, letters: Sequence[DeadLetter]) -> None:
        """Deliveries became dead letters."""
        ...


class Nobody:
    """No plugin listens."""

    def delivered(self, pipeline_id: str, messages: Sequence[Message]) -> None:
        """Nobody is told."""

    def dead_lettered(self, letters: Sequence[DeadLetter]) -> None:
        """Nobody is told."""


class Announcer:
    """Passes news on to listeners, in a thread."""

    def __init__(self, listeners: Listeners, executor: Executor) -> None:
        self._listeners = listeners
        self._executor = executor
        self._silent = isinstance(listeners, Nobody)

    def settled(self, settled: Settled) -> None:
        """Tell of what was delivered."""
        delivered = settled.outcome.delivered
        if delivered and not self._silent:
            self._tell(lambda: self._listeners.delivered(settled.route.pipeline_id, delivered))

    def dead_lettered(self, letters: Sequence[DeadLetter]) -> None:
        """Tell of dead letters."""
        if not self._silent:
            self._tell(lambda: self._listeners.dead_lettered(letters))

    def _tell(self, call: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                call()
            except Exception:
                log.warning("an observer failed", exc_info=True)

        self._executor.submit(guarded)
