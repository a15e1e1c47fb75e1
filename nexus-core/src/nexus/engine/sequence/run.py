"""Runs one message through the steps, from where it stands to where it ends, waits or fails."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from nexus.engine.outcome import Outcome, dead_letter, failed, now_ms
from nexus.engine.retry import Hold, Verdict, judge
from nexus.engine.route import Route
from nexus.engine.sequence.graph import END, Graph
from nexus.engine.sequence.state import RunState, dump, load, plain, run_data
from nexus.errors import MappingError
from nexus.hookspecs import RunningStep, StepInput, StepResult
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.model.workflow import Step

_KEYS = uuid.UUID("6f1c4a52-8f0e-5c1b-9d3a-2b7e4f6a9c10")
"""Namespace of the idempotency keys of steps (UUIDv5)."""

CallStep = Callable[[RunningStep, StepInput], Awaitable[StepResult]]


@frozen
class OpenStep:
    """A step, ready to run."""

    step: Step
    running: RunningStep = field(repr=False)


@frozen
class SequencePlan:
    """The steps of one workflow version, open.

    Attributes:
        call: runs a step, in a thread or on the loop.
    """

    route: Route
    graph: Graph
    steps: Mapping[str, OpenStep]
    call: CallStep = field(repr=False)


@frozen
class Finished:
    """The run came to its end."""


@frozen
class Away:
    """A step's system is away: the run goes on at that step when it is back; no attempt is spent.

    Attributes:
        message: with the run's state.
    """

    hold: Hold
    message: Message


RunEnd = Finished | ScheduledRetry | DeadLetter | Away


async def run_batch(plan: SequencePlan, messages: Sequence[Message]) -> Outcome:
    """Run ``messages`` side by side and say what became of each."""
    ends = await asyncio.gather(*(run(plan, message) for message in messages))
    delivered = [message for message, end in zip(messages, ends, strict=True) if isinstance(end, Finished)]
    retries = [end for end in ends if isinstance(end, ScheduledRetry)]
    away = [end for end in ends if isinstance(end, Away)]
    dead = [end for end in ends if isinstance(end, DeadLetter)]
    return Outcome(
        Settlement(delivered, retries, dead),
        delivered=delivered,
        held=[end.message for end in away],
        hold=away[0].hold if away else None,
        reached=bool(delivered or retries),
    )


async def run(plan: SequencePlan, message: Message) -> RunEnd:
    """Run one message to its end, or to where it has to wait."""
    try:
        state = load(message, plan.graph.first)
        data = run_data(message, state)
    except MappingError as error:
        return dead_letter(plan.route, message, str(error), now_ms())
    while True:
        if state.at not in plan.steps:
            known = ", ".join(plan.steps)
            reason = f"the run is to go on at step {state.at!r}, which the workflow does not have; it has {known}"
            return dead_letter(plan.route, message, reason, now_ms())
        step = plan.steps[state.at].step
        key = str(uuid.uuid5(_KEYS, f"{plan.route.workflow_id}/{message.id}/{step.name}"))
        try:
            result = await plan.call(plan.steps[state.at].running, StepInput(data, key, state.attempt, message.id))
            output = plain(result.output)
        except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
            if not _is_skipped(step, error):
                return _stopped(plan, message, state, step, error)
            result, output = StepResult(), {"error": str(error)}
        end = _advance(plan, message, state, result, output)
        if end is not None:
            return end
        if message.attempt > 1:
            message = evolve(message, attempt=1)  # what the steps before needed does not count against the next
        data["steps"] = state.steps
        data["current"] = state.current if state.has_current else data["payload"]


def _advance(plan: SequencePlan, message: Message, state: RunState, result: StepResult, output: Any) -> RunEnd | None:
    """Record a finished step and move on; returns the end if there is nothing to move to now."""
    name = state.at
    state.steps[name] = output
    state.attempt = 1
    if result.current:
        state.current, state.has_current = output, True
    following = result.next if result.next is not None else plan.graph.after[name]
    if following is None or following == END:
        return Finished()
    state.at = following
    if result.wait_until is None:
        return None
    due_at = int(result.wait_until.timestamp() * 1000)
    return ScheduledRetry(evolve(message, attempt=1), due_at, f"waits at {name!r}", dump(state))


def _is_skipped(step: Step, error: Exception) -> bool:
    return step.on_error == "skip" and judge(error, 1).hold is None


def _stopped(plan: SequencePlan, message: Message, state: RunState, step: Step, error: Exception) -> RunEnd:
    """Say what becomes of a run whose step failed.

    A system that is away holds the run whatever the step says; only `retry` tries again what failed by itself.
    """
    now = now_ms()
    verdict = Verdict(rejected={0: str(error)}) if isinstance(error, MappingError) else judge(error, 1)
    if verdict.hold is not None:
        return Away(verdict.hold, evolve(message, state=dump(state)))
    if verdict.rejected:
        return dead_letter(plan.route, message, f"step {step.name!r}: {verdict.rejected[0]}", now)
    if not verdict.again:
        return dead_letter(plan.route, message, f"step {step.name!r}: {error}", now)
    if step.on_error != "retry":
        return dead_letter(plan.route, message, f"step {step.name!r}: {verdict.again[0]}", now)
    state.attempt += 1
    at_step = evolve(message, state=dump(state))
    route = plan.route if step.max_retries is None else evolve(plan.route, max_retries=step.max_retries)
    return failed(route, at_step, f"step {step.name!r}: {verdict.again[0]}", now, verdict.after)
