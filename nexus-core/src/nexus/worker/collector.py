"""Brings dead letters from the stream store, where settling wrote them, into the database where people look at them."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor

from nexus.errors import StoreError
from nexus.model.delivery import DeadLetter
from nexus.ports import DeadLetterStore, Handover

log = logging.getLogger(__name__)

AT_ONCE = 500
PAUSE_S = 1.0

Pair = tuple[str, DeadLetter]


class DeadLetterCollector:
    """Writes first, forgets last: a letter is in the database before the stream store lets go of it.

    A letter that the database does not take stays in the stream store, is told of, and is tried again now and then; it
    holds up no other.

    Args:
        probe: asks the database for anything; raises if it is away.
        tell: called with letters once they are stored; for observers.
    """

    def __init__(
        self,
        handover: Handover,
        store: DeadLetterStore,
        executor: Executor,
        tell: Callable[[Sequence[DeadLetter]], None],
        probe: Callable[[], object],
    ) -> None:
        self._handover = handover
        self._store = store
        self._executor = executor
        self._tell = tell
        self._probe = probe
        self._refused: set[tuple[str, str]] = set()
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
        refused: set[str] = set()  # in this round
        try:
            while pairs := await self._drain(workflow_id, refused):
                await self._store_all(workflow_id, pairs, refused)
        except StoreError as error:
            log.warning("cannot collect dead letters: %s", error)
            return False
        except Exception:
            log.warning("cannot store dead letters", exc_info=True)
            return False
        return True

    async def _drain(self, workflow_id: str, refused: Collection[str]) -> Sequence[Pair]:
        pairs = await self._handover.drain(workflow_id, AT_ONCE + len(refused))  # what is not confirmed comes again
        return [pair for pair in pairs if pair[0] not in refused]

    async def _store_all(self, workflow_id: str, pairs: Sequence[Pair], refused: set[str]) -> None:
        """Store letters; if that fails though the database is there, halve until those that it refuses are alone."""
        try:
            await self._call(lambda: self._store.add([letter for _, letter in pairs]))
        except Exception as error:  # noqa: BLE001 — whatever the database says of one letter
            await self._call(self._probe)
            if len(pairs) == 1:
                self._refuse(workflow_id, pairs[0], error)
                refused.add(pairs[0][0])
                return
            half = len(pairs) // 2
            await self._store_all(workflow_id, pairs[:half], refused)
            await self._store_all(workflow_id, pairs[half:], refused)
            return
        await self._handover.confirm(workflow_id, [entry for entry, _ in pairs])
        self._tell([letter for _, letter in pairs])

    def _refuse(self, workflow_id: str, pair: Pair, error: Exception) -> None:
        entry, letter = pair
        if (workflow_id, entry) in self._refused:
            return  # told before
        self._refused.add((workflow_id, entry))
        told = (workflow_id, letter.message.id, letter.reason, entry)
        log.error(
            "workflow %s: the database does not take the dead letter of message %s (%s); it stays in the stream store as %s",
            *told,
            exc_info=error,
        )

    async def _call(self, function: Callable[[], object]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._executor, function)
