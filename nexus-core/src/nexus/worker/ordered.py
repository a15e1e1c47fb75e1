"""Ordered routes: one worker at a time, one batch at a time, and nothing overtakes what has failed."""

import asyncio
from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from nexus.engine.circuit import CircuitState
from nexus.engine.outcome import Outcome, given_up, now_ms
from nexus.errors import StoreError
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.ports import Lease, PipelineStream
from nexus.worker.batches import SUSPECT_DELIVERIES, parts
from nexus.worker.runner import Mark, RouteRunner, unmarked
from nexus.worker.settled import Settled, stateful
from nexus.worker.work import Work


@frozen
class _InPlace:
    """The outcome of a batch on an ordered route.

    Attributes:
        outcome: what is settled, and what the log is told.
        left: what stays pending, in order; the first of them is to be tried again.
        resume_at: when to try it (ms since 1970, UTC); None for at once.
    """

    outcome: Outcome
    left: Sequence[Message] = ()
    resume_at: int | None = None


class OrderedRunner(RouteRunner):
    """Runs an ordered route while this worker has its lease.

    A message that fails by itself stays pending, and so does all behind it; after a pause they are read again in order.
    How often it was tried is known to this runner only: another worker begins to count anew. Only replays of dead letters
    come from the schedule, when a person asks for them, and only they go back there.

    Args:
        lease: without it nothing is read, and nothing is written.
    """

    def __init__(
        self,
        work: Work,
        stream: PipelineStream,
        report: Callable[[Settled], None],
        lease: Lease,
        mark: Mark = unmarked,
    ) -> None:
        super().__init__(work, stream, report, mark)
        self._lease = lease
        self._term = 0
        self._ask_at = 0.0
        self._keeper: asyncio.Task[None] | None = None
        self._attempts: dict[str, int] = {}
        self._in_hand: Sequence[Message] = ()

    # -- what the worker calls ----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Run, unless another worker has had the lease a moment ago."""
        if asyncio.get_running_loop().time() >= self._ask_at:
            super().wake()

    async def take_retries(self, retries: Sequence[ScheduledRetry]) -> None:
        """Take over replays that are due; while another worker has the lease they are put off, until that one takes them."""
        if asyncio.get_running_loop().time() < self._ask_at:
            await self._put_off([stateful(retry) for retry in retries])
            return
        await super().take_retries(retries)

    async def claim(self, min_idle_ms: int) -> None:
        """Nothing: what others have left is taken over together with the lease."""

    async def touch(self) -> None:
        """Keep the leases of replays that are being written or wait."""
        if self._in_hand:
            await self.stream.touch(self._in_hand)
        await super().touch()

    async def stop(self) -> None:
        """Stop, and let another worker go on at once."""
        try:
            await super().stop()
        finally:
            if self._keeper is not None:
                self._keeper.cancel()
        await self._lease.release()  # not while a write hangs: then the lease ends by itself, later

    # -- the lease ----------------------------------------------------------------------------------------------------

    async def _is_ours(self) -> bool:
        if not await self._lease.take():
            self._look_later()
            if self._retries:  # replays: for whoever has the lease
                waiting = list(self._retries)
                self._retries.clear()
                await self._put_off(waiting)
            return False
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep(), name=f"lease of {self.route.name}")
        if self._term != self._lease.term:
            term = self._lease.term
            adopted = await self.stream.adopt()
            if adopted:
                self.log.info("took over %d messages of another worker", adopted)
            self._recover_after = "0"
            self._attempts.clear()
            self._term = term
        return True

    def _look_later(self) -> None:
        pause = self._lease.look_again_s
        self._ask_at = asyncio.get_running_loop().time() + pause
        self._pause(pause + 0.005)

    async def _keep(self) -> None:
        """Renew the lease while there is something to do, also while the route waits to try again."""
        while True:
            await asyncio.sleep(self._lease.look_again_s)
            if not self.busy and self.circuit.state is CircuitState.CLOSED:
                return  # idle: whoever is woken first may have it
            try:
                await self._lease.take()
            except StoreError as error:
                self.log.debug("cannot renew the lease: %s", error)

    def _has_lease(self) -> bool:
        return self._lease.seconds_left > 0 and self._lease.term == self._term

    # -- the loop -----------------------------------------------------------------------------------------------------

    async def _leave(self) -> None:
        self._in_hand = ()

    async def _drain(self) -> None:
        while not self._stopping and self._may_pass():
            if not self._has_lease():
                self.log.warning("the lease is lost")
                self._again = True
                return
            self._again = False
            messages = await self._next()
            if not messages:
                if self._again:
                    continue
                return
            await self._count_none(messages)
            await self._deliver_all(messages)

    async def _next(self) -> Sequence[Message]:
        count = self._size.count
        if self._recover_after is not None:
            pending = await self._own_pending(count, self._recover_after)
            if pending:
                self._recover_after = pending[-1].entry
                return pending
            self._recover_after = None
        if self._retries:
            return [self._retries.popleft() for _ in range(min(count, len(self._retries)))]
        return await self._read(count)

    async def _deliver_all(self, messages: Sequence[Message]) -> None:
        waiting = list(parts(messages, self.route.batching.max_bytes))
        while waiting:
            left = await self._deliver(waiting.pop(0))
            if left:
                self._recover_after = "0"
                await self._let_go([*left, *(message for part in waiting for message in part)])
                return

    async def _deliver(self, part: Sequence[Message]) -> Sequence[Message]:
        """Deliver a batch and return what stays pending; if anything does, nothing that follows may be delivered."""
        if part[0].deliveries >= SUSPECT_DELIVERIES and not await self._trusted(part[0]):
            return ()
        tried = [evolve(one, attempt=self._attempts[one.entry]) if one.entry in self._attempts else one for one in part]
        started_at = now_ms()
        self.mark(tried)
        try:
            prepared = self._work.prepare(tried)
        except Exception as error:  # noqa: BLE001 — one message must not stop all, whatever the mapping raises
            return await self._unprepared(part, error)
        if self._stopping or not self._has_lease():  # a new holder may have begun
            return part
        self._in_hand = part
        outcome = await self._performed(tried, prepared)
        self._in_hand = ()
        if outcome.hold is not None:
            await self._hold(outcome.hold, [])
            found = _InPlace(outcome, outcome.held)
        else:
            found = self._in_place(tried, outcome)
        if not await self._settle_in_place(found.outcome, started_at):
            return part
        if found.resume_at is not None:
            await self._rest(found.outcome.settlement.retries[0].reason, found.resume_at)
        elif not found.left and outcome.reached:
            self._got_through()
        elif not found.left and outcome.fault is not None:
            self.circuit.close()  # it has been given up: nothing waits for it any more
        return found.left

    async def _unprepared(self, part: Sequence[Message], error: Exception) -> Sequence[Message]:
        if len(part) == 1:
            return () if await self._unmapped(part[0], error) else part
        for at, message in enumerate(part):
            left = await self._deliver([message])
            if left:
                return part[at:]
        return ()

    def _got_through(self) -> None:
        self._size.success()
        if self.circuit.close():
            self.log.info("goes on")

    # -- what fails is tried again in its place -----------------------------------------------------------------------

    def _in_place(self, tried: Sequence[Message], outcome: Outcome) -> _InPlace:
        """Settle what stands before the first message that is to be tried again; that one and the rest stay pending.

        What the sink has stored behind it is written once more, after it: so the last state is that of the last message.
        """
        again = {retry.message.entry: retry for retry in outcome.settlement.retries if not retry.message.scheduled}
        at = next((at for at, message in enumerate(tried) if message.entry in again), None)
        if at is None:
            return _InPlace(outcome)
        retry = again[tried[at].entry]
        dead = {letter.message.entry for letter in outcome.settlement.dead}
        filtered = {message.entry for message in outcome.filtered}
        ahead = {message.entry for message in tried[:at]} | filtered
        left = [message for message in tried[at:] if message.entry not in dead and message.entry not in filtered]
        rest = evolve(
            outcome,
            delivered=[message for message in outcome.delivered if message.entry in ahead],
            settlement=Settlement(
                done=[message for message in outcome.settlement.done if message.entry in ahead],
                dead=outcome.settlement.dead,
            ),
        )
        if outcome.fault is not None and len(tried) > 1:
            return _InPlace(rest, left)  # the next batch is smaller: nobody is blamed until he is alone
        return self._blamed(rest, left, retry)

    def _blamed(self, outcome: Outcome, left: Sequence[Message], retry: ScheduledRetry) -> _InPlace:
        """Count an attempt of the message in front; with the last one it becomes a dead letter, and the rest goes on."""
        message, settlement = left[0], outcome.settlement
        if message.attempt > self.route.max_retries:
            letter: DeadLetter = given_up(self.route, message, retry.reason, now_ms())
            return _InPlace(evolve(outcome, settlement=evolve(settlement, dead=[*settlement.dead, letter])), left[1:])
        self._attempts[message.entry] = retry.message.attempt
        return _InPlace(evolve(outcome, settlement=evolve(settlement, retries=[retry])), left, retry.due_at)

    async def _settle_in_place(self, outcome: Outcome, started_at: int) -> bool:
        """Settle all but the attempts that this runner makes itself; the log hears of those too."""
        settlement = outcome.settlement
        scheduled = [retry for retry in settlement.retries if retry.message.scheduled]
        if not await self._applied(evolve(settlement, retries=scheduled)):
            return False
        if self._attempts:
            for message in (*settlement.done, *(letter.message for letter in settlement.dead)):
                self._attempts.pop(message.entry, None)
        self._report(Settled(self.route, outcome, started_at))
        self.log.dead(outcome.settlement.dead)
        return True

    async def _rest(self, reason: str, until: int) -> None:
        loop = asyncio.get_running_loop()
        pause = max(0.0, (until - now_ms()) / 1000)
        self.log.info("waits %.1f s to try a message again: %s", pause, reason)
        self.circuit.rest(reason, loop.time() + pause)
        await self._wait_for_circuit()
