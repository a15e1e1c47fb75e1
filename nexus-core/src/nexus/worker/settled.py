"""What a runner tells its worker, and where a message waits that is not settled yet."""

from attrs import evolve, frozen

from nexus.engine.outcome import Outcome
from nexus.engine.route import Route
from nexus.model.delivery import ScheduledRetry
from nexus.model.message import Message


@frozen
class Settled:
    """What `RouteRunner` tells its worker after each settled batch.

    Attributes:
        is_attempt: False if deliveries were only put off, since their destination is away.
    """

    route: Route
    outcome: Outcome
    started_at: int
    is_attempt: bool = True


def has_left_the_stream(message: Message) -> bool:
    """Whether it waits in the schedule: retries do, and runs that must not begin again at their first step."""
    return message.scheduled or bool(message.state)


def stateful(retry: ScheduledRetry) -> Message:
    """Return the message of a leased delivery, as the engine works on it."""
    return evolve(retry.message, state=retry.state, scheduled=True)
