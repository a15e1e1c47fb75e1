"""Runs one route in one worker: read, map, write, settle, as long as there is something to do.

An idle route has no task and costs nothing; `RouteRunner.wake` starts one. What the destination cannot take now stays
pending in the store and is read again when its circuit closes. This is what all routes have in common; how a batch goes
its way stands in `nexus.worker.unordered` and `nexus.worker.ordered`.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.circuit import Circuit, CircuitState
from nexus.engine.discretion import discreet, discreet_fault
from nexus.engine.outcome import Outcome, dead_letter, failed, now_ms, settled
from nexus.engine.retry import Hold, judge
from nexus.errors import GroupLost, StoreError
from nexus.model.delivery import ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.ports import PipelineStream
from nexus.worker.batches import POISON_DELIVERIES, SUSPECT_DELIVERIES, BatchSize
from nexus.worker.route_log import RouteLog, about
from nexus.worker.settled import Settled, has_left_the_stream, stateful
from nexus.worker.work import Work

log = logging.getLogger(__name__)

STORE_PAUSE_S = 0.5

MOST_WAITING = 1_000
"""So many due retries wait here for their turn; more are put off, so that their leases do not end in a queue."""

AFTER_PROBE_S = 0.25
"""So long after the probe the retries come that wait for it: others go first and show whether the destination is there."""


Mark = Callable[[Sequence[Message]], None]


def unmarked(_messages: Sequence[Message]) -> None:
    """No traces are made."""


class RouteRunner(ABC):
    """The loop of one route: of a fan-out pipeline, or of a sequential workflow.

    Args:
        work: what is done with a batch.
        stream: the route's cursor.
        report: called after each settled batch; must not block.
        mark: called with messages before they are delivered: gives them the traces that go on with them.
    """

    def __init__(
        self,
        work: Work,
        stream: PipelineStream,
        report: Callable[[Settled], None],
        mark: Mark = unmarked,
    ) -> None:
        self.mark = mark
        self.log = RouteLog(log, work.route)
        self.route = work.route
        self.stream = stream
        self.circuit = Circuit()
        self._work = work
        self._report = report
        self._task: asyncio.Task[None] | None = None
        self._retries: deque[Message] = deque()
        self._gathered: list[Message] = []
        self._reopen = False
        self._recover_after: str | None = "0"  # reliability 4: one's own pending entries come first
        self._miscounted = False
        self._again = False
        self._more = asyncio.Event()
        self._stopping = False
        self._ensured = False
        self._size = BatchSize(self.route.batching.max_rows)

    # -- what the worker calls ----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """There may be something to read: run unless running, stopping or held by an open circuit."""
        if self._stopping or not self._may_pass():
            return
        if self._task is not None:
            self._again = True
            self._more.set()
            return
        self._task = asyncio.create_task(self._run(), name=f"pipeline {self.route.name}")
        self._task.add_done_callback(self._ended)

    async def take_retries(self, retries: Sequence[ScheduledRetry]) -> None:
        """Take over leased deliveries that are due; while the destination is away they are put off."""
        taken = [stateful(retry) for retry in retries]
        if self._stopping or len(self._retries) >= MOST_WAITING or not self._may_pass():
            await self._put_off(taken)
            return
        await self._count_none(taken)
        self._retries.extend(taken)
        self.wake()

    @abstractmethod
    async def claim(self, min_idle_ms: int) -> None:
        """Take over what dead workers have left."""

    async def touch(self) -> None:
        """Tell the store that what is in flight, or waits here for its turn, is still being worked on."""
        waiting = [*self._retries, *self._gathered]
        if waiting:
            await self.stream.touch(waiting)

    def halt(self) -> None:
        """Read nothing more."""
        self._stopping = True
        self._more.set()

    async def stop(self) -> None:
        """Stop reading, let running writes end and settle, close the sink; what was not written stays pending."""
        self.halt()
        if self._task is not None:
            await asyncio.wait([self._task])
        if self._retries:
            await self._put_off(list(self._retries))
        await self._work.close()

    @property
    def busy(self) -> bool:
        """Whether a batch is being worked on."""
        return self._task is not None

    # -- the loop -----------------------------------------------------------------------------------------------------

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self.log.error("pipeline stopped by a fault", exc_info=error)
            self._recover_after = "0"
            self._pause(STORE_PAUSE_S)
        elif self._again:
            self._again = False
            self.wake()

    def _pause(self, seconds: float) -> None:
        if not self._stopping:
            asyncio.get_running_loop().call_later(seconds, self.wake)

    def _may_pass(self) -> bool:
        return self.circuit.may_pass(asyncio.get_running_loop().time())

    async def _run(self) -> None:
        try:
            if not self._ensured:
                await self.stream.ensure("0")
                self._ensured = True
            if self._reopen:  # no write is running now
                self._reopen = False
                await self._work.close()
            if await self._is_ours() and await self._opened():
                await self._drain()
        except GroupLost:
            # reliability 10: made again at 0, so that the backlog is not skipped; already delivered data comes again.
            self.log.critical("its consumer group is gone from the store; reading from the start")
            self._ensured = False
            self._again = True
        except StoreError as error:
            self.log.warning("the stream store is away: %s", error)
            self._recover_after = "0"
            self._miscounted = True  # as handed out counts also what this worker never heard of
            self._pause(STORE_PAUSE_S)
        finally:
            await self._leave()

    async def _is_ours(self) -> bool:
        """Whether this worker may run the route now."""
        return True

    @abstractmethod
    async def _drain(self) -> None:
        """Deliver all there is, as long as the circuit lets it pass."""

    @abstractmethod
    async def _leave(self) -> None:
        """Wait for what is under way."""

    async def _opened(self) -> bool:
        try:
            await self._work.open()
        except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
            verdict = judge(error, 0)
            await self._hold(verdict.hold or Hold(f"{type(error).__name__}: {error}", needs_person=True), [])
            return False
        return True

    async def _own_pending(self, count: int, after: str) -> Sequence[Message]:
        """Read what this worker has not settled; uncounted after the store was away, since this worker did not end.

        Else a store that answers late, again and again, would make poison of what was never delivered (reliability 14).
        """
        messages = await self.stream.own_pending(count, after)
        if self._miscounted and messages:
            await self.stream.touch(messages, deliveries=1)
            return [evolve(message, deliveries=1) for message in messages]
        if not messages:
            self._miscounted = False
        return messages

    async def _read(self, count: int) -> Sequence[Message]:
        """Read what is new; a batch that is not full waits for more, where the sink wants that."""
        wait_s = self.route.batching.max_wait_s
        first = await self.stream.read(count)
        if not first or wait_s <= 0 or count < self.route.batching.max_rows:
            return first
        loop = asyncio.get_running_loop()
        self._gathered = list(first)
        try:
            await self._gather(count, loop.time() + wait_s)
            return self._gathered
        finally:
            self._gathered = []

    async def _gather(self, count: int, until: float) -> None:
        gathered, most = self._gathered, self.route.batching.max_bytes
        size = sum(len(message.payload) for message in gathered)
        while len(gathered) < count and size < most and not self._stopping:
            if self.circuit.state is not CircuitState.CLOSED:
                return
            self._more.clear()
            more = await self.stream.read(count - len(gathered))
            gathered += more
            size += sum(len(message.payload) for message in more)
            if not more:
                try:
                    async with asyncio.timeout_at(until):
                        await self._more.wait()
                except TimeoutError:
                    return

    # -- messages that may end a worker (reliability 14) --------------------------------------------------------------

    async def _count_none(self, messages: Iterable[Message]) -> None:
        """Take back the count of those that look like poison: each is counted when it is delivered, alone.

        Else the innocent that are read along with the guilty would die with it.
        """
        by_count: dict[int, list[Message]] = {}
        for message in messages:
            if message.deliveries >= SUSPECT_DELIVERIES:
                by_count.setdefault(message.deliveries, []).append(message)
        for count, same in by_count.items():
            await self.stream.touch(same, deliveries=count - 1)

    async def _trusted(self, message: Message) -> bool:
        """Count this delivery on the message alone; False if it has had its chances and was made a dead letter."""
        if message.deliveries <= POISON_DELIVERIES:
            await self.stream.touch([message], deliveries=message.deliveries)
            return True
        reason = f"handed out {message.deliveries} times and never settled: it may end the worker that delivers it"
        await self._bury(message, reason)
        return False

    async def _bury(self, message: Message, reason: str) -> bool:
        letter = dead_letter(self.route, message, reason, now_ms())
        return await self._settle(Outcome(Settlement(dead=[letter])), now_ms())

    # -- one batch ----------------------------------------------------------------------------------------------------

    async def _unmapped(self, message: Message, error: Exception) -> bool:
        """Mapping has a fault with this message: it becomes a dead letter."""
        told = discreet_fault(self.route, [message], error)
        self.log.error("fault while mapping message %s", message.id, exc_info=told, extra=about(message))
        return await self._bury(message, f"{type(error).__name__} while mapping: {error}")

    async def _performed(self, messages: Sequence[Message], prepared: Any) -> Outcome:
        began = asyncio.get_running_loop().time()
        try:
            outcome = await self._work.perform(prepared)
        except Exception as error:  # noqa: BLE001 — counts as an attempt, so that it cannot go on for ever
            reason = f"{type(error).__name__}: {error}"
            failures = [failed(self.route, message, reason, now_ms()) for message in messages]
            outcome = settled((), (), failures, reached=False, fault=error)
        if outcome.fault is not None:
            told = discreet_fault(self.route, messages, outcome.fault)
            self.log.error("fault of the plugin", exc_info=told)
            self._size.trouble()  # so that the message that causes it is soon alone
        if outcome.reached or outcome.hold is not None or outcome.fault is not None:
            return evolve(outcome, seconds=asyncio.get_running_loop().time() - began)
        return outcome

    async def _settle(self, outcome: Outcome, started_at: int) -> bool:
        """Apply the outcome; again and again while the store is away, since settling twice changes nothing.

        Returns:
            False if the store was away until the end.
        """
        if not await self._applied(outcome.settlement):
            return False
        self._report(Settled(self.route, outcome, started_at))
        self.log.dead(outcome.settlement.dead)
        return True

    async def _applied(self, settlement: Settlement) -> bool:
        while settlement != Settlement():
            try:
                await self.stream.settle(settlement)
                break
            except StoreError as error:
                # reliability 11: if scheduling is refused, it stays pending; nothing is acknowledged.
                self.log.warning("cannot settle: %s", error)
                if self._stopping:
                    return False
                await asyncio.sleep(STORE_PAUSE_S)
        return True

    # -- a destination that is away -----------------------------------------------------------------------------------

    async def _hold(self, hold: Hold, held: Sequence[Message]) -> None:
        """Open the circuit, and leave ``held`` to the store until the next probe."""
        loop = asyncio.get_running_loop()
        hold = evolve(hold, reason=discreet(self.route, held, hold.reason))
        was_closed = self.circuit.state is CircuitState.CLOSED
        probe_at = self.circuit.open(hold, loop.time())
        level = logging.WARNING if was_closed else logging.DEBUG
        told = (probe_at - loop.time(), hold.reason)
        self.log.log(level, "the destination is away, next try in %.1f s: %s", *told)
        self._reopen = self._reopen or hold.needs_person  # what a person changes may be seen only when opened anew
        await self._wait_for_circuit()
        await self._let_go(
            held, behind_s=AFTER_PROBE_S
        )  # behind those that have not been tried, lest it always be first

    async def _wait_for_circuit(self) -> None:
        self._size.trouble()
        self._recover_after = "0"
        self._more.set()
        asyncio.get_running_loop().call_at(self.circuit.probe_at + 0.001, self.wake)
        waiting = list(self._retries)
        self._retries.clear()
        await self._put_off(waiting)

    async def _let_go(self, messages: Sequence[Message], behind_s: float = 0.0) -> None:
        """Leave to the store what the destination cannot take now: pending, uncounted, or in the schedule."""
        await self._put_off([message for message in messages if has_left_the_stream(message)], behind_s)
        first = [message for message in messages if not has_left_the_stream(message)]
        try:
            await self.stream.touch(first, deliveries=1)
        except StoreError as error:
            self.log.debug("cannot take back the count: %s", error)

    async def _put_off(self, messages: Sequence[Message], behind_s: float = 0.0) -> None:
        """Give leased retries back to the schedule without counting an attempt; runs that wait go there with their state."""
        if not messages:
            return
        until_probe = self.circuit.probe_at - asyncio.get_running_loop().time()
        pause = max(until_probe + AFTER_PROBE_S, STORE_PAUSE_S) + behind_s
        due_at = now_ms() + int(pause * 1000)
        retries = [ScheduledRetry(message, due_at, self.circuit.reason, message.state) for message in messages]
        settlement = Settlement(retries=retries)
        try:
            await self.stream.settle(settlement)
            self._report(Settled(self.route, Outcome(settlement), now_ms(), is_attempt=False))
        except StoreError as error:  # their lease ends by itself and they come due again
            self.log.warning("cannot put off %d retries: %s", len(retries), error)
