"""Leases: one worker at a time runs an ordered pipeline, one receiver an instance of a source."""

import logging
import time
import uuid
from typing import Final

from nexus.errors import StoreError
from nexus.streams.base import Store
from nexus.streams.scripts import LEASE, RELEASE

_log = logging.getLogger(__name__)

TTL_S: Final = 10.0
"""So long a lease lives without being renewed."""

_CERTAIN: Final = 0.8
"""The part of it that its holder relies on; the rest is for clocks that differ and for a write that is about to begin."""


class StreamLease:
    """The `nexus.ports.Lease` on the stream store: a key that ends by itself.

    What it can do: of two workers whose clocks run, at most one believes to have the lease, also after one of them was
    stopped or cut off for longer than it lasts; the time left is counted from before it was asked for, by the monotonic
    clock. What it cannot do: destinations do not know the lease. A write that was under way when its worker was stopped
    may still arrive after the next holder has begun; and a machine that is suspended counts no time.

    Args:
        store: where the lease is.
        key: what is leased (`nexus.streams.keys`).
        holder: name of this process, for people who look at the key; a restarted process is another holder.
        ttl_s: how long it lives without being renewed.
    """

    def __init__(self, store: Store, key: str, holder: str, *, ttl_s: float = TTL_S) -> None:
        self._store = store
        self._key = key
        self._holder = f"{holder}/{uuid.uuid4().hex}"
        self._ttl_s = ttl_s
        self._until = 0.0
        self._term = 0

    @property
    def term(self) -> int:
        """Another number each time that the lease is taken: in between it may have been in other hands."""
        return self._term

    @property
    def seconds_left(self) -> float:
        """How long this worker certainly has it; 0 without it."""
        return max(0.0, self._until - time.monotonic())

    @property
    def look_again_s(self) -> float:
        """After this many seconds, who has it renews it, and who was refused asks again."""
        return self._ttl_s / 4

    async def take(self) -> bool:
        """Take or renew it; False while another worker has it.

        Raises:
            StoreError: the store is away; what was left of the lease goes on ending.
        """
        asked_at = time.monotonic()
        answer = await self._store.run(LEASE, [self._key], [self._holder, int(self._ttl_s * 1000)])
        if answer == 0:
            self._until = 0.0
            return False
        if answer == 1:
            self._term += 1
        self._until = asked_at + self._ttl_s * _CERTAIN
        return True

    async def release(self) -> None:
        """Give it back, so that another worker can go on at once; if the store is away, it ends by itself."""
        self._until = 0.0
        try:
            await self._store.run(RELEASE, [self._key], [self._holder])
        except StoreError as error:
            _log.debug("%s ends by itself: %s", self._key, error)
