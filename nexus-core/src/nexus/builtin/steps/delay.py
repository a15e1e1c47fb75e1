"""``delay``: waits in the schedule, so that nothing sleeps in a worker and a restart forgets nothing."""

from datetime import UTC, datetime, timedelta

from nexus.config import define, field
from nexus.errors import Rejected
from nexus.hookspecs import StepContext, StepInput, StepResult, StepType


@define
class DelaySettings:
    """What a delay step is told: how long, or until when."""

    seconds: float | None = field(title="Seconds", default=None, minimum=0)
    until: str | None = field(
        title="Until", help="CEL that yields a time: text in ISO 8601, or seconds since 1970", default=None
    )

    def __attrs_post_init__(self) -> None:
        """Refuse none and both."""
        if (self.seconds is None) == (self.until is None):
            raise ValueError("give exactly one of seconds and until")


class Delay:
    """A delay step, compiled."""

    def __init__(self, settings: DelaySettings, context: StepContext) -> None:
        self._seconds = settings.seconds
        self._until = context.expression(settings.until) if settings.until is not None else None

    async def run(self, step: StepInput) -> StepResult:
        """Ask to be left until the time has come; a time that is past goes on at once."""
        now = datetime.now(UTC)
        pause = timedelta(seconds=self._seconds or 0.0)
        until = now + pause if self._until is None else _time(self._until(step.data))
        output = {"until": until.isoformat().replace("+00:00", "Z")}
        return StepResult(output, wait_until=until if until > now else None)

    def close(self) -> None:
        """Nothing is open."""


def _time(value: object) -> datetime:
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            moment = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError) as error:
        raise Rejected({0: f"until is no time: {value!r} ({error})"}) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


DELAY = StepType(
    name="delay",
    title="Delay",
    config=DelaySettings,
    open=Delay,
    doc="Waits for seconds, or until a time that the message names.",
    connections=(),
    effect=False,
    repeatable=False,
    expressions=("until",),
    moments=("until",),
)
