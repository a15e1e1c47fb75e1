"""The times of schedules: each becomes one message, whoever sees it first."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from uuid_utils import uuid7

from nexus.model.message import NewMessage
from nexus.ports import Producer
from nexus.streams import keys
from nexus.streams.base import Store

SOURCE: Final = "schedule"


class StreamTicks:
    """The `nexus.worker.scheduler.Ticks` on the stream store.

    A time is the id by which its message is recognised (`nexus.streams.scripts.ACCEPT`): of any number of processes that
    see it, one makes the message. So is a time that is made up for, within 24 hours.
    """

    def __init__(self, store: Store, producer: Producer) -> None:
        self._store = store
        self._producer = producer

    async def last(self, workflow_id: str, schedule: str) -> int | None:
        """Return the last time of this very schedule that was dealt with (ms since 1970, UTC), or None if it is new."""
        key = keys.tick(workflow_id)
        found = await self._store.call(key, "GET", key)
        if found is None:
            return None
        moment, _, known = found.decode().partition(" ")
        return int(moment) if known == schedule else None

    async def remember(self, workflow_id: str, schedule: str, moment: int) -> None:
        """All times up to ``moment`` are dealt with."""
        key = keys.tick(workflow_id)
        await self._store.call(key, "SET", key, f"{moment} {schedule}")

    async def begin(self, workflow_id: str, moments: Sequence[int]) -> int:
        """Make a message for each time, unless another process has; return how many were made here.

        Raises:
            StoreError: which were made is unknown; doing it again is harmless.
        """
        made = [_message(workflow_id, moment) for moment in moments]
        receipts = await self._producer.accept(workflow_id, made)
        return sum(not one.duplicate for one in receipts)


def _message(workflow_id: str, moment: int) -> NewMessage:
    at = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    digest = hashlib.sha1(f"{workflow_id}\0{SOURCE}\0{moment}".encode(), usedforsecurity=False).digest()
    return NewMessage(str(uuid7()), SOURCE, msgspec.json.encode({"scheduled_at": at}), digest=digest)
