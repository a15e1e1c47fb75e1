"""One pipeline's cursor on its workflow's stream: read, take over, settle."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import evolve

from nexus.engine.route import SEQUENCE
from nexus.errors import StoreError
from nexus.model.delivery import Depth, Settlement
from nexus.model.message import Message
from nexus.streams import depth, entries, keys
from nexus.streams.base import Store
from nexus.streams.jobs import decode_job, encode_job, encode_letter
from nexus.streams.kept import opened, opened_retries
from nexus.streams.replies import Command, ErrorReply, as_error
from nexus.streams.scripts import ADOPT, CLAIM, EXTEND, FINISH, FORGET, SETTLE, TOUCH

_log = logging.getLogger(__name__)
_PAGE: Final = 1000

Purged = Callable[[Sequence[str]], None]
"""Called with the ids of entries that were pending and whose data is gone: an incident."""


class StreamConsumer:
    """The `nexus.ports.PipelineStream` on the stream store.

    Args:
        store: where the stream is.
        workflow_id: whose stream.
        pipeline_id: whose cursor; the consumer group has its name.
        consumer: name of this worker within the group; must be used by one worker at a time.
        family: connector family of the pipeline's destination: decides on the retry queue.
        lease_ms: by how much `touch` extends the lease of a delivery that came from the schedule.
        purged: told of pending entries whose data is gone (reliability 8); logged as an error in any case.
        clock: seconds since 1970 (UTC).
    """

    def __init__(
        self,
        store: Store,
        workflow_id: str,
        pipeline_id: str,
        consumer: str,
        *,
        family: str,
        lease_ms: int = 60_000,
        purged: Purged | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._stream = keys.stream(workflow_id)
        self._queue = keys.retry_queue(workflow_id, family)
        self._jobs = keys.jobs(workflow_id)
        self._dead = keys.dead(workflow_id)
        self._group = pipeline_id
        self._consumer = consumer
        self._lease_ms = lease_ms
        self._purged = purged
        self._clock = clock
        self._held: set[str] = set()
        self._outcome_unknown = True  # a former life of this consumer may have been given entries
        self._claim_unknown = False
        self._found: list[Message] = []

    async def ensure(self, start: str = "0") -> bool:
        """Create the consumer group if it is not there; True if it was created.

        reliability 10: ``0`` is the default, so that a group that was lost loses no backlog.
        """
        command = ("XGROUP", "CREATE", self._stream, self._group, start, "MKSTREAM")
        reply = (await self._store.pipeline(self._stream, [command]))[0]
        if type(reply) is ErrorReply:
            if reply.kind == "BUSYGROUP":
                return False
            raise as_error(reply)
        return True

    async def read(self, count: int) -> Sequence[Message]:
        """Read up to ``count`` new messages, without waiting.

        After a read whose outcome is unknown (connection lost, caller cancelled), what the store had handed out
        comes first (reliability 4).

        Raises:
            GroupLost: the group is gone; `ensure` makes it again and the caller raises the incident.
            StoreError: the store is away; nothing is lost.
        """
        if self._outcome_unknown or self._claim_unknown:
            self._outcome_unknown = True  # until they are found
            await self._find_lost_replies()
        if self._found:
            batch, self._found = self._found[:count], self._found[count:]
        else:
            self._outcome_unknown = True  # until the reply is here
            batch = await self._read(">", count)
            self._outcome_unknown = False
        self._held.update([message.entry for message in batch])
        return batch

    async def own_pending(self, count: int, after: str = "0") -> Sequence[Message]:
        """Read what this worker was given and has not settled, from ``after`` on (exclusive), with delivery counts."""
        messages = await self._read(after, min(count, _PAGE))
        if not messages:
            return []
        times = dict(await self._pending_rows(messages[0].entry, messages[-1].entry))
        self._held.update([message.entry for message in messages])
        return await self._resumed([evolve(one, deliveries=times.get(one.entry, 1)) for one in messages])

    async def claim(self, count: int, min_idle_ms: int) -> Sequence[Message]:
        """Take over what other workers have held for ``min_idle_ms``, oldest first.

        Not by XAUTOCLAIM: that takes from oneself too, and so raises the delivery counts of messages that merely wait for
        their destination until they look like poison.
        """
        messages: list[Message] = []
        after = "-"
        while after and len(messages) < count:  # reliability 14: to the end of the list
            rows = await self._store.call(
                self._stream,
                *("XPENDING", self._stream, self._group, "IDLE", min_idle_ms, after, "+", _PAGE),
            )
            others = [(entry.decode(), times) for entry, holder, _, times in rows if holder != self._consumer.encode()]
            messages += await self._claimed(others[: count - len(messages)], min_idle_ms)
            after = f"({rows[-1][0].decode()}" if len(rows) == _PAGE else ""
        self._held.update([message.entry for message in messages])
        return await self._resumed(messages)

    async def adopt(self) -> int:
        """Make all that is pending this worker's, whoever has it, uncounted; `own_pending` then hands it out in order."""
        adopted, after = 0, "-"
        while after:
            rows = await self._store.call(self._stream, "XPENDING", self._stream, self._group, after, "+", _PAGE)
            others = [entry for entry, holder, _, _ in rows if holder != self._consumer.encode()]
            if others:
                gone = await self._store.run(ADOPT, [self._stream], [self._group, self._consumer, *others])
                await self._report_purged([entry.decode() for entry in gone])
                adopted += len(others) - len(gone)
            after = f"({rows[-1][0].decode()}" if len(rows) == _PAGE else ""
        self._found = []  # these come again, in order
        return adopted

    async def touch(self, messages: Sequence[Message], deliveries: int | None = None) -> None:
        """Say that work on these messages goes on, so that no one claims them (reliability 14: heartbeat).

        With ``deliveries``, set how often they count as handed out. For deliveries from the schedule the lease is extended.
        """
        pending = [message.entry for message in messages if not message.scheduled]
        leased = [keys.member(self._group, message.entry) for message in messages if message.scheduled]
        count: str | int = "" if deliveries is None else deliveries
        if pending:
            await self._store.run(TOUCH, [self._stream], [self._group, self._consumer, count, *pending])
        if leased:
            until = int(self._clock() * 1000) + self._lease_ms
            await self._store.run(EXTEND, [self._queue, self._jobs], [until, count, *leased])

    async def settle(self, settlement: Settlement) -> None:
        """Schedule the failed, record the dead, then acknowledge: one atomic step, acknowledged last.

        Raises:
            StoreFull: there is no room to schedule; nothing was applied and all stays pending (reliability 7, 11).
            StoreError: the store is away; whether it was applied is unknown, and settling again is harmless.
        """
        done, retries, dead = settlement.done, settlement.retries, settlement.dead
        settled = [m.entry for m in done]
        settled += [r.message.entry for r in retries]
        settled += [x.message.entry for x in dead]
        if not settled:
            return
        await self._store.call(self._stream, *self._settle_command(settlement, settled))
        self._held.difference_update(settled)

    async def depth(self) -> Depth:
        """Return how much is before the pipeline.

        Raises:
            GroupLost: the group is gone.
        """
        return await depth.of_pipeline(self._store, self._stream, self._queue, self._group)

    async def forget_consumer(self) -> bool:
        """Remove this worker from the group if it holds nothing; True if it was removed (reliability 9)."""
        removed = await self._store.run(FORGET, [self._stream], [self._group, self._consumer])
        return bool(removed)

    def _settle_command(self, settlement: Settlement, settled: list[str]) -> Command:
        finished = [
            keys.member(self._group, message.entry)
            for message in (*settlement.done, *(letter.message for letter in settlement.dead))
            # its stream entry was acknowledged when it went to the schedule; or the run left checkpoints
            if message.scheduled or message.state
        ]
        if settlement.retries or settlement.dead:
            args: list[str | bytes | int] = [
                self._group,
                len(settlement.retries),
                len(settlement.dead),
                len(finished),
            ]
            for retry in settlement.retries:
                args += (
                    keys.member(self._group, retry.message.entry),
                    retry.due_at,
                    encode_job(retry, self._store.vault),
                )
            args += [encode_letter(letter, self._store.vault) for letter in settlement.dead]
            touched = [self._stream, self._queue, self._jobs, self._dead]
            return SETTLE.command(touched, [*args, *finished, *settled])
        if finished:
            touched = [self._stream, self._queue, self._jobs]
            return FINISH.command(touched, [self._group, len(finished), *finished, *settled])
        return ("XACK", self._stream, self._group, *settled)

    async def _read(self, after: str, count: int) -> list[Message]:
        reply = await self._store.call(
            self._stream,
            *("XREADGROUP", "GROUP", self._group, self._consumer, "COUNT", count, "STREAMS", self._stream, after),
        )
        if not reply:
            return []
        purged: list[str] = []
        messages = entries.parse(reply[0][1], purged)
        if purged:
            await self._report_purged(purged)
            if not messages:  # what follows the removed ones
                return await self._read(after, count)
        return await self._opened(messages)

    async def _claimed(self, rows: Sequence[tuple[str, int]], min_idle_ms: int) -> list[Message]:
        try:
            return await self._fetch(rows, min_idle_ms)
        except BaseException:
            self._claim_unknown = True  # reliability 4: they may be ours, and nobody else looks for them
            raise

    async def _find_lost_replies(self) -> None:
        """Collect what the store has given to this consumer and this object has never handed out."""
        self._claim_unknown = False
        pending: dict[str, int] = {}
        after = "-"
        while after:
            rows = await self._pending_rows(after, "+")
            pending.update(rows)
            after = f"({rows[-1][0]}" if len(rows) == _PAGE else ""
        self._held &= pending.keys()
        lost = [(entry, times) for entry, times in pending.items() if entry not in self._held]
        found: list[Message] = []
        for at in range(0, len(lost), _PAGE):
            found += await self._fetch(lost[at : at + _PAGE], 0)
        self._found = await self._resumed(found)
        self._outcome_unknown = False

    async def _fetch(self, rows: Sequence[tuple[str, int]], min_idle_ms: int) -> list[Message]:
        """Have pending entries handed to this consumer (again); ``rows``: entry and how often it was handed out."""
        if not rows:
            return []
        replies = await self._store.run(
            CLAIM, [self._stream], [self._group, self._consumer, min_idle_ms, *[entry for entry, _ in rows]]
        )
        times = dict(rows)
        await self._report_purged([entry.decode() for entry in replies[1]])
        return [
            evolve(message, deliveries=times[message.entry] + 1)  # reliability 14: tells who crashes workers
            for message in await self._opened(entries.parse(replies[0], []))
        ]

    async def _opened(self, messages: list[Message]) -> list[Message]:
        try:
            return await opened(self._store.vault, messages)
        except StoreError:
            await self.touch(messages, deliveries=1)  # that its key is away is not a message's fault
            raise

    async def _resumed(self, messages: list[Message]) -> list[Message]:
        """Give messages whose run someone began the state of its last checkpoint."""
        if self._group != SEQUENCE or not messages:
            return messages
        members = [keys.member(self._group, message.entry) for message in messages]
        kept = await self._store.call(self._jobs, "HMGET", self._jobs, *members)
        found = [
            decode_job(message.entry, 0, job) for message, job in zip(messages, kept, strict=True) if job is not None
        ]
        states = {one.message.entry: one.state for one in await opened_retries(self._store.vault, found)}
        return [
            evolve(message, state=states[message.entry]) if message.entry in states else message for message in messages
        ]

    async def _pending_rows(self, first: str, last: str) -> list[tuple[str, int]]:
        rows: Sequence[Any] = await self._store.call(
            self._stream, "XPENDING", self._stream, self._group, first, last, _PAGE, self._consumer
        )
        return [(entry.decode(), times) for entry, _, _, times in rows]

    async def _report_purged(self, purged: Sequence[str]) -> None:
        if not purged:
            return
        # reliability 8: trimming never does this; someone else removed what was not yet delivered
        _log.error(
            "%s: %d undelivered messages of pipeline %s were removed from the stream by someone else: %s",
            *(self._stream, len(purged), self._group, ", ".join(purged[:20])),
        )
        if self._purged is not None:
            self._purged(purged)
        try:
            await self._store.call(self._stream, "XACK", self._stream, self._group, *purged)
        except StoreError:
            _log.warning("%s: the removed entries stay listed as pending until the store is back", self._stream)
