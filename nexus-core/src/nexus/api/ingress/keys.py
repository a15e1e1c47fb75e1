"""From an API key to its sender, without the metadata database in the way of every request."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final, Protocol

from attrs import frozen

from nexus.api.ingress.sender import Sender, sender_of
from nexus.errors import NexusError
from nexus.model.connection import Application
from nexus.model.credentials import KeyHolder
from nexus.ports import DefinitionStore
from nexus.security.envelopes import Opener
from nexus.security.vault import Keeper

logger = logging.getLogger(__name__)

FRESH_SECONDS: Final = 60.0
"""A safety net under the notifications: after this time a key is looked up again."""

UNKNOWN_SECONDS: Final = 5.0
"""How long a key that was not found stays unknown."""


class Busy(NexusError):
    """Too many keys are being looked up at once; a flood of made-up keys must not become one of database queries."""


@frozen
class _Entry:
    """What is remembered until a time; ``ends`` is when the key itself does, however fresh the entry."""

    sender: Sender | None
    until: float
    ends: float = math.inf


class KeyHolders(Protocol):
    """Knows whose a key is. Synchronous."""

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        """Return the application whose API key this is, compared in constant time; None if there is none."""
        ...


class KeyCache:
    """Senders by the SHA-256 of their key: secrets are neither kept nor compared, only digests.

    A look-up runs in a thread (the store is synchronous); look-ups of one key are shared. Belongs to one event loop.

    Args:
        definitions: where keys, applications and workflows are.
        read: makes a sender of an application; may ask the database.
        size: most senders, and most unknown keys, that are remembered.
        max_lookups: most keys that are looked up at once.
    """

    def __init__(
        self,
        definitions: KeyHolders,
        read: Callable[[Application], Sender],
        *,
        size: int = 10_000,
        max_lookups: int = 256,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._definitions = definitions
        self._read_sender = read
        self._size = size
        self._max_lookups = max_lookups
        self._clock = clock
        self._known: dict[bytes, _Entry] = {}
        self._unknown: dict[bytes, _Entry] = {}
        self._lookups: dict[bytes, asyncio.Future[Sender | None]] = {}
        self._generation = 0
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="nexus-keys")

    def get(self, digest: bytes) -> Sender | None:
        """Return the sender if it is at hand."""
        entry = self._known.get(digest)
        return entry.sender if entry is not None and entry.until > self._clock() else None

    def is_unknown(self, digest: bytes) -> bool:
        """Whether this key was looked up a moment ago and not found."""
        entry = self._unknown.get(digest)
        return entry is not None and entry.until > self._clock()

    async def find(self, key_id: str, digest: bytes) -> Sender | None:
        """Return the sender of a key, looked up if it is not at hand; None if there is no such key. Raises as `load`."""
        return self.get(digest) or await asyncio.shield(self.load(key_id, digest))

    def load(self, key_id: str, digest: bytes) -> asyncio.Future[Sender | None]:
        """Look the key up; None if there is no such key. Shared by all who ask meanwhile: do not cancel it.

        Raises:
            Busy: too many look-ups are under way. The future carries whatever the store raises.
        """
        lookup = self._lookups.get(digest)
        if lookup is None:
            if len(self._lookups) >= self._max_lookups:
                raise Busy("too many keys are being looked up")
            lookup = asyncio.ensure_future(self._load(key_id, digest))
            self._lookups[digest] = lookup
            lookup.add_done_callback(lambda _: self._lookups.pop(digest, None))
        return lookup

    def forget(self, changed: str | None) -> None:
        """Drop what a change may have made wrong: one application's keys, or all if it may concern any.

        A changed workflow may feed on an application that nothing here connects it with yet, so all go; so they do after
        a reconnect (None), when changes may have been missed.
        """
        self._generation += 1
        self._unknown.clear()
        of_one = [
            digest for digest, entry in self._known.items() if entry.sender and entry.sender.application.id == changed
        ]
        if changed is None or not of_one:
            self._known.clear()
        for digest in of_one:
            self._known.pop(digest, None)

    async def follow(self, changes: AsyncIterator[str | None]) -> None:
        """Forget at once what ``nexus:config`` says has changed; runs until cancelled."""
        async for changed in changes:
            self.forget(changed)

    async def close(self) -> None:
        """End look-ups and their threads."""
        for lookup in list(self._lookups.values()):
            lookup.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await lookup
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _load(self, key_id: str, digest: bytes) -> Sender | None:
        before = self._known.get(digest)
        while True:
            generation = self._generation
            try:
                entry = await asyncio.get_running_loop().run_in_executor(self._threads, self._read, key_id, digest)
            except Exception as error:
                if before is None or generation != self._generation or digest not in self._known:
                    raise
                entry = self._prolonged(before, key_id, error)
            if generation == self._generation:  # else a change came while we read: what we have may be the state before
                self._remember(digest, entry)
                return entry.sender

    def _prolonged(self, before: _Entry, key_id: str, error: Exception) -> _Entry:
        """Only the entry's time had run out. Nobody can revoke a key in a database that is away, so the sender stays."""
        if before.ends <= self._clock():
            return self._entry(None)
        logger.warning("the definitions cannot be read (%s); the sender with the key %s goes on", error, key_id)
        return self._entry(before.sender, before.ends)

    def _read(self, key_id: str, digest: bytes) -> _Entry:
        holder = self._definitions.holder_of_key(key_id, digest)
        if holder is None:
            return self._entry(None)
        seconds = math.inf
        if holder.valid_until is not None:
            seconds = (holder.valid_until - datetime.now(UTC)).total_seconds()
        return self._entry(self._read_sender(holder.application), self._clock() + seconds)

    def _entry(self, sender: Sender | None, ends: float = math.inf) -> _Entry:
        fresh = self._clock() + (UNKNOWN_SECONDS if sender is None else FRESH_SECONDS)
        return _Entry(sender, min(fresh, ends), ends)

    def _remember(self, digest: bytes, entry: _Entry) -> None:
        known, other = (self._unknown, self._known) if entry.sender is None else (self._known, self._unknown)
        other.pop(digest, None)
        known.pop(digest, None)
        while len(known) >= self._size:  # dicts keep their order: the first is the one looked up longest ago
            del known[next(iter(known))]
        known[digest] = entry


def read_sender(definitions: DefinitionStore, application: Application) -> Sender:
    """Return an application as ingress sees it; asks the metadata database.

    Raises:
        InvalidInput: its schema cannot be compiled.
        ConfigurationError: an encryption key is missing.
    """
    workspace = definitions.workspace(application.workspace_id)
    opener = keeper = None
    if application.encryption:
        opener = Opener(application.id, definitions.payload_secrets(application))
        if application.keep_encrypted:
            keeper = Keeper(definitions.payload_key(application))
    return sender_of(
        application,
        definitions.workflows_of_application(application.id),
        workspace.name if workspace is not None else application.workspace_id,
        opener,
        keeper,
    )
