"""A sequential workflow that is ready to run: its steps are open."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from nexus.engine.route import Route
from nexus.engine.sequence.graph import Graph
from nexus.hookspecs import RunningStep, StepInput, StepResult
from nexus.model.message import Message
from nexus.model.run import Kept
from nexus.model.workflow import Step

CallStep = Callable[[RunningStep, StepInput], Awaitable[StepResult]]
Checkpoint = Callable[[Message], Awaitable[Kept]]
Data = Mapping[str, Any]


async def never_lost(_: Message) -> Kept:
    """Take a checkpoint for kept; for runs that nobody else can take over."""
    return Kept.KEPT


async def none_cancelled() -> Collection[str]:
    """Say that no run is cancelled."""
    return ()


@frozen
class OpenStep:
    """A step, ready to run.

    Attributes:
        effect: see `nexus.hookspecs.StepType`.
        items: finds what it runs for each of, if it does.
    """

    step: Step
    running: RunningStep = field(repr=False)
    effect: bool = True
    items: Callable[[Data], Sequence[Any]] | None = field(default=None, repr=False)


@frozen
class SequencePlan:
    """The steps of one workflow version, open.

    Attributes:
        call: runs a step, in a thread or on the loop.
        checkpoint: keeps how far a run has come.
        cancelled: ids of the messages whose runs a person has ended.
        timeout_s: how long a run may take.
        result: works out what a run answers with.
    """

    route: Route
    graph: Graph
    steps: Mapping[str, OpenStep]
    call: CallStep = field(repr=False)
    checkpoint: Checkpoint = field(default=never_lost, repr=False)
    cancelled: Callable[[], Awaitable[Collection[str]]] = field(default=none_cancelled, repr=False)
    timeout_s: float | None = None
    result: Callable[[Data], Any] | None = field(default=None, repr=False)
    version: int = 1
