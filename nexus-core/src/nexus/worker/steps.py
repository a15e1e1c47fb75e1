"""Runs sequential workflows: their steps are opened once, and messages run through them side by side."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.engine.calls import Caller
from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.engine.sequence.access import MakeContext, OpenedConnections, StepOpener
from nexus.engine.sequence.batch import run_batch
from nexus.engine.sequence.elsewhere import Elsewhere
from nexus.engine.sequence.gather import GatheredCheckpoints
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.engine.sequence.plan import SequenceDefinition, plan_of
from nexus.model.message import Message
from nexus.ports import RunStore


class SequenceWork:
    """Runs messages through the steps of one workflow.

    Args:
        runs: keeps their checkpoints.
        elsewhere: reaches connections that name an agent; None where no agent can be asked.
    """

    def __init__(
        self,
        definition: SequenceDefinition,
        context: MakeContext,
        call: Caller,
        runs: RunStore,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._definition = definition
        self._connections = OpenedConnections(definition, context, call, elsewhere)
        self._call = call
        self._runs = runs
        self._plan: SequencePlan | None = None

    @property
    def route(self) -> Route:
        """The workflow's only route."""
        return self._definition.route

    async def open(self) -> None:
        """Open all steps if they are not open."""
        if self._plan is not None:
            return
        opener = StepOpener(self._definition, self._connections, self._call)
        try:
            await opener.open_all()
        except BaseException:
            await self._close_all(opener.steps)
            raise
        self._plan = evolve(
            plan_of(self._definition, opener.steps, self._run_step),
            checkpoint=GatheredCheckpoints(self._runs.checkpoint),
            cancelled=self._runs.cancelled,
        )

    def prepare(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Nothing to do before the steps run."""
        return messages

    async def perform(self, prepared: Sequence[Message]) -> Outcome:
        """Run all messages side by side."""
        assert self._plan is not None
        return await run_batch(self._plan, prepared)

    async def close(self) -> None:
        """Close all steps and what they opened."""
        plan, self._plan = self._plan, None
        await self._close_all(plan.steps if plan is not None else {})

    async def _run_step(self, running: Any, step: Any) -> Any:
        return await self._call(running.run, step)

    async def _close_all(self, steps: Mapping[str, OpenStep]) -> None:
        for opened in steps.values():
            try:
                await self._call(opened.running.close)
            except Exception:
                logging.getLogger(__name__).warning("closing step %s failed", opened.step.name, exc_info=True)
        await self._connections.close()
