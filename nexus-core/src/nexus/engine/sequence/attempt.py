"""One attempt of one step: for the message, or for each item of an array."""

import asyncio
import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.retry import judge
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.state import RunState, plain
from nexus.engine.trace import traceparent_of
from nexus.errors import MappingError, Rejected, Retry
from nexus.hookspecs import StepInput, StepResult
from nexus.model.message import Message
from nexus.model.workflow import Step

_KEYS = uuid.UUID("6f1c4a52-8f0e-5c1b-9d3a-2b7e4f6a9c10")
"""Namespace of the idempotency keys of steps (UUIDv5)."""

MOST_ITEMS = 10_000
"""Items of one array that a step runs for."""


def idempotency_key(workflow_id: str, message_id: str, step: str, index: int | None = None) -> str:
    """Return the key of one call, a UUIDv5: the same whenever and wherever it is made again."""
    place = step if index is None else f"{step}/{index}"
    name = f"{workflow_id}/{message_id}/{place}".encode()
    # as uuid.uuid5 does (RFC 9562 section 5.5), in a quarter of its time: one is made for every step of every run
    key = bytearray(hashlib.sha1(_KEYS.bytes + name, usedforsecurity=False).digest()[:16])
    key[6] = key[6] & 0x0F | 0x50
    key[8] = key[8] & 0x3F | 0x80
    text = key.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def retries_of(plan: SequencePlan, step: Step) -> int:
    """Return how often a step that failed by itself is tried again before its ``on_error`` is final."""
    if step.on_error == "retry":
        return plan.route.max_retries if step.max_retries is None else step.max_retries
    return (step.max_retries or 0) if step.on_error in ("skip", "goto") else 0


async def attempt(
    plan: SequencePlan, opened: OpenStep, message: Message, state: RunState, data: Mapping[str, Any]
) -> StepResult:
    """Run a step once; its output is plain JSON. Raises whatever the step raises."""
    if opened.items is not None:
        return await _Items(plan, opened, message, state, data).run(opened.items(data))
    key = idempotency_key(plan.route.workflow_id, message.id, opened.step.name)
    result = await plan.call(opened.running, StepInput(data, key, state.attempt, message.id, traceparent_of(message)))
    output = plain(result.output)
    return result if output is result.output else evolve(result, output=output)


class _Items:
    """Runs a step for each item, some at once; what is finished stays in the state, whatever becomes of the others."""

    def __init__(
        self, plan: SequencePlan, opened: OpenStep, message: Message, state: RunState, data: Mapping[str, Any]
    ) -> None:
        self._plan = plan
        self._opened = opened
        self._message = message
        self._state = state
        self._data = data
        self._stopping = False
        self._failures: dict[int, Exception] = {}
        self._sent: dict[int, Any] = {}
        self._is_current = False

    async def run(self, items: Sequence[Any]) -> StepResult:
        if len(items) > MOST_ITEMS:
            raise Rejected({0: f"{len(items)} items are more than the {MOST_ITEMS} that a step runs for"})
        done, step = self._state.items, self._opened.step
        waiting = iter([(index, item) for index, item in enumerate(items) if index not in done])
        await asyncio.gather(*(self._take(waiting) for _ in range(min(step.concurrency, len(items)))))
        if self._failures:
            raise self._failure()
        outputs = [done[index] for index in range(len(items))]
        sent = [self._sent.get(index) for index in range(len(items))] if any(self._sent.values()) else None
        return StepResult(outputs, current=self._is_current, sent=sent)

    async def _take(self, waiting: Iterator[tuple[int, Any]]) -> None:
        for index, item in waiting:
            if self._stopping:
                return
            await self._one(index, item)

    async def _one(self, index: int, item: Any) -> None:
        key = idempotency_key(self._plan.route.workflow_id, self._message.id, self._opened.step.name, index)
        data = {**self._data, "item": item, "index": index}
        try:
            # the key is its message id too: a ledger must tell the items of one message apart
            step = StepInput(data, key, self._state.attempt, key, traceparent_of(self._message))
            result = await self._plan.call(self._opened.running, step)
            self._state.items[index] = plain(result.output)
        except Exception as error:  # noqa: BLE001 — whatever a plugin raises is judged in one place
            self._failed(index, error)
            return
        self._is_current = self._is_current or result.current
        self._sent[index] = result.sent

    def _failed(self, index: int, error: Exception) -> None:
        step = self._opened.step
        verdict = None if isinstance(error, MappingError) else judge(error, 1)
        held = verdict is not None and verdict.hold is not None
        again = verdict is not None and 0 in verdict.again and self._message.attempt <= retries_of(self._plan, step)
        if step.on_item_error == "skip" and not held and not again:
            self._state.items[index] = {"error": reason_of(error)}
            return
        self._failures[index] = error
        self._stopping = self._stopping or held or step.on_item_error == "stop"

    def _failure(self) -> Exception:
        """Return what the step as a whole raises: that a system is away before all else."""
        held = [one for one in self._failures.values() if not isinstance(one, MappingError) and judge(one, 1).hold]
        if held:
            return held[0]
        index = min(self._failures)
        error = self._failures[index]
        text = f"item {index}: {reason_of(error)}"
        if isinstance(error, MappingError) or not (verdict := judge(error, 1)).again:
            return Rejected({0: text})
        return Retry(text, after=verdict.after)


def reason_of(error: Exception) -> str:
    """Return what is wrong, as the run's next steps and people read it."""
    if isinstance(error, MappingError):
        return str(error)
    verdict = judge(error, 1)
    if verdict.hold is not None:
        return verdict.hold.reason
    return verdict.rejected.get(0) or verdict.again.get(0) or str(error)
