"""What the runs of one sequential workflow keep in the stream store besides their stream."""

import secrets
from collections.abc import Collection, Sequence
from typing import Final

from nexus.engine.route import SEQUENCE
from nexus.model.delivery import ScheduledRetry
from nexus.model.message import Message
from nexus.model.run import Kept
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.entries import parse
from nexus.streams.jobs import encode_job
from nexus.streams.kept import ANSWER, opened, opened_part
from nexus.streams.replies import Command, checked
from nexus.streams.scripts import CHECKPOINT, REPLAY
from nexus.streams.wake import publish

ANSWER_SECONDS: Final = 300
"""How long the answer to someone who waits is kept: their process may ask for it again after a reconnect."""

CANCELLED_SECONDS: Final = 7 * 24 * 60 * 60
"""How long a run that has not begun stays cancelled, after the last cancellation in its workflow."""


class StreamRuns:
    """The `nexus.ports.RunStore` on the stream store, and what the API does with runs there.

    Args:
        worker: name under which this process reads the workflow's stream.
    """

    def __init__(self, store: Store, workflow_id: str, worker: str = "") -> None:
        self._store = store
        self._workflow_id = workflow_id
        self._worker = worker
        self._stream = keys.stream(workflow_id)
        self._jobs = keys.jobs(workflow_id)
        self._cancelled = keys.cancelled(workflow_id)

    async def checkpoint(self, messages: Sequence[Message]) -> Sequence[Kept]:
        """Keep the states of runs, all in one script, and say of each whether this worker still has it.

        Raises:
            StoreFull: there is no room; nothing is kept.
            StoreError: the store is away; writing it again is harmless.
        """
        args: list[str | bytes | int] = [SEQUENCE, self._worker]
        for message in messages:
            job = encode_job(ScheduledRetry(message, 0, state=message.state), self._store.vault)
            member = keys.member(SEQUENCE, message.entry)
            args += (message.entry, member, int(message.scheduled), message.id, job)
        touched = [self._stream, self._jobs, self._cancelled]
        return [Kept(answer) for answer in await self._store.run(CHECKPOINT, touched, args)]

    async def cancelled(self) -> Collection[str]:
        """Ids of the messages whose runs are to end."""
        found = await self._store.call(self._cancelled, "SMEMBERS", self._cancelled)
        return frozenset(one.decode() for one in found)

    async def forget_cancelled(self, message_ids: Sequence[str]) -> None:
        """These runs have ended."""
        await self._store.call(self._cancelled, "SREM", self._cancelled, *message_ids)

    async def cancel(self, message_id: str, entry: str) -> None:
        """End a run: at once if it waits, else before its next step with an effect.

        Args:
            message_id: whose run.
            entry: the message's place in the stream, or empty if that is not known.
        """
        commands: list[Command] = [
            ("SADD", self._cancelled, message_id),
            ("EXPIRE", self._cancelled, CANCELLED_SECONDS),
        ]
        if entry:  # due at once, so that a worker finds out that it is cancelled
            queue = keys.retry_queue(self._workflow_id, "database")
            commands.append(("ZADD", queue, "XX", 0, keys.member(SEQUENCE, entry)))
        commands.append(("PUBLISH", keys.WAKE, self._workflow_id))
        for reply in await self._store.pipeline(self._stream, commands):
            checked(reply)

    async def answer(self, message_id: str, answer: bytes, payload_key: str = "") -> None:
        """Keep a run's answer for a while, sealed if a payload key is named, and tell all processes that it is there."""
        if payload_key:
            answer = self._store.vault.seal(payload_key, answer, ANSWER, message_id)
        key = keys.result(self._workflow_id, message_id)
        told = ("PUBLISH", keys.RESULTS, f"{self._workflow_id}/{message_id}")
        for reply in await self._store.pipeline(key, [("SET", key, answer, "EX", ANSWER_SECONDS), told]):
            checked(reply)

    async def answered(self, message_id: str) -> bytes | None:
        """Return a run's answer, if it has ended and somebody was to be told; raises StoreError."""
        key = keys.result(self._workflow_id, message_id)
        found: bytes | None = await self._store.call(key, "GET", key)
        return None if found is None else await opened_part(self._store.vault, found, ANSWER, message_id)

    async def message(self, entry: str) -> Message | None:
        """Return a message of the retained past, or None if it is there no more."""
        raw = await self._store.call(self._stream, "XRANGE", self._stream, entry, entry)
        found = await opened(self._store.vault, parse(raw, []))
        return found[0] if found else None

    async def begin(self, message: Message) -> None:
        """Have a message that is in no stream run, from where its state says.

        Its entry must be none that a stream gives; see `no_entry`.

        Raises:
            StoreFull: there is no room; it does not run.
            StoreError: the store is away; whether it runs is unknown.
        """
        due_at = message.received_at
        job = encode_job(ScheduledRetry(message, due_at, state=message.state), self._store.vault)
        touched = [keys.retry_queue(self._workflow_id, "database"), self._jobs]
        await self._store.run(REPLAY, touched, [keys.member(SEQUENCE, message.entry), due_at, job])
        await publish(self._store, keys.WAKE, self._workflow_id)


def no_entry() -> str:
    """Return a stream id that no stream ever gives, and that is no other's."""
    return f"0-{secrets.randbits(62) + 1}"
