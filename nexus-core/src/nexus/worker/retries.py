"""Hands scheduled deliveries to their pipelines when they are due. One timer per schedule; nothing polls."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.outcome import now_ms
from nexus.errors import StoreError
from nexus.model.delivery import ScheduledRetry
from nexus.ports import Streams
from nexus.worker.fleet import Fleet

log = logging.getLogger(__name__)

TAKEN_AT_ONCE = 500
LEASE_MS = 60_000
"""How long a taken delivery is this worker's; if it dies, the delivery comes due again after that."""

UNHEARD_MS = 3 * LEASE_MS
"""For so long after a reply that was lost, the store's counts say nothing of what it took for this worker in vain."""

STORE_PAUSE_MS = 1_000
NOBODY_RUNS_IT_MS = 60_000

LOOK_EVERY_S = 1.0
"""How often at most a busy workflow's schedule is looked at because of new messages: replays are announced like these."""

Schedule = tuple[str, str]


class RetryTimers:
    """Keeps a timer for the earliest due delivery of each schedule."""

    def __init__(self, fleet: Fleet, streams: Streams) -> None:
        self._fleet = fleet
        self._streams = streams
        self._timers: dict[Schedule, asyncio.TimerHandle] = {}
        self._looked: dict[Schedule, float] = {}
        self._looks: dict[Schedule, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unheard_until: dict[Schedule, int] = {}
        self._stopped = False

    def expect(self, schedule: Schedule, due_at: int) -> None:
        """Something of ``schedule`` is due at ``due_at`` (ms since 1970, UTC): keep the earlier of this and the known."""
        if self._stopped:
            return
        loop = asyncio.get_running_loop()
        when = loop.time() + max(0.0, (due_at - now_ms()) / 1000) + 0.001
        known = self._timers.get(schedule)
        if known is not None:
            if known.when() <= when:
                return
            known.cancel()
        self._timers[schedule] = loop.call_at(when, self._fire, schedule)

    def nudge(self, schedule: Schedule) -> None:
        """Something was written to the workflow, perhaps to its schedule: look soon, but not at every message."""
        if self._stopped or schedule in self._looks:
            return
        loop = asyncio.get_running_loop()
        look_at = self._looked.get(schedule, -LOOK_EVERY_S) + LOOK_EVERY_S
        if loop.time() >= look_at:
            self._look_now(schedule)
        else:
            self._looks[schedule] = loop.call_at(look_at, self._look_now, schedule)

    def _look_now(self, schedule: Schedule) -> None:
        self._looks.pop(schedule, None)
        self._looked[schedule] = asyncio.get_running_loop().time()
        self._spawn(self._look_quietly(schedule), schedule)

    async def _look_quietly(self, schedule: Schedule) -> None:
        try:
            await self.look(schedule)
        except StoreError as error:
            log.debug("cannot look at the schedule: %s", error)

    async def look(self, schedule: Schedule) -> None:
        """Ask the store what is due next: other workers schedule too, and leases of dead ones end."""
        due_at = await self._streams.schedule(*schedule).next_due()
        if due_at is not None:
            self.expect(schedule, due_at)

    async def stop(self) -> None:
        """Take nothing more."""
        self._stopped = True
        for timer in (*self._timers.values(), *self._looks.values()):
            timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _fire(self, schedule: Schedule) -> None:
        self._timers.pop(schedule, None)
        self._spawn(self._take(schedule), schedule)

    def _spawn(self, work: Coroutine[Any, Any, None], schedule: Schedule) -> None:
        task = asyncio.create_task(work, name=f"retries {schedule}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, schedule: Schedule) -> None:
        try:
            taken = await self._streams.schedule(*schedule).take(TAKEN_AT_ONCE, LEASE_MS)
            await self._hand_out(schedule, self._counted(schedule, taken))
            if len(taken) == TAKEN_AT_ONCE:
                self.expect(schedule, now_ms())
            else:
                await self.look(schedule)
        except StoreError as error:
            log.warning("cannot take what is due: %s", error)
            self._unheard_until[schedule] = now_ms() + UNHEARD_MS
            self.expect(schedule, now_ms() + STORE_PAUSE_MS)

    def _counted(
        self, schedule: Schedule, taken: Sequence[tuple[str, ScheduledRetry]]
    ) -> Sequence[tuple[str, ScheduledRetry]]:
        """Count as taken once what may have been taken for this worker in vain: it did not end (reliability 14)."""
        if now_ms() >= self._unheard_until.get(schedule, 0):
            return taken
        return [(name, evolve(one, message=evolve(one.message, deliveries=1))) for name, one in taken]

    async def _hand_out(self, schedule: Schedule, taken: Sequence[tuple[str, ScheduledRetry]]) -> None:
        by_pipeline: dict[str, list[ScheduledRetry]] = {}
        for pipeline_id, retry in taken:
            by_pipeline.setdefault(pipeline_id, []).append(retry)
        for pipeline_id, retries in by_pipeline.items():
            runner = self._fleet.runner(schedule[0], pipeline_id)
            if runner is not None:
                await runner.take_retries(retries)
            else:  # disabled or broken: it waits for a person, like the pipeline's unread messages
                due_at = now_ms() + NOBODY_RUNS_IT_MS
                await self._streams.schedule(*schedule).postpone([(pipeline_id, item) for item in retries], due_at)
