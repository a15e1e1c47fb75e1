"""What became of every message of a batch, and how that is told to the store and the log."""

import time
from collections.abc import Sequence

from attrs import evolve, field, frozen

from nexus.engine.fingerprint import fingerprint
from nexus.engine.retry import Hold, backoff
from nexus.engine.route import Route
from nexus.model.delivery import DeadLetter, DeliveryEvent, ScheduledRetry, Settlement, Status
from nexus.model.message import Message
from nexus.model.run import RunRecord


@frozen
class Outcome:
    """What became of every message of a batch.

    Attributes:
        settlement: what to tell the store.
        delivered: messages that arrived.
        filtered: messages that the pipeline's condition holds back; they are settled too.
        held: messages that stay pending, since the destination is away.
        hold: why, if it is.
        reached: the destination was asked and answered: it is there.
        fault: the exception that a plugin raised outside the contract, for the log.
        seconds: how long the destination, or the steps, took; None if nothing was asked of them.
        runs: what sequential runs tell of themselves, for their history.
    """

    settlement: Settlement
    delivered: Sequence[Message] = ()
    filtered: Sequence[Message] = ()
    held: Sequence[Message] = ()
    hold: Hold | None = None
    reached: bool = False
    fault: Exception | None = field(default=None, repr=False)
    seconds: float | None = None
    runs: Sequence[RunRecord] = field(default=(), repr=False)


def now_ms() -> int:
    """Return milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000


def next_attempt(route: Route, message: Message, reason: str, now: int, after: float | None = None) -> ScheduledRetry:
    """Schedule the next attempt of ``message``: after backoff with jitter, or when the destination asked for it."""
    reason = route.masks.of(message.source).reason(reason, message.payload)
    pause = backoff(message.attempt, route.retry_base, route.retry_cap)
    if after is not None:
        pause = max(after, min(pause, after + 1.0))
    return ScheduledRetry(evolve(message, attempt=message.attempt + 1), now + int(pause * 1000), reason, message.state)


def dead_letter(route: Route, message: Message, reason: str, now: int) -> DeadLetter:
    """Return the dead letter of ``message`` on this route; what its application wants masked is masked in the reason."""
    masks = route.masks.of(message.source)
    if message.payload.startswith(b"\0"):  # no JSON text does
        reason = "its payload is kept encrypted and does not open: its key is gone, or it was altered"
    reason = masks.reason(reason, message.payload)  # before anything is made of it: security, secrets in use
    return DeadLetter(
        workspace_id=route.workspace_id,
        workflow_id=route.workflow_id,
        pipeline_id=route.pipeline_id,
        message=message,
        reason=reason,
        fingerprint=fingerprint(route.pipeline_id, reason),
        died_at=now,
        masked=masks.paths,
    )


def failed(
    route: Route, message: Message, reason: str, now: int, after: float | None = None
) -> ScheduledRetry | DeadLetter:
    """Return the next attempt of a message that failed by itself, or its dead letter when it has had all of them.

    On an ordered route a message of the stream is given up by its runner, which knows whether others failed it.
    """
    if message.attempt <= route.max_retries or (route.ordered and not message.scheduled):
        return next_attempt(route, message, reason, now, after)
    return given_up(route, message, reason, now)


def given_up(route: Route, message: Message, reason: str, now: int) -> DeadLetter:
    """Return the dead letter of a message that has had all its attempts."""
    return dead_letter(route, message, f"{reason} (given up after {message.attempt} attempts)", now)


def settled(
    delivered: Sequence[Message],
    filtered: Sequence[Message],
    failures: Sequence[ScheduledRetry | DeadLetter],
    *,
    reached: bool,
    fault: Exception | None = None,
) -> Outcome:
    """Return the outcome of a batch that leaves nothing pending."""
    retries = [item for item in failures if isinstance(item, ScheduledRetry)]
    dead = [item for item in failures if isinstance(item, DeadLetter)]
    done = [*delivered, *filtered] if filtered else delivered
    settlement = Settlement(done, retries, dead)
    return Outcome(settlement, delivered=delivered, filtered=filtered, reached=reached, fault=fault)


def events(route: Route, outcome: Outcome, started_at: int) -> list[DeliveryEvent]:
    """Return the delivery log's lines for ``outcome``."""
    finished_at = now_ms()

    def line(message: Message, status: Status, reason: str = "", kind: str = "", attempt: int = 0) -> DeliveryEvent:
        return DeliveryEvent(
            message.id,
            route.workspace_id,
            route.workflow_id,
            route.pipeline_id,
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
        kind = fingerprint(route.pipeline_id, item.reason)
        lines.append(line(item.message, Status.RETRYING, item.reason, kind, item.message.attempt - 1))
    lines += [line(item.message, Status.DEAD, item.reason, item.fingerprint) for item in outcome.settlement.dead]
    return lines
