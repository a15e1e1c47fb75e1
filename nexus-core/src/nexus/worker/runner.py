"""Runs one route in one worker: read, map, write, settle, as long as there is something to do.

An idle route has no task and costs nothing; `RouteRunner.wake` starts one. While one batch is written, the next is
read and mapped. What the destination cannot take now stays pending in the store and is read again when its circuit closes.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.circuit import Circuit, CircuitState
from nexus.engine.outcome import Outcome, dead_letter, failed, now_ms, settled
from nexus.engine.retry import Hold, judge
from nexus.engine.suspicion import Suspicion
from nexus.errors import GroupLost, StoreError
from nexus.model.delivery import ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.ports import PipelineStream
from nexus.worker.batches import POISON_DELIVERIES, SUSPECT_DELIVERIES, BatchSize, parts
from nexus.worker.settled import Settled, has_left_the_stream, stateful
from nexus.worker.work import Work

log = logging.getLogger(__name__)

STORE_PAUSE_S = 0.5

MOST_WAITING = 1_000
"""So many due retries wait here for their turn; more are put off, so that their leases do not end in a queue."""

AFTER_PROBE_S = 0.25
"""So long after the probe the retries come that wait for it: others go first and show whether the destination is there."""


class RouteRunner:
    """The loop of one route: of a fan-out pipeline, or of a sequential workflow.

    Args:
        work: what is done with a batch.
        stream: the route's cursor.
        report: called after each settled batch; must not block.
    """

    def __init__(
        self,
        work: Work,
        stream: PipelineStream,
        report: Callable[[Settled], None],
    ) -> None:
        self.route = work.route
        self.stream = stream
        self.circuit = Circuit()
        self._work = work
        self._report = report
        self._task: asyncio.Task[None] | None = None
        self._flights: set[asyncio.Task[None]] = set()
        self._in_flight: dict[int, Sequence[Message]] = {}
        self._slots = asyncio.Semaphore(self.route.batching.max_in_flight)
        self._retries: deque[Message] = deque()
        self._claimed: deque[Message] = deque()
        self._unlaunched: deque[Sequence[Message]] = deque()
        self._reopen = False
        self._recover_after: str | None = "0"  # reliability 4: one's own pending entries come first
        self._again = False
        self._stopping = False
        self._ensured = False
        self._suspicion = Suspicion()
        self._size = BatchSize(self.route.batching.max_rows)

    # -- what the worker calls ----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """There may be something to read: run unless running, stopping or held by an open circuit."""
        if self._stopping or not self.circuit.may_pass(asyncio.get_running_loop().time()):
            return
        if self._task is not None:
            self._again = True
            return
        self._task = asyncio.create_task(self._run(), name=f"pipeline {self.route.name}")
        self._task.add_done_callback(self._ended)

    async def take_retries(self, retries: Sequence[ScheduledRetry]) -> None:
        """Take over leased deliveries that are due; while the destination is away they are put off."""
        full = len(self._retries) >= MOST_WAITING
        if self._stopping or full or not self.circuit.may_pass(asyncio.get_running_loop().time()):
            await self._put_off([stateful(retry) for retry in retries])
            return
        self._retries.extend(stateful(retry) for retry in retries)
        self.wake()

    async def claim(self, min_idle_ms: int) -> None:
        """Take over what dead workers have left; only while the destination is there.

        Else what all workers hold for it would be handed to and fro, and each time count as delivered without success.
        """
        busy = self._claimed or self._recover_after is not None  # own ones first: what is claimed would be read twice
        if self._stopping or busy or not self._ensured or self.circuit.state is not CircuitState.CLOSED:
            return
        claimed = await self.stream.claim(self.route.batching.max_rows, min_idle_ms)
        if claimed:
            await self._count_none(claimed)
            log.info("%s: took over %d messages of another worker", self.route.name, len(claimed))
            self._claimed.extend(claimed)
            self.wake()

    async def touch(self) -> None:
        """Tell the store that what is in flight, or waits here for its turn, is still being worked on."""
        for flight in list(self._in_flight):
            if flight in self._in_flight:  # not what has been settled meanwhile: that may be scheduled anew
                await self.stream.touch(self._in_flight[flight])
        waiting = [*self._claimed, *self._retries, *(one for part in self._unlaunched for one in part)]
        if waiting:
            await self.stream.touch(waiting)

    def halt(self) -> None:
        """Read nothing more."""
        self._stopping = True

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
            log.error("%s: pipeline stopped by a fault", self.route.name, exc_info=error)
            self._recover_after = "0"
            self._pause(STORE_PAUSE_S)
        elif self._again:
            self._again = False
            self.wake()

    def _pause(self, seconds: float) -> None:
        if not self._stopping:
            asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _run(self) -> None:
        try:
            if not self._ensured:
                await self.stream.ensure("0")
                self._ensured = True
            if self._reopen:  # no write is running now
                self._reopen = False
                await self._work.close()
            if await self._opened():
                await self._drain()
        except GroupLost:
            # reliability 10: made again at 0, so that the backlog is not skipped; already delivered data comes again.
            log.critical("%s: its consumer group is gone from the store; reading from the start", self.route.name)
            self._ensured = False
            self._again = True
        except StoreError as error:
            log.warning("%s: the stream store is away: %s", self.route.name, error)
            self._recover_after = "0"
            self._pause(STORE_PAUSE_S)
        finally:
            self._unlaunched.clear()
            if self._flights:
                await asyncio.wait(self._flights)

    async def _opened(self) -> bool:
        try:
            await self._work.open()
        except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
            verdict = judge(error, 0)
            await self._hold(verdict.hold or Hold(f"{type(error).__name__}: {error}", needs_person=True), [])
            return False
        return True

    async def _drain(self) -> None:
        while not self._stopping and self.circuit.may_pass(asyncio.get_running_loop().time()):
            self._again = False
            messages = await self._next()
            if not messages:
                if self._flights:
                    await asyncio.wait(self._flights, return_when=asyncio.FIRST_COMPLETED)
                    continue
                if self._again:
                    continue
                return
            await self._count_none(messages)
            self._unlaunched.extend(parts(messages, self.route.batching.max_bytes, self._suspicion.suspects))
            while self._unlaunched:
                await self._launch(self._unlaunched.popleft())
            if self.circuit.probing and self._flights:
                await asyncio.wait(self._flights)  # a probe is one message: see what it says before reading on

    async def _next(self) -> Sequence[Message]:
        count = self._size.count
        for waiting in (self._claimed, self._retries):
            if waiting:
                return [waiting.popleft() for _ in range(min(count, len(waiting)))]
        while self._recover_after is not None:
            if self._flights:
                await asyncio.wait(self._flights)  # what is in flight is pending too: not to be read twice
            after = self._recover_after
            messages = await self.stream.own_pending(count, after)
            if messages:
                self._recover_after = messages[-1].entry
                return messages
            if self.circuit.probing and after != "0":
                # Probes pass over what just failed, to see whether others get through; then they begin again.
                self._recover_after = "0"
                fresh = await self.stream.read(count)
                if fresh:
                    return fresh
                continue
            self._recover_after = None
        return await self.stream.read(count)

    async def _launch(self, messages: Sequence[Message]) -> None:
        if messages[0].deliveries >= SUSPECT_DELIVERIES and not await self._trusted(messages[0]):
            return
        suspected = self._suspicion.suspects(messages[0].id)
        if suspected and self._flights:
            await asyncio.wait(self._flights)
        started_at = now_ms()
        try:
            prepared = self._work.prepare(messages)
        except Exception as error:  # noqa: BLE001 — one message must not stop all, whatever the mapping raises
            await self._unprepared(messages, error)
            return
        await self._slots.acquire()
        if self.circuit.state is CircuitState.OPEN:  # since the batch before: this one is spared
            self._slots.release()
            await self._let_go(messages)
            return
        flight = asyncio.create_task(self._fly(messages, prepared, started_at))
        self._flights.add(flight)
        self._in_flight[id(flight)] = messages
        flight.add_done_callback(self._landed)
        if suspected:
            await asyncio.wait(
                [flight]
            )  # alone from beginning to end: steps write the rows of several flights together

    def _landed(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        self._in_flight.pop(id(flight), None)
        self._slots.release()
        if not flight.cancelled() and (error := flight.exception()) is not None:
            log.error("%s: a batch ended by a fault", self.route.name, exc_info=error)
            self._recover_after = "0"

    async def _unprepared(self, messages: Sequence[Message], error: Exception) -> None:
        """Mapping has a fault: find the message that it is about, and make that one a dead letter."""
        if len(messages) > 1:
            for message in messages:
                await self._launch([message])
            return
        log.error("%s: fault while mapping message %s", self.route.name, messages[0].id, exc_info=error)
        letter = dead_letter(self.route, messages[0], f"{type(error).__name__} while mapping: {error}", now_ms())
        await self._settle(Outcome(Settlement(dead=[letter])), now_ms())

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
        if self._flights:
            await asyncio.wait(self._flights)
        if message.deliveries <= POISON_DELIVERIES:
            await self.stream.touch([message], deliveries=message.deliveries)
            return True
        reason = f"handed out {message.deliveries} times and never settled: it may end the worker that delivers it"
        letter = dead_letter(self.route, message, reason, now_ms())
        await self._settle(Outcome(Settlement(dead=[letter])), now_ms())
        return False

    # -- one batch ----------------------------------------------------------------------------------------------------

    async def _fly(self, messages: Sequence[Message], prepared: Any, started_at: int) -> None:
        outcome = await self._performed(messages, prepared)
        if outcome.fault is not None:
            log.error("%s: fault of the plugin", self.route.name, exc_info=outcome.fault)
            self._size.trouble()  # so that the message that causes it is soon alone
        if outcome.hold is not None:
            outcome = await self._held(outcome, outcome.hold)
        elif outcome.reached:
            self._got_through()
        await self._settle(outcome, started_at)

    async def _performed(self, messages: Sequence[Message], prepared: Any) -> Outcome:
        try:
            return await self._work.perform(prepared)
        except Exception as error:  # noqa: BLE001 — counts as an attempt, so that it cannot go on for ever
            reason = f"{type(error).__name__}: {error}"
            failures = [failed(self.route, message, reason, now_ms()) for message in messages]
            return settled((), (), failures, reached=False, fault=error)

    def _got_through(self) -> None:
        self._size.success()
        self._suspicion.others_got_through()
        if self.circuit.close():
            self._recover_after = "0"
            log.info("%s: the destination is back", self.route.name)

    async def _settle(self, outcome: Outcome, started_at: int) -> None:
        """Apply the outcome; again and again while the store is away, since settling twice changes nothing."""
        while outcome.settlement != Settlement():
            try:
                await self.stream.settle(outcome.settlement)
                break
            except StoreError as error:
                # reliability 11: if scheduling is refused, it stays pending; nothing is acknowledged.
                log.warning("%s: cannot settle: %s", self.route.name, error)
                if self._stopping:
                    return
                await asyncio.sleep(STORE_PAUSE_S)
        self._report(Settled(self.route, outcome, started_at))

    async def _held(self, outcome: Outcome, hold: Hold) -> Outcome:
        held = list(outcome.held)
        if len(held) == 1 and not hold.needs_person and self._suspicion.blames(held[0].id):
            return self._given_up(outcome, held[0], hold)
        await self._hold(hold, held)
        return outcome

    def _given_up(self, outcome: Outcome, message: Message, hold: Hold) -> Outcome:
        """The destination is there for others: what it answers to this message counts as this message's own failure."""
        failure = failed(self.route, message, hold.reason, now_ms(), hold.after)
        settlement = outcome.settlement
        if isinstance(failure, ScheduledRetry):
            settlement = evolve(settlement, retries=[*settlement.retries, failure])
        else:
            settlement = evolve(settlement, dead=[*settlement.dead, failure])
        return evolve(outcome, settlement=settlement, held=(), hold=None)

    async def _hold(self, hold: Hold, held: Sequence[Message]) -> None:
        loop = asyncio.get_running_loop()
        was_closed = self.circuit.state is CircuitState.CLOSED
        was_probe = self.circuit.probing and len(held) == 1 and not has_left_the_stream(held[0])
        probe_at = self.circuit.open(hold, loop.time())
        self._size.trouble()
        self._recover_after = held[0].entry if was_probe else "0"
        level = logging.WARNING if was_closed else logging.DEBUG
        told = (self.route.name, probe_at - loop.time(), hold.reason)
        log.log(level, "%s: the destination is away, next try in %.1f s: %s", *told)
        self._reopen = self._reopen or hold.needs_person  # what a person changes may be seen only when opened anew
        loop.call_at(probe_at + 0.001, self.wake)
        waiting = list(self._retries)
        self._retries.clear()
        await self._put_off(waiting)
        await self._let_go(
            held, behind_s=AFTER_PROBE_S
        )  # behind those that have not been tried, lest it always be first

    async def _let_go(self, messages: Sequence[Message], behind_s: float = 0.0) -> None:
        """Leave to the store what the destination cannot take now: pending, uncounted, or in the schedule."""
        await self._put_off([message for message in messages if has_left_the_stream(message)], behind_s)
        first = [message for message in messages if not has_left_the_stream(message)]
        try:
            await self.stream.touch(first, deliveries=1)
        except StoreError as error:
            log.debug("%s: cannot take back the count: %s", self.route.name, error)

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
            log.warning("%s: cannot put off %d retries: %s", self.route.name, len(retries), error)
