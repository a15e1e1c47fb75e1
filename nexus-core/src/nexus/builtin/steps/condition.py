"""``condition``: goes one way or the other by a CEL expression."""

from nexus.config import define, field
from nexus.errors import MappingError
from nexus.hookspecs import StepContext, StepInput, StepResult, StepType


@define
class ConditionSettings:
    """What a condition step is told."""

    expression: str = field(title="Expression", help="CEL over payload, message and steps; true or false", min_length=1)
    then: str | None = field(title="If true", help="Name of a step, or end; else the next one", default=None)
    otherwise: str | None = field(title="If false", help="Name of a step, or end; else the next one", default=None)


class Condition:
    """A condition step, compiled."""

    def __init__(self, settings: ConditionSettings, context: StepContext) -> None:
        self._settings = settings
        self._evaluate = context.expression(settings.expression)

    async def run(self, step: StepInput) -> StepResult:
        """Decide which way to go."""
        holds = self._evaluate(step.data)
        if not isinstance(holds, bool):
            raise MappingError(
                "a condition must be true or false", path=self._settings.expression, found=type(holds).__name__
            )
        return StepResult(holds, next=self._settings.then if holds else self._settings.otherwise)

    def close(self) -> None:
        """Nothing is open."""


CONDITION = StepType(
    name="condition",
    title="Condition",
    config=ConditionSettings,
    open=Condition,
    doc="Goes on at one step or another, by an expression that is true or false.",
    branches=("then", "otherwise"),
    connections=(),
    effect=False,
    repeatable=False,
    expressions=("expression",),
    boolean=("expression",),
)
