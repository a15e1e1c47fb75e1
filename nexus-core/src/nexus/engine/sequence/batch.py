"""Runs many messages side by side, and says what became of each."""

import asyncio
from collections.abc import Collection, Sequence

import msgspec

from nexus.engine.outcome import Outcome, failed, now_ms
from nexus.engine.sequence.opened import SequencePlan
from nexus.engine.sequence.run import Away, Cancelled, Finished, Lost, Run, RunEnd
from nexus.engine.sequence.state import RunState, StepRecord, dump
from nexus.errors import StoreError
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message
from nexus.model.run import ORIGIN, RunRecord, RunStatus, StepRun


async def run_batch(plan: SequencePlan, messages: Sequence[Message]) -> Outcome:
    """Run ``messages`` side by side and say what became of each."""
    cancelled = await _cancelled(plan)
    runs = [Run(plan, message) for message in messages]
    ends = await asyncio.gather(*(_ended(plan, one, cancelled) for one in runs))
    pairs = list(zip(runs, ends, strict=True))
    finished = [one.message for one, end in pairs if isinstance(end, Finished)]
    ended = [one.message for one, end in pairs if isinstance(end, Cancelled)]
    retries = [end for end in ends if isinstance(end, ScheduledRetry)]
    away = [end for end in ends if isinstance(end, Away)]
    dead = [end for end in ends if isinstance(end, DeadLetter)]
    return Outcome(
        Settlement([*finished, *ended] if ended else finished, retries, dead),
        delivered=finished,
        filtered=ended,
        held=[end.message for end in away],
        hold=away[0].hold if away else None,
        reached=bool(finished or retries),
        runs=[record(plan, one, end) for one, end in pairs if not isinstance(end, Away | Lost)],
    )


async def _cancelled(plan: SequencePlan) -> Collection[str]:
    try:
        return await plan.cancelled()
    except StoreError:  # then nothing can be settled either, and all of this comes again
        return ()


async def _ended(plan: SequencePlan, one: Run, cancelled: Collection[str]) -> RunEnd:
    if one.message.id in cancelled:
        return Cancelled()
    try:
        return await one.go()
    except Exception as error:  # noqa: BLE001 — a fault of the engine's own must not take the others along
        message = one.message
        if one.state is not None:
            message.state = dump(one.state)
        return failed(plan.route, message, f"{type(error).__name__}: {error}", now_ms())


def record(plan: SequencePlan, one: Run, end: RunEnd) -> RunRecord:
    """Return what the history keeps of a run that has come to ``end``."""
    message, state = one.message, one.state or RunState(at="")
    status, reason, due_at = _told(end)
    over = isinstance(end, Finished)
    return RunRecord(
        id=message.id,
        workspace_id=plan.route.workspace_id,
        workflow_id=plan.route.workflow_id,
        version=plan.version,
        source=message.source,
        entry=message.entry,
        status=status,
        received_at=message.received_at,
        started_at=state.started_at or message.received_at,
        updated_at=now_ms(),
        step="" if over else state.at,
        due_at=due_at,
        reason=reason,
        origin=_origin(message),
        payload=message.payload,
        headers=message.headers,
        steps=tuple(_step(each, state) for each in state.trace),
        result=end.result if isinstance(end, Finished) else None,
        current=state.current,
        has_current=state.has_current,
    )


def _step(each: StepRecord, state: RunState) -> StepRun:
    return StepRun(
        each.name,
        each.at,
        each.ms,
        attempt=each.attempt,
        sent=each.sent,
        output=state.steps.get(each.name),
        error=each.error,
        skipped=each.skipped,
        current=each.current,
    )


def _told(end: RunEnd) -> tuple[RunStatus, str, int]:
    match end:
        case Finished():
            return RunStatus.FINISHED, end.fault, 0
        case ScheduledRetry():
            return RunStatus.WAITING, end.reason, end.due_at
        case DeadLetter():
            return RunStatus.FAILED, end.reason, 0
        case _:
            return RunStatus.CANCELLED, "", 0


def _origin(message: Message) -> str:
    return str(msgspec.json.decode(message.headers).get(ORIGIN, "")) if ORIGIN.encode() in message.headers else ""
