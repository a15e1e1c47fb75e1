"""Tries a workflow on samples without delivering: what every pipeline would write, and how far steps would come."""

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec
from attrs import frozen

from nexus.config import define, field, structure
from nexus.engine.route import SEQUENCE, Route
from nexus.engine.sequence.attempt import attempt, reason_of
from nexus.engine.sequence.graph import END, Graph, graph
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.plan import FAMILY, SIDE_BY_SIDE, StepComponents
from nexus.engine.sequence.state import RunState, run_data
from nexus.errors import FieldError, InvalidInput, MappingError, NexusError
from nexus.hookspecs import RunningStep, StepInput, StepResult
from nexus.mapping.scope import of_message
from nexus.mapping.trial import Trial, Tried, prepare_trial
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Mode, Step
from nexus.services.definitions import convert
from nexus.services.definitions.check import Checker
from nexus.services.definitions.documents import PipelineDocument, WorkflowDocument
from nexus.services.workflows.desk import Surroundings
from nexus.services.workflows.dry_steps import open_dry

MOST_SAMPLES: Final = 100

_ID: Final = "01900000-0000-7000-8000-000000000000"

_ROUTE: Final = Route("", "", SEQUENCE, "preview", FAMILY, SIDE_BY_SIDE, max_retries=0, retry_base=1.0, retry_cap=1.0)
"""Nothing travels on it."""


@define
class MessageDocument:
    """What a sample's message is besides its payload."""

    id: str = field(title="Id", default=_ID)
    source: str = field(title="Source", default="preview")
    received_at: int = field(title="Received (ms since 1970)", default=1_767_225_600_000, minimum=0, maximum=2**43)
    headers: Mapping[str, Any] = field(title="Headers", factory=dict)


@define
class PreviewDocument:
    """Samples, and what they are tried with."""

    EXAMPLE: ClassVar = {"samples": [{"id": 1, "customer": {"email": " Ada@Example.com "}}]}

    samples: tuple[Any, ...] = field(title="Samples", help="Payloads; at most 100.", min_length=1)
    definition: WorkflowDocument | None = field(
        title="Draft", help="Without it, the workflow as it is saved.", default=None
    )
    pipelines: tuple[str, ...] = field(title="Pipelines", help="Names; all without it.", default=())
    outputs: Mapping[str, Any] = field(
        title="Outputs", help="By step: what steps that reach outside are taken to yield.", factory=dict
    )
    message: MessageDocument | None = field(title="Message", help="What samples are besides.", default=None)


@frozen
class TriedPipeline:
    """What a pipeline makes of a sample."""

    index: int
    name: str
    tried: Tried


@frozen
class TriedStep:
    """What a step makes of a sample.

    Attributes:
        status: ``ran``, ``assumed`` (its output was given), ``skipped`` (it failed, and the run goes on), ``failed``, or
            ``not_run``: it reaches outside, and so all that follows is unknown.
        next: the step that comes next; None at the end.
    """

    name: str
    type: str
    status: str
    output: Any = None
    error: str = ""
    next: str | None = None


@frozen
class TriedSample:
    """What a workflow makes of one sample."""

    pipelines: Sequence[TriedPipeline] = ()
    steps: Sequence[TriedStep] = ()


@frozen
class Preview:
    """What a workflow makes of samples.

    Attributes:
        faults: what is wrong with the definition itself; what is in order is tried all the same.
    """

    faults: Sequence[FieldError]
    samples: Sequence[TriedSample]


class Rehearsal(Checker):
    """Checks a definition as for saving, and keeps its mappings ready to be tried."""

    trials: dict[str, Trial]

    def mapping(self, document: PipelineDocument, rules: Sequence[MappingRule], place: str) -> Sequence[str]:
        """Check a pipeline's rules; keep what is in order."""
        trial = prepare_trial(
            rules,
            self.components.transforms,
            pipeline=document.name,
            partial=document.partial,
            condition=document.condition,
        )
        self.errors += [FieldError(f"{place}.{fault.path}", fault.message) for fault in trial.faults]
        self.trials = {**getattr(self, "trials", {}), document.name: trial}
        return trial.columns


def preview(
    raw: Any,
    document: PreviewDocument,
    samples: Sequence[bytes],
    around: Surroundings,
    components: StepComponents,
) -> Preview:
    """Try a definition on samples. Blocks for as long as that takes; called in a thread.

    Args:
        raw: the workflow's document.
        document: what is wanted.
        samples: the payloads as they were sent, so that no digit is lost.
        around: what the workflow may refer to.
        components: what is installed.

    Raises:
        InvalidInput: the definition has not the shape of one.
    """
    spoken = convert.with_names(raw, around.names, components.step_types)
    workflow = structure(WorkflowDocument, spoken, "definition")
    rehearsal = Rehearsal(components, around.known)
    rehearsal.alone(workflow, spoken)
    about = document.message or MessageDocument()
    messages = [
        Message("0-0", about.id, about.source, about.received_at, payload, msgspec.json.encode(about.headers))
        for payload in samples
    ]
    if workflow.mode is Mode.SEQUENTIAL:
        steps = _steps(workflow, components)
        return Preview(rehearsal.errors, asyncio.run(_run_all(steps, messages, document.outputs)))
    trials = getattr(rehearsal, "trials", {})
    chosen = [
        (index, one.name, trials[one.name])
        for index, one in enumerate(workflow.pipelines)
        if one.name in trials and (not document.pipelines or one.name in document.pipelines)
    ]
    tried = [
        TriedSample([TriedPipeline(index, name, trial.run(of_message(message))) for index, name, trial in chosen])
        for message in messages
    ]
    return Preview(rehearsal.errors, tried)


@frozen
class _DryStep:
    step: Step
    opened: OpenStep | None
    fault: str = ""


def _steps(workflow: WorkflowDocument, components: StepComponents) -> Sequence[_DryStep]:
    """Open what can be opened; the faults of the others are the checker's to tell."""
    found = []
    for raw in workflow.steps:
        try:
            step = convert.step(convert.step_document(raw), raw)
        except InvalidInput as error:
            found.append(_DryStep(Step(str(raw.get("name", "")), str(raw.get("type", ""))), None, str(error)))
            continue
        try:
            found.append(_DryStep(step, open_dry(step, components)))
        except (NexusError, ValueError) as error:
            found.append(_DryStep(step, None, str(error)))
    return found


async def _run_all(
    steps: Sequence[_DryStep], messages: Sequence[Message], outputs: Mapping[str, Any]
) -> Sequence[TriedSample]:
    return [TriedSample(steps=await _Rehearsed(steps, outputs).run(message)) for message in messages]


class _Rehearsed:
    """The steps of a workflow, of which those run that only compute."""

    def __init__(self, steps: Sequence[_DryStep], outputs: Mapping[str, Any]) -> None:
        self._by_name = {one.step.name: one for one in steps}
        self._outputs = outputs
        self._way = graph([one.step for one in steps]) if steps else Graph("", {})
        opened = {one.step.name: one.opened for one in steps if one.opened is not None}
        self._plan = SequencePlan(_ROUTE, self._way, opened, _call)

    async def run(self, message: Message) -> Sequence[TriedStep]:
        """Go as far as that is known."""
        state = RunState(at=self._way.first)
        try:
            data = run_data(message, state)
        except MappingError as error:
            return [TriedStep("", "", "failed", error=str(error))]
        tried: list[TriedStep] = []
        at: str | None = self._way.first
        while at in self._by_name and len(tried) <= len(self._by_name):  # a draft may run in circles
            one = await self._step(self._by_name[at], message, state, data)
            tried.append(one)
            at = one.next
            state.items = {}
            data["steps"] = state.steps
        return tried

    async def _step(self, one: _DryStep, message: Message, state: RunState, data: dict[str, Any]) -> TriedStep:
        step, following = one.step, self._way.after.get(one.step.name)
        if step.name in self._outputs:
            state.steps[step.name] = self._outputs[step.name]
            return TriedStep(step.name, step.type, "assumed", self._outputs[step.name], next=following)
        if one.opened is None:
            error = one.fault or "it reaches outside: give its output to go on from here"
            return TriedStep(step.name, step.type, "failed" if one.fault else "not_run", error=error)
        try:
            result = await attempt(self._plan, one.opened, message, state, data)
        except Exception as error:  # noqa: BLE001 — whatever a step raises is what the person wants to see
            return _failed(step, state, reason_of(error), step.goto if step.on_error == "goto" else following)
        state.steps[step.name] = result.output
        if result.current:
            data["current"] = result.output
        chosen = result.next if result.next is not None else following
        return TriedStep(step.name, step.type, "ran", result.output, next=None if chosen == END else chosen)


def _failed(step: Step, state: RunState, reason: str, following: str | None) -> TriedStep:
    if step.on_error not in {"skip", "goto"}:
        return TriedStep(step.name, step.type, "failed", error=reason)
    state.steps[step.name] = {"error": reason}
    return TriedStep(
        step.name, step.type, "skipped", state.steps[step.name], reason, None if following == END else following
    )


async def _call(running: RunningStep, step: StepInput) -> StepResult:
    result = running.run(step)
    return await result if inspect.isawaitable(result) else result
