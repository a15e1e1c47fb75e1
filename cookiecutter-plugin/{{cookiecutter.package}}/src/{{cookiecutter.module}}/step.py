"""A step that writes a text from the data of a run."""

from nexus import StepContext, StepInput, StepResult, config


@config.define
class {{ cookiecutter.prefix }}Settings:
    """Settings of the step."""

    text: str = config.field(title="Text", help="May hold {places}.", placeholder="Dear {payload.name}", min_length=1)


class {{ cookiecutter.prefix }}Step:
    """Compiled once, run for every message."""

    def __init__(self, settings: {{ cookiecutter.prefix }}Settings, context: StepContext) -> None:
        self._render = context.template(settings.text)

    def run(self, step: StepInput) -> StepResult:
        """Fill the places; a path that is missing rejects that message alone."""
        return StepResult(output={"text": self._render(step.data)})

    def close(self) -> None:
        """Nothing is open."""
