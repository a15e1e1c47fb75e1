"""Gives workflows that have a schedule their messages; in every worker, and yet each time comes once."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from attrs import define

from nexus.engine.cron import Cron, compile_cron
from nexus.engine.outcome import now_ms
from nexus.errors import StoreError
from nexus.model.workflow import Workflow

log = logging.getLogger(__name__)

LOOK_EVERY_S = 30.0
"""At least so often it is looked which workflows there are: clocks are set, and news may be lost."""

STORE_PAUSE_S = 1.0


class Ticks(Protocol):
    """The times of schedules, in a place that all processes share. All methods raise StoreError."""

    async def last(self, workflow_id: str, schedule: str) -> int | None:
        """Return the last time that was dealt with, or None if the schedule is new."""
        ...

    async def remember(self, workflow_id: str, schedule: str, moment: int) -> None:
        """All times up to ``moment`` are dealt with."""
        ...

    async def begin(self, workflow_id: str, moments: Sequence[int]) -> int:
        """Make a message for each time, unless another process has; return how many were made here."""
        ...


@define
class _Entry:
    """A schedule that is followed: all times up to ``last`` are dealt with; ``next`` is the coming one."""

    cron: Cron
    last: int
    next: int | None


class Scheduler:
    """Follows the schedules of all enabled workflows.

    Args:
        workflows: returns them.
        clock: milliseconds since 1970 (UTC).
    """

    def __init__(
        self, ticks: Ticks, workflows: Callable[[], Sequence[Workflow]], clock: Callable[[], int] = now_ms
    ) -> None:
        self._ticks = ticks
        self._workflows = workflows
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Schedules may have changed."""
        self._news.set()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            self._news.clear()
            pause = await self.look()
            try:
                async with asyncio.timeout(pause):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def look(self) -> float:
        """Deal with what is due; return the seconds until it is to be looked again."""
        wanted = {(one.id, f"{one.schedule} {one.timezone}"): one for one in self._workflows() if one.schedule}
        self._entries = {key: entry for key, entry in self._entries.items() if key in wanted}
        pause = LOOK_EVERY_S
        for key, workflow in wanted.items():
            try:
                entry = self._entries.get(key) or await self._entered(key, workflow)
                if entry is not None:
                    await self._tick(key, workflow, entry)
                    if entry.next is not None:
                        pause = min(pause, max(0.0, (entry.next - self._clock()) / 1000))
            except StoreError as error:
                log.warning("%s: its schedule cannot be followed now: %s", workflow.name, error)
                pause = min(pause, STORE_PAUSE_S)
        return pause

    async def _entered(self, key: tuple[str, str], workflow: Workflow) -> _Entry | None:
        try:
            cron = compile_cron(str(workflow.schedule), workflow.timezone)
        except (ValueError, LookupError) as error:
            log.error("%s: its schedule cannot be followed: %s", workflow.name, error)  # noqa: TRY400 — a setting is wrong
            return None
        now = self._clock()
        last = await self._ticks.last(*key)
        if last is None:  # a new schedule owes nothing of the past
            last = now
            await self._ticks.remember(*key, now)
        entry = self._entries[key] = _Entry(cron, last, cron.after(last))
        return entry

    async def _tick(self, key: tuple[str, str], workflow: Workflow, entry: _Entry) -> None:
        now = self._clock()
        if entry.next is None or entry.next > now:
            return
        due = entry.cron.due(entry.last, now, workflow.missed_runs)
        if due:
            made = await self._ticks.begin(workflow.id, due)
            log.debug("%s: %d of %d times of its schedule begun here", workflow.name, made, len(due))
        await self._ticks.remember(*key, now)
        entry.last, entry.next = now, entry.cron.after(now)
