"""Delivers one batch through one pipeline: map, write, and say what became of every message."""

import time
from collections.abc import Awaitable, Callable, Sequence

from attrs import evolve, field, frozen

from nexus.engine.fingerprint import fingerprint
from nexus.engine.plan import PipelinePlan
from nexus.engine.retry import Hold, Verdict, backoff, judge
from nexus.hookspecs import Batch
from nexus.model.delivery import DeadLetter, DeliveryEvent, ScheduledRetry, Settlement, Status
from nexus.model.message import Message

Write = Callable[[Batch], Awaitable[None]]


@frozen
class Prepared:
    """A batch as it goes to the sink, and what never gets there.

    Attributes:
        messages: the message of each row of ``batch``.
        filtered: messages that the pipeline's condition holds back.
        dead: messages that do not fit the mapping.
        started_at: when mapping began, milliseconds since 1970 (UTC).
    """

    messages: Sequence[Message]
    batch: Batch
    filtered: Sequence[Message]
    dead: Sequence[DeadLetter]
    started_at: int


@frozen
class Outcome:
    """What became of every message of a batch.

    Attributes:
        settlement: what to tell the store.
        delivered: messages that the destination has.
        filtered: messages that were held back by the condition; they are settled too.
        held: messages that stay pending, since the destination is away.
        hold: why, if it is.
        fault: the exception that a plugin raised outside the contract, for the log.
    """

    settlement: Settlement
    delivered: Sequence[Message] = ()
    filtered: Sequence[Message] = ()
    held: Sequence[Message] = ()
    hold: Hold | None = None
    fault: Exception | None = field(default=None, repr=False)


def now_ms() -> int:
    """Return milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000


def prepare(plan: PipelinePlan, messages: Sequence[Message]) -> Prepared:
    """Map ``messages``; one that does not fit becomes a dead letter, never an unmapped delivery."""
    started_at = now_ms()
    rows, indexes, filtered, errors = plan.mapping.map_many(messages)
    kept = messages if len(indexes) == len(messages) else [messages[i] for i in indexes]
    return Prepared(
        messages=kept,
        batch=Batch(rows, [message.id for message in kept]),
        filtered=[messages[i] for i in filtered],
        dead=[dead_letter(plan, messages[i], str(error), started_at) for i, error in errors],
        started_at=started_at,
    )


async def deliver(plan: PipelinePlan, prepared: Prepared, write: Write) -> Outcome:
    """Write a prepared batch and return what became of every message; never raises for what a sink does."""
    if not prepared.messages:
        return _settled(plan, prepared, Verdict())
    try:
        await write(prepared.batch)
    except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
        verdict = judge(error, len(prepared.batch))
        return _settled(plan, prepared, verdict, error if verdict.fault else None)
    return _settled(plan, prepared, Verdict())


def _settled(plan: PipelinePlan, prepared: Prepared, verdict: Verdict, fault: Exception | None = None) -> Outcome:
    if verdict.hold is not None:
        # Only what never reached the sink is settled; the rest stays pending and is written again.
        settlement = Settlement(done=prepared.filtered, dead=prepared.dead)
        return Outcome(settlement, filtered=prepared.filtered, held=prepared.messages, hold=verdict.hold)
    if not (verdict.rejected or verdict.again or prepared.filtered or prepared.dead):
        return Outcome(Settlement(done=prepared.messages), delivered=prepared.messages)
    now = now_ms()
    delivered: list[Message] = []
    dead = list(prepared.dead)
    retries: list[ScheduledRetry] = []
    for index, message in enumerate(prepared.messages):
        if index in verdict.rejected:
            dead.append(dead_letter(plan, message, verdict.rejected[index], now))
        elif index not in verdict.again:
            delivered.append(message)
        elif message.attempt > plan.max_retries:
            reason = f"{verdict.again[index]} (given up after {message.attempt} attempts)"
            dead.append(dead_letter(plan, message, reason, now))
        else:
            retries.append(retry(plan, message, verdict.again[index], now, verdict.after))
    settlement = Settlement(done=[*delivered, *prepared.filtered], retries=retries, dead=dead)
    return Outcome(settlement, delivered=delivered, filtered=prepared.filtered, fault=fault)


def retry(plan: PipelinePlan, message: Message, reason: str, now: int, after: float | None = None) -> ScheduledRetry:
    """Schedule the next attempt of ``message``: after backoff with jitter, or when the destination asked for it."""
    pause = backoff(message.attempt, plan.workflow.retry_base, plan.workflow.retry_cap)
    if after is not None:
        pause = max(after, min(pause, after + 1.0))
    return ScheduledRetry(evolve(message, attempt=message.attempt + 1), now + int(pause * 1000), reason)


def dead_letter(plan: PipelinePlan, message: Message, reason: str, now: int) -> DeadLetter:
    """Return the dead letter of ``message`` on this pipeline."""
    return DeadLetter(
        workspace_id=plan.workflow.workspace_id,
        workflow_id=plan.workflow.id,
        pipeline_id=plan.pipeline.id,
        message=message,
        reason=reason,
        fingerprint=fingerprint(plan.pipeline.id, reason),
        died_at=now,
    )


def events(plan: PipelinePlan, outcome: Outcome, started_at: int) -> list[DeliveryEvent]:
    """Return the delivery log's lines for ``outcome``."""
    finished_at = now_ms()

    def line(message: Message, status: Status, reason: str = "", kind: str = "", attempt: int = 0) -> DeliveryEvent:
        return DeliveryEvent(
            message.id,
            plan.workflow.workspace_id,
            plan.workflow.id,
            plan.pipeline.id,
            message.source,
            status,
            attempt or message.attempt,
            message.received_at,
            started_at,
            finished_at,
            reason,
            kind,
            message.entry,
        )

    lines = [line(message, Status.DELIVERED) for message in outcome.delivered]
    lines += [line(message, Status.FILTERED) for message in outcome.filtered]
    for item in outcome.settlement.retries:
        kind = fingerprint(plan.pipeline.id, item.reason)
        lines.append(line(item.message, Status.RETRYING, item.reason, kind, item.message.attempt - 1))
    lines += [line(item.message, Status.DEAD, item.reason, item.fingerprint) for item in outcome.settlement.dead]
    return lines
