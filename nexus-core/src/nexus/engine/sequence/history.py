"""What runs tell of themselves, for their history."""

from collections.abc import Sequence

import msgspec
from attrs import evolve

from nexus.engine.outcome import Outcome, now_ms
from nexus.engine.route import SEQUENCE, Route
from nexus.engine.sequence.run import Away, Finished, Run, RunEnd
from nexus.engine.sequence.state import RunState, StepRecord, load
from nexus.errors import MappingError
from nexus.model.delivery import DeadLetter, ScheduledRetry
from nexus.model.message import KeptMessage, Message
from nexus.model.run import ORIGIN, RunRecord, RunStatus, StepRun


def record_of(route: Route, version: int, one: Run, end: RunEnd) -> RunRecord:
    """Return what is told of a run that has come to ``end``."""
    status, reason, due_at = _told(end)
    found = _record(route, one.message, one.state or RunState(at=""))
    found.version, found.status, found.reason, found.due_at = version, status, reason, due_at
    if isinstance(end, Finished):
        found.step, found.result = "", end.result
    return found


def reported(route: Route, outcome: Outcome) -> Sequence[RunRecord]:
    """Return what is told of the runs of a batch, in the light of what became of their messages.

    A run may end without a word of its own: as one message on which a healthy system chokes, or that ends its workers.
    """
    if route.pipeline_id != SEQUENCE or not outcome.settlement.dead:
        return outcome.runs
    told = {one.id: one for one in outcome.runs}
    for letter in outcome.settlement.dead:
        known = told.get(letter.message.id)
        if known is None or known.status is not RunStatus.FAILED:
            told[letter.message.id] = _failed(route, letter, known)
    return list(told.values())


def _failed(route: Route, letter: DeadLetter, known: RunRecord | None) -> RunRecord:
    if known is None:
        try:
            state = load(letter.message, "")
        except MappingError:
            state = RunState(at="")
        known = _record(route, letter.message, state)
    return evolve(known, status=RunStatus.FAILED, reason=letter.reason, due_at=0)


def _record(route: Route, message: Message, state: RunState) -> RunRecord:
    return RunRecord(
        id=message.id,
        workspace_id=route.workspace_id,
        workflow_id=route.workflow_id,
        version=0,
        source=message.source,
        entry=message.entry,
        status=RunStatus.WAITING,
        received_at=message.received_at,
        started_at=state.started_at or message.received_at,
        updated_at=now_ms(),
        step=state.at,
        origin=_origin(message),
        payload=message.payload,
        headers=message.headers,
        steps=tuple([_step(each, state) for each in state.trace]),
        current=state.current,
        has_current=state.has_current,
        key=message.key if isinstance(message, KeptMessage) else "",
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
        case Away():
            return RunStatus.WAITING, end.hold.reason, 0
        case _:
            return RunStatus.CANCELLED, "", 0


def _origin(message: Message) -> str:
    return str(msgspec.json.decode(message.headers).get(ORIGIN, "")) if ORIGIN.encode() in message.headers else ""
