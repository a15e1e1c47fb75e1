"""Delivers one batch through one fan-out pipeline: map, write, and say what became of every message."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from attrs import evolve, frozen

from nexus.engine.discretion import discreet, discreet_fault
from nexus.engine.outcome import Outcome, dead_letter, failed, now_ms, settled
from nexus.engine.plan import PipelinePlan
from nexus.engine.retry import Verdict, judge
from nexus.engine.trace import traceparents
from nexus.errors import MappingError
from nexus.hookspecs import Batch
from nexus.mapping.masked_rows import derived, masked_error
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message

Write = Callable[[Batch], Awaitable[None]]


@frozen
class Prepared:
    """A batch as it goes to the sink, and what never gets there.

    Attributes:
        messages: the message of each row of ``batch``.
        filtered: messages that the pipeline's condition holds back.
        dead: messages that do not fit the mapping.
    """

    messages: Sequence[Message]
    batch: Batch
    filtered: Sequence[Message]
    dead: Sequence[DeadLetter]


def prepare(plan: PipelinePlan, messages: Sequence[Message]) -> Prepared:
    """Map ``messages``; one that does not fit becomes a dead letter, never an unmapped delivery."""
    rows, indexes, filtered, errors = plan.mapping.map_many(messages)
    kept = messages if len(indexes) == len(messages) else [messages[i] for i in indexes]
    now = now_ms() if errors else 0
    return Prepared(
        messages=kept,
        batch=Batch(rows, [message.id for message in kept], traceparents(kept)),
        filtered=[messages[i] for i in filtered],
        dead=[dead_letter(plan.route, messages[i], _told(plan, messages[i], error), now) for i, error in errors],
    )


async def deliver(plan: PipelinePlan, prepared: Prepared, write: Write) -> Outcome:
    """Write a prepared batch and return what became of every message; never raises for what a sink does."""
    if not prepared.messages:
        return settled((), prepared.filtered, prepared.dead, reached=False)
    try:
        await write(prepared.batch)
    except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
        verdict = judge(error, len(prepared.batch))
        made = _made(plan, prepared)
        fault = discreet_fault(plan.route, prepared.messages, error, made) if verdict.fault else None
        if verdict.hold is not None:
            reason = discreet(plan.route, prepared.messages, verdict.hold.reason, made)
            verdict = evolve(verdict, hold=evolve(verdict.hold, reason=reason))
        return _judged(plan, prepared, verdict, fault)
    return settled(prepared.messages, prepared.filtered, prepared.dead, reached=True)


def _judged(plan: PipelinePlan, prepared: Prepared, verdict: Verdict, fault: Exception | None) -> Outcome:
    if verdict.hold is not None:
        # Only what never reached the sink is settled; the rest stays pending and is written again.
        settlement = Settlement(done=prepared.filtered, dead=prepared.dead)
        return Outcome(settlement, filtered=prepared.filtered, held=prepared.messages, hold=verdict.hold)
    now = now_ms()
    delivered: list[Message] = []
    failures: list[ScheduledRetry | DeadLetter] = list(prepared.dead)
    for index, message in enumerate(prepared.messages):
        if index in verdict.rejected:
            reason = _masked(plan, message, prepared.batch.rows[index], verdict.rejected[index])
            failures.append(dead_letter(plan.route, message, reason, now))
        elif index in verdict.again:
            reason = _masked(plan, message, prepared.batch.rows[index], verdict.again[index])
            failures.append(failed(plan.route, message, reason, now, verdict.after))
        else:
            delivered.append(message)
    return settled(delivered, prepared.filtered, failures, reached=fault is None, fault=fault)


def _made(plan: PipelinePlan, prepared: Prepared) -> list[Any]:
    """Return what the mapping has made of the masked values of a batch."""
    rules, found = plan.pipeline.mappings, list[Any]()
    for message, row in zip(prepared.messages, prepared.batch.rows, strict=True):
        masks = plan.route.masks.of(message.source)
        if masks:
            found += derived(masks, rules, row)
    return found


def _told(plan: PipelinePlan, message: Message, error: MappingError) -> str:
    return masked_error(plan.route.masks.of(message.source), plan.pipeline.mappings, error)


def _masked(plan: PipelinePlan, message: Message, row: Any, reason: str) -> str:
    """Mask in ``reason`` what the mapping has made of masked values; the values themselves are masked with the rest."""
    masks = plan.route.masks.of(message.source)
    return masks.reason(reason, message.payload, derived(masks, plan.pipeline.mappings, row)) if masks else reason
