"""The live tail of the delivery log: workers tell what they have just written, over pub/sub, to whoever listens.

Nobody listens for most of the time, and then it costs nothing: a worker asks at most once a second whether anyone does, and
only while it delivers. Pub/sub may lose messages; whoever must not miss any reads the log (`Listener.resync`).
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

import msgspec
from attrs import define, field

from nexus.errors import StoreError
from nexus.model.delivery import DeliveryEvent, Status
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.connection import ask
from nexus.streams.replies import checked

_log = logging.getLogger(__name__)

ASKED_EVERY_S: Final = 1.0
"""So often a worker asks whether anyone listens: what happens before it knows stands in the log alone."""

LISTENS_FOR_S: Final = 10
"""So long a listener counts without renewing its mark."""

MOST_AT_ONCE: Final = 500
"""Events of one workspace that a worker tells of at once; of more it tells the number."""

MOST_WAITING: Final = 1_000
"""Events that wait for one listener; older ones give way, and are counted."""

_RENEW_S: Final = 3.0
_PAUSE_S: Final = 0.5
_REASON: Final = 4_000


class _Line(msgspec.Struct, array_like=True):
    """An event on its way. New fields go to the end and have defaults."""

    message_id: str
    workflow_id: str
    pipeline_id: str
    source: str
    status: str
    attempt: int
    received_at: int
    started_at: int
    finished_at: int
    reason: str
    fingerprint: str


class _News(msgspec.Struct, array_like=True):
    lines: list[_Line]
    left_out: int = 0


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_News).decode


class LogTap:
    """The workers' side. Belongs to one event loop; never raises, for deliveries do not wait for who looks on.

    Args:
        store: the stream store.
        clock: seconds, monotonic.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._ask_at = 0.0
        self._listened: frozenset[str] = frozenset()

    async def tell(self, events: Sequence[DeliveryEvent]) -> None:
        """Tell of events that stand in the log by now."""
        try:
            await self._tell(events)
        except StoreError as error:
            _log.debug("nobody was told what happened: %s", error)

    async def _tell(self, events: Sequence[DeliveryEvent]) -> None:
        if self._clock() >= self._ask_at:
            self._ask_at = self._clock() + ASKED_EVERY_S
            now = int(time.time() * 1000)
            found = await self._store.call(keys.TAIL, "ZRANGEBYSCORE", keys.TAIL, now, "+inf")
            self._listened = frozenset(name.decode() for name in found)
        for workspace_id in self._listened:
            mine = [event for event in events if event.workspace_id == workspace_id]
            if mine:
                news = _News([_line(event) for event in mine[-MOST_AT_ONCE:]], max(0, len(mine) - MOST_AT_ONCE))
                channel = keys.tail(workspace_id)
                await self._store.call(channel, "PUBLISH", channel, _encode(news))


@define(eq=False)
class Listener:
    """What waits for one who listens: bounded, the oldest gives way.

    Attributes:
        missed: how many events gave way, or were never told, since `take` was last called.
        resync: something may have been missed that was not counted: look into the log.
    """

    accepts: Callable[[DeliveryEvent], bool]
    missed: int = 0
    resync: bool = True
    _waiting: deque[DeliveryEvent] = field(factory=deque)
    _news: asyncio.Event = field(factory=asyncio.Event)

    async def take(self, timeout_s: float) -> tuple[list[DeliveryEvent], int]:
        """Return what came and how many were missed, as soon as there is any; nothing after ``timeout_s``."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        self._news.clear()
        events, missed = list(self._waiting), self.missed
        self._waiting.clear()
        self.missed = 0
        return events, missed

    def put(self, events: Sequence[DeliveryEvent], left_out: int) -> None:
        """Add events; never blocks, never grows beyond `MOST_WAITING`."""
        self.missed += left_out
        for event in events:
            if self.accepts(event):
                if len(self._waiting) >= MOST_WAITING:
                    self._waiting.popleft()
                    self.missed += 1
                self._waiting.append(event)
        if self._waiting or self.missed:
            self._news.set()

    def must_resync(self) -> None:
        """Say that news may have been lost."""
        self.resync = True
        self._news.set()


class Tail:
    """The readers' side: one subscription for each workspace that is listened to, shared by all listeners of a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listeners: dict[str, set[Listener]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def listeners(self) -> int:
        """How many listen in this process."""
        return sum(map(len, self._listeners.values()))

    @contextlib.asynccontextmanager
    async def listen(self, workspace_id: str, accepts: Callable[[DeliveryEvent], bool]) -> AsyncIterator[Listener]:
        """Listen to a workspace's events that ``accepts`` is true of."""
        listener = Listener(accepts)
        self._listeners.setdefault(workspace_id, set()).add(listener)
        if workspace_id not in self._tasks:
            self._tasks[workspace_id] = asyncio.create_task(self._follow(workspace_id), name=f"tail of {workspace_id}")
        try:
            yield listener
        finally:
            self._listeners[workspace_id].discard(listener)
            if not self._listeners[workspace_id]:
                del self._listeners[workspace_id]
                task = self._tasks.pop(workspace_id)
                task.cancel()
                await asyncio.wait([task])

    async def _follow(self, workspace_id: str) -> None:
        while True:
            try:
                await self._subscribed(workspace_id)
            except StoreError as error:
                _log.warning("the live tail waits for the stream store: %s", error)
            await asyncio.sleep(_PAUSE_S)

    async def _subscribed(self, workspace_id: str) -> None:
        """Listen until the connection breaks; renews the mark by which workers know."""
        channel = keys.tail(workspace_id)
        connection = await self._store.subscriber(lambda reply: self._pushed(workspace_id, reply))
        try:
            connection.subscribe(channel)
            checked((await ask(connection, [("PING",)]))[0])
            await self._mark(workspace_id)
            self._resync(workspace_id)
            # Workers that asked just before do not know yet.
            asyncio.get_running_loop().call_later(ASKED_EVERY_S * 1.5, self._resync, workspace_id)
            while connection.is_open:
                await asyncio.wait([connection.closed], timeout=_RENEW_S)
                checked((await ask(connection, [("PING",)]))[0])
                await self._mark(workspace_id)
        finally:
            connection.abort()

    def _resync(self, workspace_id: str) -> None:
        for listener in self._listeners.get(workspace_id, ()):
            listener.must_resync()

    async def _mark(self, workspace_id: str) -> None:
        now = int(time.time() * 1000)
        until = now + LISTENS_FOR_S * 1000
        await self._store.pipeline(
            keys.TAIL,
            [
                ("ZADD", keys.TAIL, until, workspace_id),
                ("ZREMRANGEBYSCORE", keys.TAIL, "-inf", now),
                ("EXPIRE", keys.TAIL, LISTENS_FOR_S),
            ],
        )

    def _pushed(self, workspace_id: str, reply: Any) -> None:
        if reply[0] != b"message":
            return
        try:
            news = _decode(reply[2])
            events = [_event(line, workspace_id) for line in news.lines]
        except (msgspec.DecodeError, ValueError) as error:
            _log.warning("the live tail cannot read what a worker says: %s", error)
            return
        for listener in self._listeners.get(workspace_id, ()):
            listener.put(events, news.left_out)


def _line(event: DeliveryEvent) -> _Line:
    return _Line(
        event.message_id,
        event.workflow_id,
        event.pipeline_id,
        event.source,
        event.status.value,
        event.attempt,
        event.received_at,
        event.started_at,
        event.finished_at,
        event.reason[:_REASON],
        event.fingerprint,
    )


def _event(line: _Line, workspace_id: str) -> DeliveryEvent:
    return DeliveryEvent(
        line.message_id,
        workspace_id,
        line.workflow_id,
        line.pipeline_id,
        line.source,
        Status(line.status),
        line.attempt,
        line.received_at,
        line.started_at,
        line.finished_at,
        line.reason,
        line.fingerprint,
    )
