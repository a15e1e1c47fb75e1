"""Tries a workflow on samples without delivering: what every pipeline would write, and how far steps would come."""

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec
from attrs import frozen

from nexus.config import define, field, structure
from nexus.engine.sequence.graph import END, graph
from nexus.engine.sequence.plan import StepComponents
from nexus.engine.sequence.state import plain
from nexus.errors import FieldError, NexusError
from nexus.hookspecs import RunningStep, StepInput
from nexus.mapping.scope import of_message
from nexus.mapping.trial import Trial, Tried, prepare_trial
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Mode, Step
from nexus.services.definitions import convert
from nexus.services.definitions.check import Checker
from nexus.services.definitions.documents import PipelineDocument, WorkflowDocument
from nexus.services.definitions.dry_steps import is_dry, open_dry
from nexus.services.workflows.desk import Surroundings

MOST_SAMPLES: Final = 100

_ID: Final = "01900000-0000-7000-8000-000000000000"


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
    running: RunningStep | None
    fault: str = ""


def _steps(workflow: WorkflowDocument, components: StepComponents) -> Sequence[_DryStep]:
    """Open what can be opened; the faults of the others are the checker's to tell."""
    opened = []
    for raw in workflow.steps:
        try:
            step = convert.step(convert.step_document(raw), raw)
            step_type = components.step_type(step.type)
            settings = structure(step_type.config, dict(step.settings))
            running = open_dry(step_type, components, step.name, settings) if is_dry(step_type) else None
            opened.append(_DryStep(step, running))
        except NexusError as error:
            named = Step(str(raw.get("name", "")), str(raw.get("type", "")))
            opened.append(_DryStep(named, None, str(error)))
    return opened


async def _run_all(
    steps: Sequence[_DryStep], messages: Sequence[Message], outputs: Mapping[str, Any]
) -> Sequence[TriedSample]:
    return [TriedSample(steps=await _run(steps, message, outputs)) for message in messages]


async def _run(steps: Sequence[_DryStep], message: Message, outputs: Mapping[str, Any]) -> Sequence[TriedStep]:
    by_name = {one.step.name: one for one in steps}
    if not steps:
        return ()
    way = graph([one.step for one in steps])
    payload = msgspec.json.decode(message.payload)
    data: dict[str, Any] = {
        "payload": payload,
        "message": {"id": message.id, "source": message.source, "received_at": message.received_at},
        "steps": {},
        "current": payload,
    }
    tried: list[TriedStep] = []
    at: str | None = way.first
    while at is not None and at in by_name and len(tried) <= len(steps):  # a draft may run in circles
        one = await _step(by_name[at], data, message, outputs, way.after.get(at))
        tried.append(one)
        at = one.next
    return tried


async def _step(
    one: _DryStep, data: dict[str, Any], message: Message, outputs: Mapping[str, Any], following: str | None
) -> TriedStep:
    step = one.step
    if step.name in outputs:
        data["steps"][step.name] = outputs[step.name]
        return TriedStep(step.name, step.type, "assumed", outputs[step.name], next=following)
    if one.running is None:
        error = one.fault or "it reaches outside: give its output to go on from here"
        return TriedStep(step.name, step.type, "failed" if one.fault else "not_run", error=error)
    try:
        result = one.running.run(StepInput(data, "preview", 1, message.id))
        if inspect.isawaitable(result):
            result = await result
        output = plain(result.output)
    except Exception as error:  # noqa: BLE001 — whatever a step raises is what the person wants to see
        if step.on_error != "skip":
            return TriedStep(step.name, step.type, "failed", error=str(error))
        data["steps"][step.name] = {"error": str(error)}
        return TriedStep(step.name, step.type, "skipped", data["steps"][step.name], str(error), following)
    data["steps"][step.name] = output
    if result.current:
        data["current"] = output
    chosen = result.next if result.next is not None else following
    return TriedStep(step.name, step.type, "ran", output, next=None if chosen == END else chosen)
