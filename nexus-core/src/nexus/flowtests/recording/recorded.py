"""What is known of one message on its way through one workflow: masked, and as the world outside answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import frozen

from nexus.config.secret import MASK
from nexus.config.shapes import fields_of
from nexus.engine.sequence.plan import StepComponents
from nexus.flowtests.documents import OutputDocument
from nexus.mapping.masks import Masks
from nexus.mapping.scope import decode_exact, decode_plain
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.run import RunRecord, StepRun
from nexus.model.workflow import Step, Workflow

_GIVEN_UP: Final = " (given up after "


@frozen
class Recorded:
    """One message and one workflow.

    Attributes:
        source: id of the application or connection; another word for what was run directly.
        payload: the JSON text; masked values are masks, numbers 0, truth values false.
        headers: what came with it.
        answers: by pipeline or step, one after the other.
        ended: how it ended: by pipeline, or of the run under the name of the workflow.
    """

    id: str
    source: str
    received_at: int
    payload: bytes
    headers: Mapping[str, Any]
    workflow: Workflow
    answers: Mapping[str, Sequence[Any]]
    ended: Mapping[str, str]


def masked_payload(payload: bytes, masks: Masks) -> bytes:
    """Return a payload with stand-ins of the same type for what is masked; raises msgspec.DecodeError."""
    if not masks:
        return payload
    original = decode_exact(payload)
    return msgspec.json.Encoder(decimal_format="number").encode(_stand_in(original, masks.masked(original)))


def headers_of(headers: bytes) -> dict[str, Any]:
    """Return what came with a message, without what Nexus itself has noted there."""
    found = decode_plain(headers) if headers else {}
    return {name: value for name, value in found.items() if not name.startswith("nexus.")}


def _stand_in(original: Any, masked: Any) -> Any:
    if masked == MASK and not isinstance(original, dict | list | str):
        return False if isinstance(original, bool) else 0
    if isinstance(original, dict) and isinstance(masked, dict):
        return {name: _stand_in(value, masked[name]) for name, value in original.items()}
    if isinstance(original, list) and isinstance(masked, list):
        return [_stand_in(value, other) for value, other in zip(original, masked, strict=True)]
    return masked


def pipeline_answers(events: Sequence[DeliveryEvent]) -> list[dict[str, Any]]:
    """Return what a destination answered, as the log tells of its attempts, up to the first end."""
    answers: list[dict[str, Any]] = []
    for event in events:
        match event.status:
            case Status.RETRYING:
                answers.append({"retry": event.reason})
                continue
            case Status.DELIVERED:
                answers.append({})
            case Status.DEAD:
                answers.append(_refusal(event.reason))
        break
    return answers


def _refusal(reason: str) -> dict[str, Any]:
    before, given_up, _ = reason.partition(_GIVEN_UP)
    return {"retry": before} if given_up else {"rejected": reason}


def run_answers(
    run: RunRecord, workflow: Workflow, components: StepComponents, events: Sequence[DeliveryEvent]
) -> dict[str, list[Any]]:
    """Return what the systems outside answered to each step of a run; ``events`` tell why steps were tried again."""
    steps = {step.name: step for step in workflow.steps}
    reasons = [event.reason for event in events if event.status is Status.RETRYING]
    return {
        one.name: [*_refusals(one, reasons), *_step_answers(one, steps[one.name], components)]
        for one in run.steps
        if one.name in steps and _reaches_outside(steps[one.name], components)
    }


def _refusals(run: StepRun, reasons: Sequence[str]) -> list[dict[str, str]]:
    """Return what went wrong at the attempts before the last."""
    place = f"step {run.name!r}: "
    known = [reason.removeprefix(place) for reason in reasons if reason.startswith(place)]
    told = [*known, *["it did not work, and why is not recorded"] * run.attempt]
    return [{"retry": reason} for reason in told[: run.attempt - 1]]


def _reaches_outside(step: Step, components: StepComponents) -> bool:
    step_type = components.step_type(step.type)
    return step_type.effect or bool(step_type.connections)


def _step_answers(run: StepRun, step: Step, components: StepComponents) -> list[Any]:
    kind = components.step_type(step.type)
    answer = kind.answer if kind.rehearse is not None and kind.answer is not None else OutputDocument
    if run.error:
        return [{"retry" if run.attempt > 1 else "rejected": run.error}]
    if step.for_each is None:
        return [_answer(run.output, answer)]
    return [_answer(item, answer) for item in run.output or ()]


def _answer(output: Any, kind: type[Any]) -> dict[str, Any]:
    """Return the answer that makes a step yield ``output``: its fields are called as in the output."""
    if kind is OutputDocument:
        return {"output": output}
    if isinstance(output, dict) and set(output) == {"error"}:
        return {"rejected": output["error"]}
    return {name: output[name] for name in fields_of(kind) if name in output} if isinstance(output, dict) else {}
