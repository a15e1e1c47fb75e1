"""Routes on which a later message may overtake one that has failed: fast, and no message holds up the others.

While one batch is written, the next is read and mapped; what fails by itself goes to the schedule.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.circuit import CircuitState
from nexus.engine.outcome import Outcome, failed, now_ms
from nexus.engine.retry import Hold
from nexus.engine.suspicion import Suspicion
from nexus.model.delivery import ScheduledRetry
from nexus.model.message import Message
from nexus.ports import PipelineStream
from nexus.worker.batches import SUSPECT_DELIVERIES, parts
from nexus.worker.runner import Mark, RouteRunner, unmarked
from nexus.worker.settled import Settled, has_left_the_stream
from nexus.worker.work import Work


class UnorderedRunner(RouteRunner):
    """Reads ahead, writes up to ``max_in_flight`` batches at once, and takes over what dead workers have left."""

    def __init__(
        self, work: Work, stream: PipelineStream, report: Callable[[Settled], None], mark: Mark = unmarked
    ) -> None:
        super().__init__(work, stream, report, mark)
        self._flights: set[asyncio.Task[None]] = set()
        self._in_flight: dict[int, Sequence[Message]] = {}
        self._slots = asyncio.Semaphore(self.route.batching.max_in_flight)
        self._claimed: deque[Message] = deque()
        self._unlaunched: deque[Sequence[Message]] = deque()
        self._suspicion = Suspicion()

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
            self.log.info("took over %d messages of another worker", len(claimed))
            self._claimed.extend(claimed)
            self.wake()

    async def touch(self) -> None:
        """Tell the store that what is in flight, or waits here for its turn, is still being worked on."""
        for flight in list(self._in_flight):
            if flight in self._in_flight:  # not what has been settled meanwhile: that may be scheduled anew
                await self.stream.touch(self._in_flight[flight])
        waiting = [*self._claimed, *(one for part in self._unlaunched for one in part)]
        if waiting:
            await self.stream.touch(waiting)
        await super().touch()

    # -- the loop -----------------------------------------------------------------------------------------------------

    async def _leave(self) -> None:
        self._unlaunched.clear()
        if self._flights:
            await asyncio.wait(self._flights)

    async def _drain(self) -> None:
        while not self._stopping and self._may_pass():
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
            messages = await self._own_pending(count, after)
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
        return await self._read(count)

    async def _launch(self, messages: Sequence[Message]) -> None:
        if messages[0].deliveries >= SUSPECT_DELIVERIES:
            if self._flights:
                await asyncio.wait(self._flights)
            if not await self._trusted(messages[0]):
                return
        suspected = self._suspicion.suspects(messages[0].id)
        if suspected and self._flights:
            await asyncio.wait(self._flights)
        started_at = now_ms()
        self.mark(messages)
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
            self.log.error("a batch ended by a fault", exc_info=error)
            self._recover_after = "0"

    async def _unprepared(self, messages: Sequence[Message], error: Exception) -> None:
        """Mapping has a fault: find the message that it is about, and make that one a dead letter."""
        if len(messages) == 1:
            await self._unmapped(messages[0], error)
            return
        for message in messages:
            await self._launch([message])

    # -- one batch ----------------------------------------------------------------------------------------------------

    async def _fly(self, messages: Sequence[Message], prepared: Any, started_at: int) -> None:
        outcome = await self._performed(messages, prepared)
        if outcome.hold is not None:
            outcome = await self._held(outcome, outcome.hold)
        elif outcome.reached:
            self._got_through()
        await self._settle(outcome, started_at)

    def _got_through(self) -> None:
        self._size.success()
        self._suspicion.others_got_through()
        if self.circuit.close():
            self._recover_after = "0"
            self.log.info("the destination is back")

    async def _held(self, outcome: Outcome, hold: Hold) -> Outcome:
        held = list(outcome.held)
        if len(held) == 1 and not hold.needs_person and self._suspicion.blames(held[0].id):
            return self._given_up(outcome, held[0], hold)
        was_probe = self.circuit.probing and len(held) == 1 and not has_left_the_stream(held[0])
        await self._hold(hold, held)
        if was_probe:
            self._recover_after = held[0].entry
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
