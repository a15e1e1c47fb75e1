"""Puts dead letters back before their pipelines: each as a first attempt, in the schedule."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from nexus.model.delivery import ScheduledRetry
from nexus.model.message import Message
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.jobs import encode_job
from nexus.streams.scripts import REPLAY
from nexus.streams.wake import publish

REASON: Final = "replayed by a person"


class StreamReplay:
    """Schedules deliveries that the store knows nothing of any more. The `nexus.services.dead_letters.Replay`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def schedule(
        self, workflow_id: str, pipeline_id: str, family: str, deliveries: Sequence[tuple[Message, int]]
    ) -> None:
        """Schedule messages for a pipeline, each with the time at which it is due (ms since 1970, UTC); all or nothing.

        Doing it again replaces what is scheduled: a delivery is never there twice.

        Raises:
            StoreFull: there is no room; nothing was scheduled.
            StoreError: the store is away; whether it was scheduled is unknown.
        """
        arguments: list[str | bytes | int] = []
        for message, due_at in deliveries:
            first = evolve(message, attempt=1, scheduled=True, state=b"", deliveries=1)
            job = encode_job(ScheduledRetry(first, due_at, REASON), self._store.vault)
            arguments += (keys.member(pipeline_id, message.entry), due_at, job)
        if arguments:
            touched = [keys.retry_queue(workflow_id, family), keys.jobs(workflow_id)]
            await self._store.run(REPLAY, touched, arguments)
            await publish(self._store, keys.WAKE, workflow_id)
