"""The schedule: deliveries to try again, and delays, by due time."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from nexus.errors import StoreError
from nexus.model.delivery import ScheduledRetry
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.jobs import decode_job
from nexus.streams.kept import opened_retries
from nexus.streams.scripts import POSTPONE, TAKE

_log = logging.getLogger(__name__)

KEY_PAUSE_MS: Final = 1_000
"""So long what is due waits if the key that opens it cannot be had."""


class StreamSchedule:
    """The `nexus.ports.RetrySchedule` of one workflow and one connector family.

    Args:
        store: where the schedule is.
        workflow_id: whose deliveries.
        family: connector family of the destinations (see `nexus.streams.keys.retry_queue`).
        lost: told of members whose job is gone or unreadable: an incident; logged as an error in any case.
        clock: seconds since 1970 (UTC).
    """

    def __init__(
        self,
        store: Store,
        workflow_id: str,
        family: str,
        *,
        lost: Callable[[Sequence[str]], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._queue = keys.retry_queue(workflow_id, family)
        self._jobs = keys.jobs(workflow_id)
        self._lost = lost
        self._clock = clock

    async def take(self, count: int, lease_ms: int) -> Sequence[tuple[str, ScheduledRetry]]:
        """Lease up to ``count`` due deliveries as (pipeline id, retry), oldest first.

        They come due again when the lease ends, unless settled before: a worker that dies loses nothing. ``due_at`` of a
        delivery is the end of its lease; `Message.deliveries` says how often it was taken since it was scheduled.
        """
        now = self._now()
        until = now + lease_ms
        flat = await self._store.run(TAKE, [self._queue, self._jobs], [now, until, count])
        taken, lost = [], []
        for raw, job, times in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            member = raw.decode()
            pipeline_id, entry = keys.split_member(member)
            try:
                taken.append((pipeline_id, decode_job(entry, until, job, int(times))))
            except ValueError:
                lost.append(member)
        if lost:
            self._report(lost)
        return await self._opened(taken)

    async def _opened(self, taken: list[tuple[str, ScheduledRetry]]) -> Sequence[tuple[str, ScheduledRetry]]:
        try:
            retries = await opened_retries(self._store.vault, [retry for _, retry in taken])
        except StoreError:
            await self.postpone(taken, self._now() + KEY_PAUSE_MS)  # it is not their fault, and does not count
            raise
        return [(pipeline_id, retry) for (pipeline_id, _), retry in zip(taken, retries, strict=True)]

    async def next_due(self) -> int | None:
        """When the earliest scheduled delivery is due (ms since 1970, UTC), or None if there is none."""
        first = await self._store.call(self._queue, "ZRANGE", self._queue, 0, 0, "WITHSCORES")
        return int(float(first[1])) if first else None

    async def postpone(self, retries: Sequence[tuple[str, ScheduledRetry]], due_at: int) -> None:
        """Put leased deliveries off until ``due_at`` (ms since 1970, UTC) without counting an attempt or a delivery."""
        members = [keys.member(pipeline_id, retry.message.entry) for pipeline_id, retry in retries]
        if members:
            await self._store.run(POSTPONE, [self._queue, self._jobs], [due_at, *members])

    def _now(self) -> int:
        return int(self._clock() * 1000)

    def _report(self, lost: Sequence[str]) -> None:
        _log.error("%s: %d scheduled deliveries have no readable job: %s", self._queue, len(lost), ", ".join(lost[:20]))
        if self._lost is not None:
            self._lost(lost)
