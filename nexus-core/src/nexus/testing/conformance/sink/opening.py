"""Opening sinks as the engine does, and writing as it does: again, where the sink asks for it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest

from nexus.engine.calls import Caller
from nexus.engine.retry import judge
from nexus.hookspecs import Batch, Sink, SinkType, WriteTarget
from nexus.testing.conformance.base import THREADS, Conformance, answer, calling, settled, within
from nexus.testing.conformance.rules import rule_of
from nexus.testing.conformance.selection import NOBODY
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.effects import EFFECTS, FIELDS, Effect, Row, by_id
from nexus.testing.context import LocalContext

STORING = frozenset({Effect.ADD, Effect.PUT})
"""Effects that bring new rows with all their values."""


def batch(rows: Sequence[Any], prefix: str = "m") -> Batch:
    """Return a batch whose messages are numbered."""
    return Batch(rows, [f"{prefix}-{index}" for index in range(len(rows))])


class OpenSink:
    """A sink in use.

    Attributes:
        sink: what the plugin gave.
    """

    def __init__(self, sink: Sink, call: Caller) -> None:
        self.sink = sink
        self._call = call

    async def write(self, rows: Batch | Sequence[Any], prefix: str = "m") -> None:
        """Write once; raises what the sink raises."""
        await self._call(self.sink.write, rows if isinstance(rows, Batch) else batch(rows, prefix))

    async def deliver(self, rows: Batch | Sequence[Any], prefix: str = "m", attempts: int = 10) -> None:
        """Write until all is stored, as the engine does, with no more than so many attempts.

        A row that is rejected, or an error that the contract does not know, fails the check.
        """
        left = rows if isinstance(rows, Batch) else batch(rows, prefix)
        error: Exception | None = None
        for _ in range(attempts):
            try:
                return await self.write(left)
            except Exception as raised:  # noqa: BLE001 — judged as the engine judges
                error = raised
            verdict = judge(error, len(left))
            if verdict.fault or verdict.rejected or (verdict.hold is not None and verdict.hold.needs_person):
                raise AssertionError(f"good rows were refused: {error!r}") from error
            if verdict.hold is None:
                left = left.pick(sorted(verdict.again))
        raise AssertionError(f"not stored after {attempts} attempts") from error


class SinkChecks(Conformance):
    """Base of the parts of `SinkConformance`.

    Attributes:
        sink_type: what the plugin offers.
        effects: what its operations do, where `EFFECTS` does not know them.
    """

    title = "Sink"
    sink_type: ClassVar[SinkType]
    effects: ClassVar[Mapping[str, Effect]] = {}

    @classmethod
    def operations(cls) -> tuple[str, ...]:
        """Return the sink type's operations."""
        sink_type = getattr(cls, "sink_type", None)
        return sink_type.operations if sink_type is not None else ()

    @classmethod
    def subject(cls) -> str:
        """Return the connector's name."""
        sink_type = getattr(cls, "sink_type", None)
        return sink_type.connector.name if sink_type is not None else ""

    @classmethod
    def effect(cls, operation: str) -> Effect:
        """Return what ``operation`` does.

        Raises:
            TypeError: nobody has said so.
        """
        effect = {**EFFECTS, **cls.effects}.get(operation)
        if effect is None:
            raise TypeError(f"{cls.__qualname__}.effects must say what the operation {operation!r} does")
        return effect

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run checks for each operation that they are about: ``operation`` all or those that claim, ``storing`` some."""
        claim = rule_of(metafunc.function).claim
        chosen = [one for one in self.operations() if claim is None or claim in self.sink_type.able(one)]
        if "operation" in metafunc.fixturenames:
            metafunc.parametrize("operation", chosen or [NOBODY])
        if "storing" in metafunc.fixturenames:
            metafunc.parametrize("storing", [one for one in chosen if self.effect(one) in STORING] or [NOBODY])

    @asynccontextmanager
    async def open(self, bench: SinkBench, target: WriteTarget, config: Any = None) -> AsyncIterator[OpenSink]:
        """Open a sink, and close it with all that it shares."""
        context = LocalContext()
        used = bench.config if config is None else config
        with calling(max(THREADS, self.sink_type.batching.max_in_flight)) as call:
            try:
                sink = await call(self.sink_type.open, used, target, context)
                try:
                    yield OpenSink(sink, call)
                finally:
                    await within(self.patience_s, call(sink.close), "closing the sink")
            finally:
                await context.aclose(call)

    async def place(self, bench: SinkBench, operation: str, seeds: Sequence[Row] = (), **about: Any) -> WriteTarget:
        """Make an empty place, and fill it with what the operation needs there."""
        target: WriteTarget = await answer(bench.target(operation, FIELDS, **about))
        if seeds and self.effect(operation) in {Effect.CHANGE, Effect.REMOVE}:
            await answer(bench.seed(target, seeds))
        return target

    async def assert_stored(self, bench: SinkBench, target: WriteTarget, rows: Sequence[Row]) -> None:
        """Wait until the place holds exactly these rows, in any order."""

        async def stored() -> list[Row]:
            return by_id(await answer(bench.stored(target)))

        await settled(stored, by_id(rows), self.settling_s)
