"""What is shown of runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from nexus.api.management.schemas import view
from nexus.config import field
from nexus.engine.sequence.trial import equal
from nexus.model.run import RunRecord, StepRun
from nexus.services.runs.desk import Comparison


@view
class RunView:
    """One message on its way through a workflow."""

    id: str = field(title="Id of the message")
    workflow: str = field(title="Id of the workflow")
    version: int = field(title="Version of the workflow")
    status: str = field(title="accepted, waiting, finished, failed, cancelled")
    source: str = field(title="Id of the application, or execute, schedule")
    received_at: str
    started_at: str
    updated_at: str
    duration_ms: int
    step: str = field(help="Where it stands, or stood last; empty once it has come to its end.")
    due_at: str | None = field(help="When it goes on by itself.")
    reason: str = field(help="What it waits for, or why it failed.")
    origin: str | None = field(help="The run that this one repeats.")


@view
class StepRunView:
    """What one step of a run did."""

    name: str
    status: str = field(title="done, skipped, failed")
    started_at: str
    duration_ms: float
    attempt: int
    input: Any = field(help="What went out: the request, the row; else what the step worked on.")
    output: Any
    error: str


@view
class RunDetailView:
    """A run with all of its steps; what the application wants masked is masked."""

    run: RunView
    payload: Any
    headers: Any
    steps: Sequence[StepRunView]
    result: Any


@view
class RunPage:
    """Runs, those that began last first."""

    items: Sequence[RunView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class StepChangeView:
    """A step as it ran, and as it would run."""

    name: str
    before: StepRunView | None
    after: StepRunView | None
    stubbed: bool = field(help="It reaches something outside: its answer is that of the run, or the one given.")
    unknown: bool = field(help="Nothing is known of what it would answer; null was taken.")
    changed: bool


@view
class ComparisonView:
    """How a run would go on another version."""

    run: str
    version_before: int
    version_after: int
    steps: Sequence[StepChangeView]
    result_before: Any
    result_after: Any
    changed: bool
    reason: str = field(help="Why it would fail; empty if it would not.")


def run_view(one: RunRecord) -> RunView:
    """Return what is shown of a run."""
    return RunView(
        id=one.id,
        workflow=one.workflow_id,
        version=one.version,
        status=one.status.value,
        source=one.source,
        received_at=_time(one.received_at),
        started_at=_time(one.started_at),
        updated_at=_time(one.updated_at),
        duration_ms=max(0, one.updated_at - one.started_at),
        step=one.step,
        due_at=_time(one.due_at) if one.due_at else None,
        reason=one.reason,
        origin=one.origin or None,
    )


def run_detail(one: RunRecord) -> RunDetailView:
    """Return all that is known of a run."""
    payload = _json(one.payload)
    return RunDetailView(
        run=run_view(one),
        payload=payload,
        headers=_json(one.headers) if one.headers else {},
        steps=_steps(one.steps, payload),
        result=one.result,
    )


def comparison_view(one: Comparison) -> ComparisonView:
    """Return the difference between a run and its trial."""
    before, after = one.before, one.after
    payload = _json(before.payload)
    were = {step.name: step for step in _steps(before.steps, payload)}
    would = {step.name: step for step in _steps(after.steps, payload)}
    changes = [
        _change(name, were.get(name), would.get(name), after.stubbed, after.unknown)
        for name in dict.fromkeys([*would, *were])
    ]
    same = equal(before.result, after.result) and not after.reason
    return ComparisonView(
        run=before.id,
        version_before=before.version,
        version_after=one.version,
        steps=changes,
        result_before=before.result,
        result_after=after.result,
        changed=not same or any(step.changed for step in changes),
        reason=after.reason,
    )


def _change(
    name: str, was: StepRunView | None, would: StepRunView | None, stubbed: Any, unknown: Any
) -> StepChangeView:
    same = (
        was is not None
        and would is not None
        and equal(was.input, would.input)
        and equal(was.output, would.output)
        and was.error == would.error
    )
    return StepChangeView(
        name=name, before=was, after=would, stubbed=name in stubbed, unknown=name in unknown, changed=not same
    )


def _steps(steps: Sequence[StepRun], payload: Any) -> list[StepRunView]:
    found, current = [], payload
    for step in steps:
        status = "done" if not step.error else ("skipped" if step.skipped else "failed")
        found.append(
            StepRunView(
                name=step.name,
                status=status,
                started_at=_time(step.started_at),
                duration_ms=step.duration_ms,
                attempt=step.attempt,
                input=current if step.sent is None else _plain(step.sent),
                output=step.output,
                error=step.error,
            )
        )
        current = step.output if step.current else current
    return found


def _plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode(value))


def _json(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text) if text else None
    except msgspec.DecodeError:
        return text.decode("utf-8", "replace")


def _time(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
