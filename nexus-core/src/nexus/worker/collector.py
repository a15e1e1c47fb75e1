"""Brings dead letters from the stream store, where settling wrote them, into the database where people look at them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from nexus.errors import StoreError
from nexus.model.delivery import DeadLetter
from nexus.ports import DeadLetterStore, Handover

log = logging.getLogger(__name__)

AT_ONCE = 500
PAUSE_S = 1.0


class DeadLetterCollector:
    """Writes first, forgets last: a letter is in the database before the stream store lets go of it.

    Args:
        tell: called with letters once they are stored; for observers.
    """

    def __init__(
        self,
        handover: Handover,
        store: DeadLetterStore,
        executor: Executor,
        tell: Callable[[Sequence[DeadLetter]], None],
    ) -> None:
        self._handover = handover
        self._store = store
        self._executor = executor
        self._tell = tell
        self._waiting: dict[str, None] = {}
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def expect(self, workflow_id: str) -> None:
        """There may be letters of this workflow."""
        self._waiting[workflow_id] = None
        self._idle.clear()
        self._work.set()

    async def run(self) -> None:
        """Collect until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                workflow_id = next(iter(self._waiting))
                del self._waiting[workflow_id]
                if not await self._collect(workflow_id):
                    self._waiting[workflow_id] = None
                    await asyncio.sleep(PAUSE_S)
            self._idle.set()

    async def settled(self, timeout_s: float) -> None:
        """Return when nothing known is left to collect, or after ``timeout_s``: the rest waits in the store."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._idle.wait()
        except TimeoutError:
            log.warning("dead letters of %d workflows wait in the stream store", len(self._waiting))

    async def _collect(self, workflow_id: str) -> bool:
        loop = asyncio.get_running_loop()
        try:
            while pairs := await self._handover.drain(workflow_id, AT_ONCE):
                letters = [letter for _, letter in pairs]
                await loop.run_in_executor(self._executor, self._store.add, letters)
                await self._handover.confirm(workflow_id, [entry for entry, _ in pairs])
                self._tell(letters)
        except StoreError as error:
            log.warning("cannot collect dead letters: %s", error)
            return False
        except Exception:
            log.warning("cannot store dead letters", exc_info=True)
            return False
        return True
