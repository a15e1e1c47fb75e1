"""Forwards what is in the queue: each application in its order, and none waits for another.

One batch of an application is under way at a time (the centre relies on it, see ``docs/agent.md``); the next is read and
packed meanwhile.

A message leaves the queue when the centre has said what became of it. One that was sent, and whose answer is lost, is sent
again under the same id, and taken once.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from typing import Final

from attrs import define, field, frozen

from nexus import Unavailable
from nexus.edge import StoreError
from nexus_agent.centre import Answer, Centre
from nexus_agent.forwarding.batches import Pace, packed, refusals
from nexus_agent.pauses import Backoff, Bandwidth, wait_for
from nexus_agent.queue.entries import Entry
from nexus_agent.queue.queue import Queue

logger = logging.getLogger(__name__)

HELD_SECONDS: Final = 30.0
"""An application that the centre does not take messages of (any more) is tried again after this time."""

LOOK_SECONDS: Final = 10.0
"""How often it is looked whether a person has put something back into the queue."""

_WHOLE: Final = {400, 409, 413, 415, 422}
"""Refusals of a batch for what it is."""


@define
class Standing:
    """How forwarding of one application is.

    Attributes:
        state: ``idle``, ``forwarding``, ``waiting`` (the centre is away or asks to wait), ``held`` (the centre takes none of
            this application), ``unauthorized`` (it does not take the token).
        reason: why it waits.
        forwarded: messages since the start.
        forwarded_at: when the last were forwarded (seconds since 1970), None if never.
    """

    state: str = "idle"
    reason: str = ""
    forwarded: int = 0
    refused: int = 0
    forwarded_at: float | None = None


@frozen
class _Batch:
    """Entries as they go over the line."""

    entries: Sequence[Entry]
    body: bytes


@define(eq=False)
class _Route:
    """One application's way.

    Attributes:
        news: something was put into the queue.
        again: whatever it waits for, it is to be tried at once.
        ahead: reads what follows the batch that is under way.
    """

    application: str
    news: asyncio.Event = field(factory=asyncio.Event)
    again: asyncio.Event = field(factory=asyncio.Event)
    pace: Pace = field(factory=Pace)
    backoff: Backoff = field(factory=Backoff)
    standing: Standing = field(factory=Standing)
    ahead: "asyncio.Task[_Batch | None] | None" = None

    def forget_ahead(self) -> None:
        """Read anew before the next batch: what was read ahead is not what comes next."""
        if self.ahead is not None:
            self.ahead.cancel()
            self.ahead = None


class Forwarder:
    """Forwards until it is cancelled; belongs to one event loop.

    Args:
        queue: what is to be forwarded.
        centre: where it goes.
        bandwidth: what the line may carry.
    """

    def __init__(self, queue: Queue, centre: Centre, bandwidth: Bandwidth) -> None:
        self._queue = queue
        self._centre = centre
        self._bandwidth = bandwidth
        self._routes: dict[str, _Route] = {}
        self._group: asyncio.TaskGroup | None = None

    @property
    def standings(self) -> dict[str, Standing]:
        """How forwarding is, by application id."""
        return {name: route.standing for name, route in self._routes.items()}

    async def run(self) -> None:
        """Forward all that `put` has told of, and all that comes."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for route in list(self._routes.values()):  # of what was in the queue already
                self._begin(route)
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                with contextlib.suppress(StoreError):
                    if await self._queue.look_again():
                        for route in self._routes.values():
                            route.forget_ahead()

    def put(self, application: str) -> None:
        """Something of an application is in the queue."""
        route = self._routes.get(application)
        if route is None:
            route = self._routes[application] = _Route(application)
            self._begin(route)
        route.news.set()

    def _begin(self, route: _Route) -> None:
        if self._group is not None:
            self._group.create_task(self._follow(route), name=f"forwarding {route.application}")

    def try_again(self) -> None:
        """What the centre says has changed: what waits is tried at once."""
        for route in self._routes.values():
            route.again.set()

    async def _follow(self, route: _Route) -> None:
        try:
            while True:
                pause = await self._step(route)
                if pause is None:
                    route.standing.state, route.standing.reason = "idle", ""
                    await wait_for(route.news, None)
                elif pause:  # what comes meanwhile waits, too
                    await wait_for(route.again, pause)
        finally:
            route.forget_ahead()

    async def _step(self, route: _Route) -> float | None:
        try:
            return await self._forward(route)
        except StoreError as error:
            return self._wait(route, "waiting", str(error))
        except Exception:
            logger.exception("messages of application %s cannot be forwarded", route.application)
            return self._wait(route, "waiting", "internal error, see the log")

    async def _forward(self, route: _Route) -> float | None:
        """Forward one batch; return the seconds until the next, None until there is something."""
        batch = await self._next(route)
        if batch is None:
            return None
        waiting = self._queue.sizes.get(route.application)
        if waiting is not None and waiting.count > len(batch.entries):
            route.ahead = asyncio.create_task(self._read_ahead(route, batch.entries[-1].seq))
        await self._bandwidth.spend(len(batch.body))
        started = time.monotonic()
        try:
            answer = await self._centre.forward(route.application, batch.body)
        except Unavailable as away:
            route.pace.failed()
            return self._wait(route, "waiting", away.reason)
        return await self._settle(route, batch.entries, answer, time.monotonic() - started)

    async def _next(self, route: _Route) -> _Batch | None:
        ahead, route.ahead = route.ahead, None
        read = await ahead if ahead is not None else None
        return read or await self._read(route, -1)

    async def _read(self, route: _Route, after: int) -> _Batch | None:
        entries = await self._queue.read(route.application, after, route.pace.count, route.pace.bytes)
        return _Batch(entries, await asyncio.to_thread(packed, entries)) if entries else None

    async def _read_ahead(self, route: _Route, after: int) -> _Batch | None:
        try:
            return await self._read(route, after)
        except StoreError:  # told by the next read, if it is still so
            return None

    async def _settle(self, route: _Route, entries: Sequence[Entry], answer: Answer, seconds: float) -> float:
        match answer.status:
            case 202:
                return await self._taken(route, entries, answer, seconds)
            case status if status in _WHOLE and len(entries) > 1:
                route.pace.refused(len(entries))
                route.forget_ahead()
                return 0
            case status if status in _WHOLE:
                await self._forwarded(route, entries, {entries[0].seq: f"{status}: {answer.reason}"})
                return 0
            case 401:
                return self._wait(route, "unauthorized", answer.reason)
            case 403 | 404:
                return max(HELD_SECONDS, self._wait(route, "held", answer.reason))
            case _:
                route.pace.failed()
                return self._wait(route, "waiting", answer.reason, answer.retry_after)

    async def _taken(self, route: _Route, entries: Sequence[Entry], answer: Answer, seconds: float) -> float:
        try:
            refused = refusals(entries, dict(answer.body))
        except ValueError as error:
            return self._wait(route, "waiting", str(error))
        await self._forwarded(route, entries, refused)
        route.pace.answered(seconds)
        return 0

    async def _forwarded(self, route: _Route, entries: Sequence[Entry], refused: dict[int, str]) -> None:
        for seq, reason in refused.items():
            logger.warning("the centre refuses a message of application %s (%d): %s", route.application, seq, reason)
        await self._queue.settle(entries, refused)
        route.backoff.reset()
        standing = route.standing
        standing.state, standing.reason = "forwarding", ""
        standing.forwarded += len(entries) - len(refused)
        standing.refused += len(refused)
        standing.forwarded_at = time.time()

    def _wait(self, route: _Route, state: str, reason: str, asked: float | None = None) -> float:
        route.forget_ahead()
        standing = route.standing
        if (standing.state, standing.reason) != (state, reason):
            logger.warning("messages of application %s wait: %s", route.application, reason)
        standing.state, standing.reason = state, reason
        return route.backoff.next(asked)
