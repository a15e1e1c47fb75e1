"""Runs many messages side by side, and says what became of each."""

import asyncio
from collections.abc import Collection, Sequence

from nexus.engine.outcome import Outcome, failed, now_ms
from nexus.engine.sequence.history import record_of
from nexus.engine.sequence.opened import SequencePlan
from nexus.engine.sequence.run import Away, Cancelled, Finished, Lost, Run, RunEnd
from nexus.engine.sequence.state import dump
from nexus.errors import StoreError
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message


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
        runs=[record_of(plan.route, plan.version, one, end) for one, end in pairs if not isinstance(end, Lost)],
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
