"""``transform``: shapes data by mapping rules; what it yields is what the following steps work on."""

from collections.abc import Callable, Mapping
from typing import Any

from nexus.config import define, field
from nexus.hookspecs import StepContext, StepInput, StepResult, StepType


@define
class TransformSettings:
    """What a transform step is told."""

    mappings: tuple[Mapping[str, Any], ...] = field(
        title="Mappings",
        help="As in pipelines; sources may also begin with steps.NAME",
        min_length=1,
    )


class Transform:
    """A transform step, compiled."""

    def __init__(self, settings: TransformSettings, context: StepContext) -> None:
        self._map: Callable[[Mapping[str, Any]], Any] = context.mapping(settings.mappings)

    async def run(self, step: StepInput) -> StepResult:
        """Map the run's data."""
        return StepResult(self._map(step.data), current=True)

    def close(self) -> None:
        """Nothing is open."""


TRANSFORM = StepType(
    name="transform",
    title="Transform",
    config=TransformSettings,
    open=Transform,
    doc="Shapes data by mapping rules. Following steps work on the result unless they name another source.",
    connections=(),
    effect=False,
    mappings=("mappings",),
)
