"""Runs one message through the steps, from where it stands to where it ends, waits or fails.

What is kept, and when: a step that has an effect begins only when all effects before it are on record, so that at most the
one that was running at a crash runs again, with the same idempotency key. Steps that only compute need no checkpoint of
their own: from the same data they give the same again. The end needs none either: settling is the last checkpoint.
"""

import asyncio
import time
from typing import Any

from attrs import evolve, frozen

from nexus.engine.outcome import dead_letter, failed, now_ms
from nexus.engine.retry import Hold, Verdict, judge
from nexus.engine.sequence.attempt import attempt, reason_of, retries_of
from nexus.engine.sequence.graph import END
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.state import RunState, StepRecord, dump, load, run_data
from nexus.errors import MappingError, StoreError
from nexus.hookspecs import StepResult
from nexus.model.delivery import DeadLetter, ScheduledRetry
from nexus.model.message import Message
from nexus.model.run import Kept
from nexus.model.workflow import Step


@frozen
class Finished:
    """The run came to its end.

    Attributes:
        result: what the workflow's ``result`` gives.
        fault: why it gives nothing, if so; the steps are done all the same.
    """

    result: Any = None
    fault: str = ""


@frozen
class Away:
    """A step's system is away: the run goes on at that step when it is back; no attempt is spent.

    Attributes:
        message: with the run's state.
    """

    hold: Hold
    message: Message


@frozen
class Cancelled:
    """A person has ended the run."""


@frozen
class Lost:
    """Another worker has the run by now: nothing is to be settled here."""


RunEnd = Finished | ScheduledRetry | DeadLetter | Away | Cancelled | Lost

STORE_PAUSE_S = 0.5
"""So long the runs of a workflow wait when the store cannot keep their checkpoints."""


async def run(plan: SequencePlan, message: Message) -> RunEnd:
    """Run one message to its end, or to where it has to wait."""
    return await Run(plan, message).go()


class Run:
    """One message on its way.

    Attributes:
        message: as it is to be settled: with its state, where that is on record.
        state: how far it has come; None before it could be read.
    """

    def __init__(self, plan: SequencePlan, message: Message) -> None:
        self.message = message
        self.state: RunState | None = None
        self.data: dict[str, Any] = {}
        self._plan = plan
        self._unkept = False  # an effect took place that no checkpoint tells of

    async def go(self) -> RunEnd:
        """Run to the end, or to where the run has to wait."""
        plan = self._plan
        try:
            state = self.state = load(self.message, plan.graph.first)
            self.data = run_data(self.message, state)
        except MappingError as error:
            return self._dead(str(error))
        state.started_at = state.started_at or now_ms()
        while True:
            opened = plan.steps.get(state.at)
            if opened is None:
                known = ", ".join(plan.steps)
                return self._dead(
                    f"the run is to go on at step {state.at!r}, which the workflow does not have; it has {known}"
                )
            end = await self._step(opened, state)
            if end is not None:
                return end

    async def _step(self, opened: OpenStep, state: RunState) -> RunEnd | None:
        if opened.effect and self._unkept:
            end = await self._keep(state)
            if end is not None:
                return end
        at, clock = now_ms(), time.perf_counter()
        record = StepRecord(opened.step.name, at, attempt=state.attempt)
        try:
            result = await self._timed(opened, state, at)
        except _OutOfTime as error:
            return self._dead(str(error))
        except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
            record.ms = _since(clock)
            return self._failed(opened, state, record, error)
        record.ms = _since(clock)
        record.sent = result.sent
        self._unkept = self._unkept or opened.effect
        return self._advance(opened.step, state, record, result)

    async def _keep(self, state: RunState) -> RunEnd | None:
        kept = evolve(self.message, state=dump(state))
        try:
            answer = await self._plan.checkpoint(kept)
        except StoreError as error:  # nothing may begin that could not be told from what is done
            return Away(Hold(f"the run cannot be kept: {error}", STORE_PAUSE_S), kept)
        self.message = kept
        self._unkept = False
        if answer is Kept.KEPT:
            return None
        return Lost() if answer is Kept.LOST else Cancelled()

    async def _timed(self, opened: OpenStep, state: RunState, now: int) -> StepResult:
        limit = self._plan.timeout_s
        if limit is None:
            return await attempt(self._plan, opened, self.message, state, self.data)
        left = limit - (now - state.started_at) / 1000
        where = f"the run took longer than its time-out of {limit:g} s; it stood at step {opened.step.name!r}"
        if left <= 0:
            raise _OutOfTime(where)
        try:
            async with asyncio.timeout(left) as bound:
                return await attempt(self._plan, opened, self.message, state, self.data)
        except TimeoutError:
            if not bound.expired():
                raise
            raise _OutOfTime(f"{where}; whether that took effect is not known") from None

    def _advance(self, step: Step, state: RunState, record: StepRecord, result: StepResult) -> RunEnd | None:
        """Record a finished step and move on; returns the end if there is nothing to move to now."""
        state.trace.append(record)
        state.steps[step.name] = result.output
        state.attempt = 1
        state.items = {}
        if result.current:
            record.current = True
            state.current, state.has_current = result.output, True
        if self.message.attempt > 1:
            # what the steps before needed does not count against the next
            self.message = evolve(self.message, attempt=1)
        self.data["steps"] = state.steps
        self.data["current"] = state.current if state.has_current else self.data["payload"]
        following = result.next if result.next is not None else self._plan.graph.after[step.name]
        if following is None or following == END:
            return self._finished()
        state.at = following
        if result.wait_until is None:
            return None
        due_at = self._in_time(state, int(result.wait_until.timestamp() * 1000))
        return ScheduledRetry(evolve(self.message, attempt=1), due_at, f"waits at {step.name!r}", dump(state))

    def _finished(self) -> Finished:
        if self._plan.result is None:
            return Finished()
        try:
            return Finished(self._plan.result(self.data))
        except MappingError as error:
            return Finished(fault=f"the result cannot be told: {error}")

    def _failed(self, opened: OpenStep, state: RunState, record: StepRecord, error: Exception) -> RunEnd | None:
        """Say what becomes of a run whose step failed.

        A system that is away holds the run whatever the step says; what can never succeed is not tried again.
        """
        step = opened.step
        verdict = Verdict(rejected={0: str(error)}) if isinstance(error, MappingError) else judge(error, 1)
        if verdict.hold is not None:
            return Away(verdict.hold, evolve(self.message, state=dump(state)))
        record.error = reason_of(error)
        reason = f"step {step.name!r}: {record.error}"
        if verdict.again and self.message.attempt <= retries_of(self._plan, step):
            return self._again(step, state, reason, verdict.after)
        if step.on_error in ("skip", "goto"):
            record.skipped = True
            self._unkept = self._unkept or opened.effect
            result = StepResult({"error": str(error)}, next=step.goto if step.on_error == "goto" else None)
            return self._advance(step, state, record, result)
        state.trace.append(record)
        if verdict.again and step.on_error == "retry":
            reason = f"{reason} (given up after {self.message.attempt} attempts)"
        return self._dead(reason)

    def _again(self, step: Step, state: RunState, reason: str, after: float | None) -> RunEnd:
        state.attempt += 1
        route = self._plan.route
        route = evolve(
            route,
            max_retries=retries_of(self._plan, step),
            retry_base=step.retry_base or route.retry_base,
            retry_cap=step.retry_cap or route.retry_cap,
        )
        end = failed(route, evolve(self.message, state=dump(state)), reason, now_ms(), after)
        return evolve(end, due_at=self._in_time(state, end.due_at)) if isinstance(end, ScheduledRetry) else end

    def _in_time(self, state: RunState, due_at: int) -> int:
        """A run is not left waiting beyond its time-out: it ends there."""
        limit = self._plan.timeout_s
        return due_at if limit is None else min(due_at, state.started_at + int(limit * 1000) + 1)

    def _dead(self, reason: str) -> DeadLetter:
        return dead_letter(self._plan.route, self.message, reason, now_ms())


class _OutOfTime(Exception):
    """The run has used up its time."""


def _since(clock: float) -> float:
    return round((time.perf_counter() - clock) * 1000, 3)
