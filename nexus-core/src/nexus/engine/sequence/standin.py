"""Runs in the place of a step that reaches something outside: shows what would go out, and answers as it is told."""

from collections.abc import Awaitable, Callable
from typing import Any

from attrs import field, frozen

from nexus.engine.calls import Caller
from nexus.hookspecs import StepContext, StepInput, StepResult, StepType

Answer = Callable[[StepInput, Any], Awaitable[Any]]
"""Returns the step's output; is given its input, and what it would send as far as that can be told."""


@frozen
class StandIn:
    """A `nexus.hookspecs.RunningStep`.

    Attributes:
        running: the step itself, open as far as it can tell what it would send, else None.
        answer: gives its output.
    """

    step_type: StepType
    running: Any = field(repr=False)
    call: Caller = field(repr=False)
    answer: Answer = field(repr=False)

    @classmethod
    async def open(
        cls, step_type: StepType, settings: Any, context: StepContext, call: Caller, answer: Answer
    ) -> "StandIn":
        """Open what can tell what it would send: that reaches nothing. Raises what the step type's ``open`` raises."""
        running = await call(step_type.open, settings, context) if step_type.preview is not None else None
        return cls(step_type, running, call, answer)

    async def run(self, step: StepInput) -> StepResult:
        """Show and answer."""
        preview = self.step_type.preview
        sent = await self.call(preview, self.running, step) if preview is not None else None
        return StepResult(await self.answer(step, sent), sent=sent)

    async def close(self) -> None:
        """Close what was opened."""
        if self.running is not None:
            await self.call(self.running.close)
