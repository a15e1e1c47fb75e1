"""Tries a workflow out on a message: what only computes, computes; what would go out is shown and does not go out."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from attrs import evolve, field, frozen

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.opened import OpenStep
from nexus.engine.sequence.plan import SequenceDefinition, plan_of
from nexus.engine.sequence.run import Finished, Run
from nexus.engine.sequence.standin import StandIn
from nexus.engine.sequence.state import RunState
from nexus.hookspecs import Capability, Egress, RunningStep, StepInput, StepResult
from nexus.mapping.scope import ITEM_VARIABLES, STEP_VARIABLES
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.model.run import StepRun
from nexus.model.workflow import Step


@frozen
class Tried:
    """How a trial went.

    Attributes:
        steps: those that ran, in order.
        stubbed: the names of those that would have reached something outside.
        unknown: of those, the ones for whose answer nothing is known: null was taken.
        result: what the workflow answers with.
        reason: why it would have failed, or empty.
    """

    steps: Sequence[StepRun]
    stubbed: Collection[str]
    unknown: Collection[str]
    result: Any
    reason: str


class TrialContext(Compilers):
    """The `nexus.hookspecs.StepContext` of a step that is tried: settings are real, writing and reading are not."""

    def __init__(self, definition: SequenceDefinition, step: Step, call: Caller) -> None:
        variables = STEP_VARIABLES if step.for_each is None else ITEM_VARIABLES
        super().__init__(definition.components.transforms, f"{definition.workflow.name}.{step.name}", variables)
        self.identity = f"trial/{step.name}"
        self.call = call
        self.logger = logging.getLogger(f"nexus.workflow.{definition.workflow.name}")
        self._definition = definition
        self._shared: dict[Any, Any] = {}

    @property
    def egress(self) -> Egress:
        """As always."""
        return self._definition.egress

    def shared(self, key: Any, create: Callable[[], Any], close: Callable[[Any], Any]) -> Any:  # noqa: ARG002 — nothing is opened that would need it
        """Return the one ``key`` of this step."""
        if key not in self._shared:
            self._shared[key] = create()
        return self._shared[key]

    def connection(self, name: str) -> Any:
        """Return the structured configuration of a connection."""
        connection = self._definition.connection(name)
        cls = self._definition.components.connector(connection.connector).config
        return structure(cls, connection.config, f"connections.{connection.name}.config")

    def able(self, *_: str) -> Collection[Capability]:
        """Promise nothing."""
        return ()

    async def writer(self, *_: Any) -> Any:
        """Return what writes nothing."""

        async def write(_row: Any, _message_id: str) -> None:
            return

        return write

    async def query(self, *_: Any) -> Any:
        """Return nothing: nothing is read."""
        return


@frozen
class _Computing:
    """A step that only computes; delays are not waited for."""

    running: Any = field(repr=False)
    call: Caller = field(repr=False)

    async def run(self, step: StepInput) -> StepResult:
        result: StepResult = await self.call(self.running.run, step)
        return evolve(result, wait_until=None)

    async def close(self) -> None:
        await self.call(self.running.close)


class Trial:
    """One trial of one workflow version.

    Args:
        stubs: answers of steps that reach something outside, by name.
    """

    def __init__(self, definition: SequenceDefinition, call: Caller, stubs: Mapping[str, Any]) -> None:
        self._definition = definition
        self._call = call
        self._stubs = stubs
        self._stubbed: dict[str, None] = {}
        self._unknown: dict[str, None] = {}

    async def run(self, message: Message) -> Tried:
        """Run ``message`` through all steps; delays are not waited for.

        Raises:
            ConfigurationError: a step cannot be opened.
        """
        plan = plan_of(self._definition, await self._open(), self._step)
        run = Run(evolve(plan, timeout_s=None), message)
        end = await run.go()
        state = run.state or RunState(at="")
        steps = [
            StepRun(
                one.name,
                one.at,
                one.ms,
                sent=one.sent,
                output=state.steps.get(one.name),
                error=one.error,
                current=one.current,
            )
            for one in state.trace
        ]
        result = end.result if isinstance(end, Finished) else None
        return Tried(steps, tuple(self._stubbed), tuple(self._unknown), result, _reason(end))

    async def _open(self) -> dict[str, OpenStep]:
        opened = {}
        for step, settings, step_type in self._definition.steps():
            context = TrialContext(self._definition, step, self._call)
            tried: RunningStep
            if step_type.effect:
                answer = partial(self._answered, step)
                tried = await StandIn.open(step_type, settings, context, self._call, answer)
            else:
                tried = _Computing(await self._call(step_type.open, settings, context), self._call)
            items = context.items(step.for_each) if step.for_each is not None else None
            opened[step.name] = OpenStep(step, tried, step_type.effect, items)
        return opened

    async def _step(self, tried: RunningStep, given: StepInput) -> StepResult:
        result: StepResult = await self._call(tried.run, given)
        return result

    async def _answered(self, step: Step, given: StepInput, _sent: Any) -> Any:
        self._stubbed[step.name] = None
        return self._answer(step, given)

    def _answer(self, step: Step, given: StepInput) -> Any:
        if step.name not in self._stubs:
            self._unknown[step.name] = None
            return None
        answer = self._stubs[step.name]
        if step.for_each is None:
            return answer
        index = given.data["index"]
        return answer[index] if isinstance(answer, list) and index < len(answer) else None


def _reason(end: Any) -> str:
    match end:
        case Finished():
            return str(end.fault)
        case DeadLetter():
            return end.reason
        case _:
            return str(getattr(end, "reason", "") or getattr(getattr(end, "hold", None), "reason", ""))


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
    return msgspec.json.decode(encoder.encode(value))
