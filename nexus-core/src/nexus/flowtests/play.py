"""Plays a case: its messages go through the same plans, engine and steps as in a worker."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field, frozen

from nexus.engine.calls import Caller, DaemonThreads
from nexus.engine.deliver import deliver, prepare
from nexus.engine.outcome import Outcome
from nexus.engine.plan import bind
from nexus.engine.sequence.access import identity_of
from nexus.engine.sequence.history import reported
from nexus.engine.sequence.plan import SequenceDefinition
from nexus.flowtests.answers import Answers
from nexus.flowtests.clock import Clock
from nexus.flowtests.files import Case
from nexus.flowtests.intake import Intake, Taken, masks_of
from nexus.flowtests.offstage import Nowhere, Offstage, context_of
from nexus.hookspecs import Batch
from nexus.model.message import Message
from nexus.model.run import Kept, RunRecord
from nexus.model.workflow import Mode, Pipeline
from nexus.worker.settled import stateful
from nexus.worker.steps import SequenceWork

MOST_TURNS: Final = 1000
"""Attempts and pauses of one message; more are a circle."""

PROBE_S: Final = 1.0
"""So long after a system was found away it is asked again, unless it says when."""


@define
class PipelineFound:
    """What a pipeline did."""

    operation: str
    target: str
    key: list[str]
    rows: list[Any] = field(factory=list)
    filtered: list[int] = field(factory=list)
    dead: list[dict[str, Any]] = field(factory=list)
    held: list[dict[str, Any]] = field(factory=list)


@frozen
class Played:
    """What came of a case.

    Attributes:
        messages: what each was answered.
        pipelines: by name, of a fan-out workflow; ``calls`` and ``runs`` of a sequential one.
        used: how many answers each step or pipeline was given.
        unused: answers that nothing asked for, by place.
    """

    messages: list[Any]
    pipelines: dict[str, PipelineFound]
    calls: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    used: Mapping[str, int]
    unused: Mapping[str, str]


async def play(case: Case, clock: Clock) -> Played:
    """Play a case; time stands still but for what waits.

    Raises:
        NexusError: its definitions cannot work.
        NoAnswer: it does not say what is answered.
    """
    taken = await Intake(case, clock).take_all()
    answers = Answers(case.scripts(), clock)
    pipelines: dict[str, PipelineFound] = {}
    calls: list[dict[str, Any]] = []
    runs: list[dict[str, Any]] = []
    if case.workflow.mode is Mode.SEQUENTIAL:
        stage = _stage(case, answers)
        runs, calls = await _runs(case, taken, stage, clock), stage.calls
    else:
        for pipeline in case.workflow.pipelines:
            if pipeline.enabled:
                pipelines[pipeline.name] = await _delivered(case, pipeline, taken, answers, clock)
    told = [one.told for one in taken]
    used = {name: one.used for name, one in answers.scripts.items()}
    return Played(told, pipelines, calls, runs, used, answers.unused)


async def _delivered(
    case: Case, pipeline: Pipeline, taken: Sequence[Taken], answers: Answers, clock: Clock
) -> PipelineFound:
    plan = bind(case.workflow, pipeline, case.defined.connections[pipeline.destination], case.defined.components)
    plan = evolve(plan, route=evolve(plan.route, masks=masks_of(case)))
    target = plan.target
    found = PipelineFound(target.operation, target.target, list(target.key))

    async def write(batch: Batch) -> None:
        await answers.take(pipeline.name)
        found.rows.extend(batch.rows)

    async def perform(messages: Sequence[Message]) -> Outcome:
        return await deliver(plan, prepare(plan, messages), write)

    for one in taken:
        if one.message is None:
            continue
        outcome = await carry(one.message, perform, clock, lambda: answers.scripts[pipeline.name].goes_on)
        found.filtered += [one.place for _ in outcome.filtered]
        found.dead += [{"message": one.place, "reason": letter.reason} for letter in outcome.settlement.dead]
        if outcome.hold is not None:
            found.held.append({"message": one.place, "reason": outcome.hold.reason})
    return found


def _stage(case: Case, answers: Answers) -> Offstage:
    names = {identity_of(case.workflow.id, step.name): step.name for step in case.workflow.steps}
    return Offstage(case.defined.components, answers, names, Caller(DaemonThreads()))


async def _runs(case: Case, taken: Sequence[Taken], stage: Offstage, clock: Clock) -> list[dict[str, Any]]:
    definition = SequenceDefinition(case.workflow, case.defined.connections, stage, Nowhere(), masks_of(case))
    work = SequenceWork(definition, context_of, stage.call, _Checkpoints())
    await work.open()
    try:
        found = []
        for one in taken:
            if one.message is not None:
                outcome = await carry(one.message, work.perform, clock, lambda: _asks_on(stage))
                [record] = reported(work.route, outcome)
                found.append({"message": one.place, **_told(record)})
        return found
    finally:
        await work.close()


def _asks_on(stage: Offstage) -> bool:
    """Whether what was asked last may answer in another way."""
    return bool(stage.calls) and stage.answers.scripts[stage.calls[-1]["step"]].goes_on


def _told(record: RunRecord) -> dict[str, Any]:
    steps = {one.name: one.output for one in record.steps}
    return {"status": record.status.value, "reason": record.reason, "result": record.result, "steps": steps}


async def carry(
    message: Message,
    perform: Callable[[Sequence[Message]], Awaitable[Outcome]],
    clock: Clock,
    goes_on: Callable[[], bool],
) -> Outcome:
    """Carry one message to its end: what waits comes again when it is due, without anybody waiting.

    Args:
        message: as it was accepted.
        perform: does what a worker does with a batch.
        clock: goes on with the pauses.
        goes_on: whether a system that is away is asked again: else that is the end.
    """
    clock.go_to(message.received_at)
    for _ in range(MOST_TURNS):
        outcome = await perform([message])
        for retry in outcome.settlement.retries:
            clock.go_to(max(clock.now, retry.due_at))
            message = stateful(retry)
        if outcome.hold is not None:
            if not goes_on():
                return outcome
            after = outcome.hold.after
            await clock.forward(PROBE_S if after is None else after)
            message = outcome.held[0]
        elif not outcome.settlement.retries:
            return outcome
    raise RuntimeError(f"message {message.id} comes to no end: {MOST_TURNS} attempts and pauses were made")


class _Checkpoints:
    """A `nexus.ports.RunStore` of runs that nobody else can take over."""

    async def checkpoint(self, messages: Sequence[Message]) -> Sequence[Kept]:
        return [Kept.KEPT] * len(messages)

    async def cancelled(self) -> Collection[str]:
        return ()

    async def forget_cancelled(self, message_ids: Sequence[str]) -> None:
        """There are none."""

    async def answer(self, message_id: str, answer: bytes, payload_key: str = "") -> None:
        """Nobody waits."""
