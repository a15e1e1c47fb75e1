"""Steps that run at an agent as a whole: what goes there, what comes back, at both ends of the link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct

from nexus.errors import FieldError, InvalidInput, Rejected, Unavailable
from nexus.hookspecs import StepInput, StepResult
from nexus.model.workflow import Mode, Step, Workflow
from nexus.services.agent_links.frames import MOST_ITEM_BYTES
from nexus.services.agent_links.line import Line
from nexus.services.agent_links.values import packed_rows, unpacked_rows

_LARGE = (
    f"what it works on has more than {MOST_ITEM_BYTES} bytes, which an agent's link does not carry: "
    "let a step before it fetch less"
)


class Told(Struct, frozen=True):
    """A step as its agent is told of it.

    Attributes:
        workflow: id of its workflow; with its own name it names the step in the whole installation.
        settings: as they are defined; the connection by its id.
        for_each: see `nexus.model.workflow.Step`: whether there is an item.
    """

    workflow: str
    workflow_name: str
    name: str
    type: str
    settings: dict[str, Any]
    for_each: str | None = None

    def workflow_of_it(self) -> Workflow:
        """Return a workflow that consists of this step."""
        step = Step(self.name, self.type, self.settings, for_each=self.for_each)
        return Workflow(self.workflow, "", self.workflow_name, Mode.SEQUENTIAL, steps=(step,))


class Call(Struct, frozen=True):
    """One call of a step: `nexus.hookspecs.StepInput` but its data, which goes as a row."""

    step: Told
    idempotency_key: str
    attempt: int
    message_id: str
    traceparent: str

    def given(self, rows: Raw) -> StepInput:
        """Return what the step is given."""
        (data,) = unpacked_rows(rows)
        return StepInput(data, self.idempotency_key, self.attempt, self.message_id, self.traceparent)


class AgentStep:
    """The `nexus.hookspecs.RunningStep` at the centre: each call is made at the agent."""

    def __init__(self, line: Line, workflow: Workflow, step: Step) -> None:
        self._line = line
        self._step = Told(workflow.id, workflow.name, step.name, step.type, dict(step.settings), step.for_each)

    async def run(self, step: StepInput) -> StepResult:
        """Have the step run for one message; raises what it raises at the agent, and AgentAway."""
        (row,) = packed_rows([dict(step.data)])
        if len(row) > MOST_ITEM_BYTES:
            raise Rejected({0: _LARGE})
        call = Call(self._step, step.idempotency_key, step.attempt, step.message_id, step.traceparent)
        found = await self._line.ask("step", msgspec.to_builtins(call, enc_hook=dict), Raw(b"[" + row + b"]"))
        try:
            (told,) = msgspec.convert(found, tuple[_Result])
        except msgspec.ValidationError as error:
            raise Unavailable(f"the agent answers what is no result of a step: {error}") from error
        return StepResult(told.output, told.next, told.wait_until, told.current, told.sent)

    async def close(self) -> None:
        """Do nothing: the agent closes what is not used."""


class _Result(Struct):
    """A `nexus.hookspecs.StepResult` over the link."""

    output: Any = None
    next: str | None = None
    wait_until: datetime | None = None
    current: bool = False
    sent: Any = None


def item_of(result: StepResult) -> Struct:
    """Return a result as it goes over the link."""
    return _Result(result.output, result.next, result.wait_until, result.current, result.sent)


def call_of(arguments: Mapping[str, Any]) -> Call:
    """Return the call that a question's arguments tell of; raises InvalidInput if they are none."""
    try:
        return msgspec.convert(arguments, Call)
    except msgspec.ValidationError as error:
        raise InvalidInput([FieldError("arguments", str(error))]) from error
