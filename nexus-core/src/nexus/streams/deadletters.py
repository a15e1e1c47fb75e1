"""Dead letters in the store: their hand-over to the metadata database, and those that sources bring."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from nexus.errors import GroupLost, StoreError
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.jobs import decode_letter, encode_letter
from nexus.streams.kept import opened_letters
from nexus.streams.producer import Commit
from nexus.streams.replies import ErrorReply, as_error, checked
from nexus.streams.scripts import BURY, CONFIRM

_log = logging.getLogger(__name__)
AT_ONCE: Final = 200
"""Letters that are recorded in one step."""

ABANDONED_MS: Final = 60_000
"""After this long without a confirmation another collector takes letters over."""


class DeadLetterWriter:
    """Records dead letters of messages that never were in a stream. The `nexus.ports.Burial`.

    Args:
        store: where the hand-over streams are.
        commit: what a letter needs beyond the store's own reply, as an accepted message does.
        refusal: asked before every write; see `nexus.streams.producer.StreamProducer`.
    """

    def __init__(
        self, store: Store, *, commit: Commit | None = None, refusal: Callable[[], StoreError | None] = lambda: None
    ) -> None:
        self._store = store
        self._commit = commit or Commit()
        self._refusal = refusal

    async def bury(self, workflow_id: str, letters: Sequence[DeadLetter]) -> None:
        """Return once the letters are as durable as accepted messages are.

        Raises:
            StoreError: they may be recorded or not; record them again.
        """
        key = keys.dead(workflow_id)
        for start in range(0, len(letters), AT_ONCE):
            if refusal := self._refusal():
                raise refusal
            part = [encode_letter(one, self._store.vault) for one in letters[start : start + AT_ONCE]]
            commands = [BURY.command([key], part)]
            fence = self._commit.command
            replies = await self._store.pipeline(key, commands if fence is None else [*commands, fence])
            checked(replies[0])
            if fence is not None and (fault := self._commit.fault(replies[1])):
                raise fault


class DeadLetterHandover:
    """Drains the hand-over streams: `drain`, commit to SQL, `confirm`. What is not confirmed is drained again.

    Args:
        store: where the streams are.
        collector: name of this process; used by one process at a time.
        abandoned_ms: when letters that another collector has drained and not confirmed are taken over.
    """

    def __init__(self, store: Store, collector: str, *, abandoned_ms: int = ABANDONED_MS) -> None:
        self._store = store
        self._collector = collector
        self._abandoned_ms = abandoned_ms

    async def drain(self, workflow_id: str, count: int = 500) -> Sequence[tuple[str, DeadLetter]]:
        """Return up to ``count`` letters of a workflow as (entry to confirm, letter).

        Those that this collector has drained and not confirmed come first, then those of collectors that died, then new.

        Raises:
            StoreError: the store is away; nothing is lost.
        """
        stream = keys.dead(workflow_id)
        if not await self._store.call(stream, "XLEN", stream):
            return []
        try:
            raw = await self._raw(stream, count)
        except GroupLost:
            await self._create(stream)
            raw = await self._raw(stream, count)
        found = [(entry.decode(), _letter(workflow_id, entry.decode(), fields)) for entry, fields in raw if fields]
        letters = await opened_letters(self._store.vault, [letter for _, letter in found])
        return [(entry, letter) for (entry, _), letter in zip(found, letters, strict=True)]

    async def confirm(self, workflow_id: str, entries: Sequence[str]) -> None:
        """Remove letters from the store, once the database has committed them.

        Raises:
            StoreError: the store is away; they will be drained again, and storing them again replaces them.
        """
        if entries:
            await self._store.run(CONFIRM, [keys.dead(workflow_id)], [keys.COLLECTORS, *entries])

    async def _raw(self, stream: str, count: int) -> list[Any]:
        found = await self._read(stream, count, "0")
        if len(found) < count:
            reply = await self._store.call(
                stream,
                *("XAUTOCLAIM", stream, keys.COLLECTORS, self._collector, self._abandoned_ms, "0-0"),
                *("COUNT", count - len(found)),
            )
            known = {entry for entry, _ in found}
            found += [pair for pair in reply[1] if pair and pair[0] not in known]
        if len(found) < count:
            found += await self._read(stream, count - len(found), ">")
        return found

    async def _read(self, stream: str, count: int, after: str) -> list[Any]:
        reply = await self._store.call(
            stream,
            *("XREADGROUP", "GROUP", keys.COLLECTORS, self._collector, "COUNT", count, "STREAMS", stream, after),
        )
        return list(reply[0][1]) if reply else []

    async def _create(self, stream: str) -> None:
        # reliability 10: at 0, so that letters written before are collected
        command = ("XGROUP", "CREATE", stream, keys.COLLECTORS, "0", "MKSTREAM")
        reply = (await self._store.pipeline(stream, [command]))[0]
        if type(reply) is ErrorReply and reply.kind != "BUSYGROUP":
            raise as_error(reply)


def _letter(workflow_id: str, entry: str, fields: Sequence[bytes]) -> DeadLetter:
    data = dict(zip(fields[::2], fields[1::2], strict=False)).get(b"d", b"")
    try:
        return decode_letter(data)
    except ValueError as error:
        # not dropped and not left to block the rest: a person gets it as it is
        _log.exception("%s: entry %s", keys.dead(workflow_id), entry)
        died_at = int(entry.partition("-")[0])
        message = Message(entry, entry, "", died_at, data)
        return DeadLetter("", workflow_id, "", message, str(error), "unreadable-dead-letter", died_at)
