"""Accepts messages: everything that arrives in one turn of the event loop shares one pipeline, and so one fsync.

reliability 1: group commit is what makes ``appendfsync always`` affordable. Some flushes per server are under way at a
time; the next gathers meanwhile. In a turn that brings many, the first are flushed before the last have been read: the
store and this process then work at the same time.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import define, field, frozen

from nexus.errors import ConfigurationError, NotDurable, StoreError
from nexus.model.message import NewMessage, Receipt
from nexus.ports import Done
from nexus.streams import keys
from nexus.streams.agent_scripts import FORWARD
from nexus.streams.base import Store
from nexus.streams.replies import Command, ErrorReply, as_error
from nexus.streams.scripts import ACCEPT

MAX_FLUSHES: Final = 8
"""Flushes under way at once, if they are small: those that reach the store during an fsync share its next one.

With two, two halves of the senders take turns, and each waits for the fsync of the other, too: half as many messages where
an fsync takes long. Large ones are two at most: see `_Lane.load`.
"""

EARLY_MESSAGES: Final = 32
"""As many are flushed without waiting for the end of the turn."""

MAX_MESSAGES: Final = 1024
"""Messages of one flush: bounds how long the store is busy with one script."""

MAX_BYTES: Final = 4 * 1024 * 1024
"""Payload bytes of one flush."""


@frozen
class Commit:
    """What must have happened before a message counts as accepted, beyond the store's own reply.

    Attributes:
        replicas: how many replicas must have it (reliability 2).
        wait_for_fsync: ask for the local fsync with WAITAOF, for servers that do not run ``appendfsync always``
            (reliability 1); needs Redis or Valkey ≥ 7.2.
        timeout_ms: how long to wait for both.
    """

    replicas: int = 0
    wait_for_fsync: bool = False
    timeout_ms: int = 2000

    @property
    def command(self) -> Command | None:
        """The command that waits, or None if the store's reply is enough."""
        if self.wait_for_fsync:
            return ("WAITAOF", 1, self.replicas, self.timeout_ms)
        return ("WAIT", self.replicas, self.timeout_ms) if self.replicas else None

    def fault(self, reply: Any) -> StoreError | None:
        """Return what the waiting command's reply shows to be missing, or None if all is kept."""
        if type(reply) is ErrorReply:
            return as_error(reply)
        fsynced, copies = reply if self.wait_for_fsync else (1, reply)
        if fsynced < 1:
            return NotDurable(f"the store has not written to its disk within {self.timeout_ms} ms; send again")
        if copies < self.replicas:
            return NotDurable(f"{copies} of {self.replicas} replicas have it within {self.timeout_ms} ms; send again")
        return None


@frozen
class Note:
    """Has accepted messages noted in the same script, see `nexus.streams.agent_batches`.

    Attributes:
        place: the field that they are noted in.
        keep: those that were noted there before stay noted.
    """

    place: str
    keep: bool


_Submit = tuple[str, Sequence[NewMessage], Done, Note | None]
"""Workflow id, its messages, who is told, what is noted."""


@define
class _Lane:
    """What waits for one server.

    Attributes:
        waiting: messages in the queue.
        load: of the flushes under way, in flushes as large as may be; no further one is sent above 1.
    """

    queue: deque[_Submit] = field(factory=deque)
    waiting: int = 0
    in_flight: int = 0
    load: float = 0.0
    planned: bool = False


class _Parts:
    """A batch that is too large for one flush: its outcome is known when that of all its parts is."""

    def __init__(self, done: Done, messages: Sequence[Sequence[NewMessage]]) -> None:
        self.messages = messages
        self._done = done
        self._outcomes: dict[int, Sequence[Receipt] | Exception] = {}

    def answered(self, index: int, outcome: Sequence[Receipt] | Exception) -> None:
        """Take in the outcome of one part; any part that failed makes the whole unknown: to be sent again."""
        self._outcomes[index] = outcome
        if len(self._outcomes) < len(self.messages):
            return
        receipts: list[Receipt] = []
        for at in range(len(self.messages)):
            part = self._outcomes[at]
            if isinstance(part, Exception):
                self._done(part)
                return
            receipts += part
        self._done(receipts)


class StreamProducer:
    """The `nexus.ports.Producer` on the stream store.

    Args:
        store: the store; the producer adds no connection of its own.
        commit: what a message needs beyond the store's own reply.
        refusal: asked before every flush; an error that it returns is what all senders get (back-pressure, strict
            durability). See `nexus.streams.durability.DurabilityMonitor.refusal`.
        counted: told what became of each workflow's messages: its id, how many were accepted, how many were duplicates.
        clock: seconds since 1970 (UTC).
    """

    def __init__(
        self,
        store: Store,
        *,
        commit: Commit | None = None,
        refusal: Callable[[], StoreError | None] = lambda: None,
        counted: Callable[[str, int, int], None] = lambda _id, _accepted, _duplicates: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._commit = commit or Commit()
        if self._commit.command is not None and self._commit.timeout_ms >= store.address.timeout * 1000:
            raise ConfigurationError(  # reliability 4: waits end before the connection is given up
                f"waiting {self._commit.timeout_ms} ms for replicas exceeds the store's timeout",
                path="NEXUS_REDIS_URL",
                remedy=f"add ?timeout={self._commit.timeout_ms // 1000 + 5}",
            )
        self._refusal = refusal
        self._counted = counted
        self._clock = clock
        # each wait holds up what follows on its connection: several would add up beyond the connection's time-out
        self._most = MAX_FLUSHES if self._commit.command is None else 1
        self._lanes: dict[Hashable, _Lane] = {}

    def submit(self, workflow_id: str, messages: Sequence[NewMessage], done: Done, note: Note | None = None) -> None:
        """Queue messages for the next group commit; ``done`` is called once, on the event loop.

        Those that are noted are `MAX_MESSAGES` at most.
        """
        if len(messages) > MAX_MESSAGES:
            parts = _Parts(done, [messages[at : at + MAX_MESSAGES] for at in range(0, len(messages), MAX_MESSAGES)])
            for index, part in enumerate(parts.messages):
                self.submit(workflow_id, part, partial(parts.answered, index))
            return
        key = self._store.lane(keys.stream(workflow_id))
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane()
        lane.queue.append((workflow_id, messages, done, note))
        lane.waiting += len(messages)
        self._plan(lane)

    async def accept(
        self, workflow_id: str, messages: Sequence[NewMessage], note: Note | None = None
    ) -> Sequence[Receipt]:
        """Return once the messages are durable; see `nexus.ports.Producer.accept` for what it raises."""
        future: asyncio.Future[Sequence[Receipt]] = asyncio.get_running_loop().create_future()

        def done(outcome: Sequence[Receipt] | Exception) -> None:
            if future.done():
                return
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self.submit(workflow_id, messages, done, note)
        return await future

    def _plan(self, lane: _Lane) -> None:
        """Flush at the end of this turn of the loop, whose other messages join; unless enough is under way already."""
        if lane.in_flight >= self._most or lane.load > 1:
            return
        if lane.waiting >= EARLY_MESSAGES:
            self._flush(lane)
        elif not lane.planned:
            lane.planned = True
            asyncio.get_running_loop().call_soon(self._flush_planned, lane)

    def _flush_planned(self, lane: _Lane) -> None:
        lane.planned = False
        if lane.queue:  # they may have gone early
            self._flush(lane)

    def _flush(self, lane: _Lane) -> None:
        refusal = self._refusal()
        if refusal is not None:
            waiting, lane.queue, lane.waiting = lane.queue, deque(), 0
            for _, _, done, _ in waiting:
                _tell(done, refusal)
            return
        groups, load, note = _gather(lane)
        workflow_ids = list(groups)
        now = int(self._clock() * 1000)
        fence = self._commit.command
        commands = [
            _accept_command(workflow_id, submits, now, note, touch=fence is not None)
            for workflow_id, submits in groups.items()
        ]
        if fence is not None:
            commands.append(fence)
        commands += [("PUBLISH", keys.WAKE, workflow_id) for workflow_id in workflow_ids]

        def answered(outcome: list[Any] | StoreError) -> None:
            lane.in_flight -= 1
            lane.load = lane.load - load if lane.in_flight else 0.0  # no rounding adds up
            if lane.queue:
                self._plan(lane)
            self._tell_all(groups, outcome, fenced=fence is not None)

        lane.in_flight += 1
        lane.load += load
        self._store.send(keys.stream(workflow_ids[0]), commands, answered)

    def _tell_all(
        self,
        groups: Mapping[str, Sequence[tuple[Sequence[NewMessage], Done]]],
        outcome: list[Any] | StoreError,
        *,
        fenced: bool,
    ) -> None:
        replies: Sequence[Any]
        if isinstance(outcome, StoreError):
            replies = [outcome] * len(groups)
        elif fenced and (fault := self._commit.fault(outcome[len(groups)])):
            replies = [fault] * len(groups)
        else:
            replies = outcome
        for (workflow_id, submits), reply in zip(
            groups.items(), replies, strict=False
        ):  # after the scripts' replies come those of the rest
            if type(reply) is ErrorReply:
                error: StoreError | None = as_error(reply)
            else:
                error = reply if isinstance(reply, StoreError) else None
            if error is None:
                self._count(workflow_id, reply)
                _tell_receipts(submits, reply)
            else:
                for _, done in submits:
                    _tell(done, error)

    def _count(self, workflow_id: str, replies: Sequence[Any]) -> None:
        """Tell what became of one workflow's messages; once for all that came together, since this is the hot path."""
        accepted = replies.count(0)
        duplicates = 0
        if accepted < len(replies):
            duplicates = len([True for reply in replies if type(reply) is bytes])
        self._counted(workflow_id, accepted, duplicates)


def _gather(lane: _Lane) -> tuple[dict[str, list[tuple[Sequence[NewMessage], Done]]], float, Note | None]:
    """Take from a lane what goes into one flush, by workflow; at least one submit, whatever its size.

    Also returns how large it is, of the largest that may be, and what is noted: such a submit is alone in its flush.
    """
    groups: dict[str, list[tuple[Sequence[NewMessage], Done]]] = {}
    queue = lane.queue
    count = size = 0
    while queue:
        workflow_id, messages, done, note = queue[0]
        if note is not None and groups:
            break
        own = 0
        for message in messages:
            own += len(message.payload)
        if groups and (count + len(messages) > MAX_MESSAGES or size + own > MAX_BYTES):
            break
        count += len(messages)
        size += own
        queue.popleft()
        lane.waiting -= len(messages)
        group = groups.get(workflow_id)
        if group is None:
            groups[workflow_id] = [(messages, done)]
        else:
            group.append((messages, done))
        if note is not None:
            return groups, _load(count, size), note
    return groups, _load(count, size), None


def _load(count: int, size: int) -> float:
    return max(count / MAX_MESSAGES, size / MAX_BYTES)


def _accept_command(
    workflow_id: str,
    submits: Sequence[tuple[Sequence[NewMessage], Done]],
    now: int,
    note: Note | None,
    *,
    touch: bool,
) -> Command:
    marks: list[str] = [keys.stream(workflow_id)]
    prefix = keys.dedup_prefix(workflow_id)
    # touch: a duplicate writes nothing, so WAIT would not wait for the first one's replication; renewing the mark does
    args: list[str | bytes | int] = [now, keys.DEDUP_SECONDS, int(touch)]
    count = at = 0
    mode: int | None = None
    source, headers = "", b""
    for messages, _ in submits:
        for message in messages:
            digest = message.digest
            if digest is None:
                own = 0
            else:
                own = 2 if message.same_body else 1
                marks.append(prefix + digest.hex())
            if own != mode or message.source != source or message.headers != headers:
                if count:
                    args[at] = count
                mode, source, headers = own, message.source, message.headers
                count, at = 0, len(args)
                args += (0, mode, source, headers)
            count += 1
            args += (message.id, message.payload)
    if count:
        args[at] = count
    if note is not None:
        return FORWARD.command([*marks, keys.agent_batches(workflow_id)], [*args, note.place, int(note.keep)])
    return ACCEPT.command(marks, args)


def _tell_receipts(submits: Sequence[tuple[Sequence[NewMessage], Done]], replies: Sequence[Any]) -> None:
    at = 0
    for messages, done in submits:
        receipts = []
        for message in messages:
            reply = replies[at]
            at += 1
            if reply == 0:
                receipts.append(Receipt(message.id))
            elif isinstance(reply, list):
                receipts.append(Receipt(reply[0].decode(), conflict=True))
            else:
                receipts.append(Receipt(reply.decode(), duplicate=True))
        _tell(done, receipts)


def _tell(done: Done, outcome: Sequence[Receipt] | StoreError) -> None:
    try:
        done(outcome)
    except Exception as error:  # noqa: BLE001 — one sender that went away must not harm the others
        asyncio.get_running_loop().call_exception_handler(
            {"message": "the receiver of an accept's outcome failed", "exception": error}
        )
