"""The world outside, as a case has it: connectors are replaced where the platform reaches them, and nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any

from attrs import evolve, field, frozen

from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.plan import StepComponents
from nexus.engine.sequence.standin import StandIn
from nexus.errors import ConfigurationError
from nexus.flowtests.answers import Answers
from nexus.hookspecs import (
    Batch,
    BatchPolicy,
    Connector,
    Page,
    ResultPage,
    SinkType,
    SourceType,
    StepContext,
    StepInput,
    StepResult,
    StepType,
    TransformFunction,
    WriteTarget,
)
from nexus.model.connection import Connection

_STEP: ContextVar[str] = ContextVar("nexus_flow_test_step")
"""The step that is running: what it reaches through its context is told to be its."""


class Nowhere:
    """`nexus.hookspecs.Egress` that lets nothing out."""

    def resolve(self, host: str, port: int) -> str:
        """Refuse."""
        raise ConfigurationError(f"a flow test reaches nothing, {host}:{port} neither")


class _Context(ComponentContext):
    """Creates nothing that components share."""

    def shared(self, key: Any, create: Any, close: Any) -> Any:  # noqa: ARG002 — the protocol's
        """Return nothing: see `nexus.hookspecs.StepType.rehearse`."""
        return None


def context_of(connection: Connection) -> ComponentContext:
    """Return the context of a connection of a flow test."""
    return _Context.of(connection, Nowhere())


@frozen
class Offstage:
    """`nexus.engine.sequence.plan.StepComponents` whose connectors reach a case's answers.

    Attributes:
        steps: names of steps by their identity.
        calls: what went out, in its order.
    """

    components: StepComponents = field(repr=False)
    answers: Answers = field(repr=False)
    steps: Mapping[str, str]
    call: Caller = field(repr=False)
    calls: list[dict[str, Any]] = field(factory=list)

    @property
    def transforms(self) -> Mapping[str, TransformFunction]:
        """The real ones."""
        return self.components.transforms

    @property
    def step_types(self) -> Mapping[str, StepType]:
        """The real ones."""
        return self.components.step_types

    def source(self, name: str) -> SourceType:
        """The real one."""
        return self.components.source(name)

    def connector(self, name: str) -> Connector:
        """Return a connector that, if it can be queried, asks the case."""
        real = self.components.connector(name)
        return evolve(real, query=(lambda _config, _context: _Query(self))) if real.query is not None else real

    def sink(self, name: str) -> SinkType:
        """Return a sink type that tells the case, row by row."""
        return evolve(self.components.sink(name), open=self._sink, batching=BatchPolicy(max_rows=1))

    def step_type(self, name: str) -> StepType:
        """Return a step type that runs as always, but for what is outside."""
        real = self.components.step_type(name)
        return evolve(real, open=partial(self._open, real)) if real.effect or real.connections else real

    def _sink(self, _config: Any, target: WriteTarget, _context: Any) -> "_Sink":
        return _Sink(self, target)

    async def _open(self, real: StepType, settings: Any, context: StepContext) -> "_Rehearsed | StandIn":
        name = self.steps[context.identity]
        if real.rehearse is None:
            return await StandIn.open(real, settings, context, self.call, partial(self._output, name))
        return _Rehearsed(self, name, real.rehearse, await self.call(real.open, settings, context))

    async def _output(self, name: str, _step: StepInput, sent: Any) -> Any:
        self.calls.append({"step": name, "sent": sent})
        return (await self.answers.take(name)).output

    async def asked(self, step: str, called: Mapping[str, Any]) -> Any:
        """Note a call and answer it."""
        self.calls.append({"step": step, **called})
        return await self.answers.take(step)


@frozen
class _Rehearsed:
    """A step that runs with the case in the place of the world."""

    stage: Offstage
    name: str
    rehearse: Callable[..., Any]
    running: Any

    async def run(self, step: StepInput) -> StepResult:
        _STEP.set(self.name)
        exchange = partial(self.stage.asked, self.name)
        result: StepResult = await self.stage.call(self.rehearse, self.running, step, exchange)
        return result

    async def close(self) -> None:
        await self.stage.call(self.running.close)


@frozen
class _Sink:
    stage: Offstage
    target: WriteTarget

    async def write(self, batch: Batch) -> None:
        target = self.target
        for row in batch.rows:
            called = {"operation": target.operation, "target": target.target, "key": list(target.key), "row": row}
            await self.stage.asked(_STEP.get(), called)

    def close(self) -> None:
        """Nothing is open."""


@frozen
class _Query:
    stage: Offstage

    async def select(self, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        answer = await self.stage.asked(_STEP.get(), {"statement": statement, "params": dict(params)})
        columns = list(dict.fromkeys(name for row in answer.rows for name in row))
        rows = [[row.get(name) for name in columns] for row in answer.rows[: page.limit]]
        return ResultPage(columns, rows, more=answer.more or len(answer.rows) > page.limit)

    def stream(self, statement: str, params: Mapping[str, Any]) -> Iterator[ResultPage]:
        raise NotImplementedError("steps read pages")

    def close(self) -> None:
        """Nothing is open."""
