"""The suite for steps of sequential workflows."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest

from nexus.config import structure
from nexus.config.shapes import fields_of
from nexus.errors import ConfigurationError, MappingError, Rejected, Unavailable
from nexus.hookspecs import Connector, RunningStep, SinkType, StepInput, StepResult, StepType
from nexus.testing.conformance.base import Conformance, answer, calling, within
from nexus.testing.conformance.bench import missing
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.form import assert_faults_are_named, assert_form_fits, untitled
from nexus.testing.conformance.rules import check
from nexus.testing.step_context import LocalStepContext

# ruff: noqa: ARG002, D102 — what is not overridden fails the check that asks; the name of a check is its sentence


class StepBench:
    """What a step works with, and how its work is judged. Methods may be plain or coroutines.

    Attributes:
        settings: plain settings of a step that works.
        connections: name -> (connector or sink type, configuration) of the connections that the settings name.
    """

    settings: Mapping[str, Any]
    connections: Mapping[str, tuple[Connector | SinkType, Any]] = {}

    def data(self, number: int) -> Mapping[str, Any]:
        """Return the data of a run: ``payload``, ``message``, ``steps`` and ``current``; another for each number."""
        payload = {"id": number, "name": f"item {number}"}
        return {"payload": payload, "message": {"id": f"m{number}"}, "steps": {}, "current": payload}

    def verify(self, number: int, result: StepResult) -> Any:
        """Assert that a run with ``data(number)`` did what it should, here and in the system that it reaches."""
        missing("verify", "judge what the step did")

    def bad_data(self) -> Mapping[str, Any]:
        """Return data with which the step can never succeed."""
        missing("bad_data", "make a run that can never succeed")

    def away(self) -> Mapping[str, tuple[Connector | SinkType, Any]]:
        """Return the connections, configured so that nothing listens where they lead."""
        missing("away", "let the connections lead nowhere")

    def keys(self) -> list[str]:
        """Return the idempotency keys that arrived in the system that the step reaches, in their order."""
        missing("keys", "see the idempotency keys that arrive")

    def sent(self) -> int:
        """Return how often the step has reached the system."""
        missing("sent", "count what the step sends")


class StepConformance(Conformance):
    """What every step keeps to.

    Subclass it, set ``step_type``, and give a fixture ``bench`` that returns your `StepBench`.
    """

    title = "Step"
    step_type: ClassVar[StepType]

    @classmethod
    def subject(cls) -> str:
        """Return the step type's name."""
        step_type = getattr(cls, "step_type", None)
        return step_type.name if step_type is not None else ""

    @check()
    def test_the_form_fits_good_settings_and_names_what_is_wrong(self, bench: StepBench) -> None:
        good = structure(self.step_type.config, bench.settings)
        assert_form_fits(self.step_type.config, good)
        assert_faults_are_named(self.step_type.config, good)
        assert not untitled(self.step_type.config)
        assert self.step_type.title
        assert self.step_type.doc

    @check()
    def test_the_settings_that_it_names_are_there(self) -> None:
        step = self.step_type
        named = {*step.branches, *step.mappings, *step.expressions, *step.templates, *step.boolean, *step.moments}
        assert named <= set(fields_of(step.config)), "branches, mappings, expressions, templates name settings"
        assert {*step.boolean, *step.moments} <= set(step.expressions)

    @check()
    async def test_a_run_does_what_it_should(self, bench: StepBench) -> None:
        async with self.open(bench) as step:
            result = await step(1)
        await answer(bench.verify(1, result))
        json.dumps(result.output, default=str)

    @check()
    async def test_runs_at_the_same_time_do_not_mix(self, bench: StepBench) -> None:
        async with self.open(bench) as step:
            results = await asyncio.gather(*(step(number) for number in range(12)))
        for number, result in enumerate(results):
            await answer(bench.verify(number, result))

    @check()
    async def test_the_data_of_a_run_is_not_changed(self, bench: StepBench) -> None:
        data = bench.data(1)
        before = copy.deepcopy(data)
        async with self.open(bench) as step:
            await step(1, data)
        assert data == before

    @check()
    async def test_a_step_without_effect_gives_the_same_again(self, bench: StepBench) -> None:
        if self.step_type.effect:
            return  # it claims to have one: it is checkpointed instead
        async with self.open(bench) as step:
            first, second = await step(1), await step(1)
        assert (first.output, first.next) == (second.output, second.next)

    @check("bad_data")
    async def test_a_run_that_can_never_succeed_is_rejected_with_its_reason(self, bench: StepBench) -> None:
        async with self.open(bench) as step:
            with pytest.raises((Rejected, MappingError, ConfigurationError)) as raised:
                await step(1, await answer(bench.bad_data()))
            assert str(raised.value)
            await answer(bench.verify(2, await step(2)))  # and the next one is not its victim

    @check("away")
    async def test_a_system_that_is_away_is_unavailable(self, bench: StepBench) -> None:
        with pytest.raises(Unavailable):
            async with self.open(bench, await answer(bench.away())) as step:
                await within(self.patience_s, step(1), "a step whose system is away")

    @check("keys")
    async def test_a_repeated_run_has_the_same_idempotency_key(self, bench: StepBench) -> None:
        async with self.open(bench) as step:
            await step(1)
            await step(2)
        async with self.open(bench) as again:
            await again(1)
        first, other, repeated = await answer(bench.keys())
        assert first == repeated != other

    @check("sent")
    async def test_a_preview_sends_nothing(self, bench: StepBench) -> None:
        preview = self.step_type.preview
        if preview is None:
            return  # it says that it cannot be told
        async with self.open(bench) as step:
            before = await answer(bench.sent())
            assert await answer(preview(step.running, step.input(1))) is not None
            assert await answer(bench.sent()) == before

    @check()
    async def test_a_closed_step_leaves_nothing_open(self, bench: StepBench) -> None:
        before = Footprint.now()
        for turn in range(3):
            async with self.open(bench) as step:
                await step(turn)
            if turn == 0:
                before = Footprint.now()  # what a library keeps once for the process is no leak
        await assert_nothing_left(before, "the closed step")

    @asynccontextmanager
    async def open(self, bench: StepBench, connections: Any = None) -> AsyncIterator["OpenStep"]:
        """Open a step, and close it with all that it shares."""
        settings = structure(self.step_type.config, bench.settings)
        with calling() as call:
            context = LocalStepContext(call, bench.connections if connections is None else connections)
            try:
                running = await call(self.step_type.open, settings, context)
                try:
                    yield OpenStep(running, bench, call)
                finally:
                    await call(running.close)
            finally:
                await context.aclose(call)


class OpenStep:
    """A step in use.

    Attributes:
        running: what the plugin gave.
    """

    def __init__(self, running: RunningStep, bench: StepBench, call: Any) -> None:
        self.running = running
        self._bench = bench
        self._call = call

    def input(self, number: int, data: Mapping[str, Any] | None = None) -> StepInput:
        """Return what a run is given."""
        used = self._bench.data(number) if data is None else data
        return StepInput(used, f"key-of-run-{number}", message_id=f"m{number}")

    async def __call__(self, number: int, data: Mapping[str, Any] | None = None) -> StepResult:
        """Run once."""
        result = await self._call(self.running.run, self.input(number, data))
        assert isinstance(result, StepResult)
        return result
