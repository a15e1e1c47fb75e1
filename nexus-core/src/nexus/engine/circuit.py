"""A circuit breaker per pipeline: a destination that is away is probed, not hammered, and its backlog is not spent."""

import random
from enum import StrEnum

from nexus.engine.retry import Hold


class CircuitState(StrEnum):
    """Where a circuit stands."""

    CLOSED = "closed"
    OPEN = "open"
    PROBING = "probing"


class Circuit:
    """Opens when the destination is away, lets one probe through after a growing pause, closes when it succeeds.

    Args:
        base: seconds of the first pause; doubled with each failed probe, with equal jitter, up to ``cap``.
    """

    def __init__(self, base: float = 0.5, cap: float = 30.0) -> None:
        self._base = base
        self._cap = cap
        self.state = CircuitState.CLOSED
        self.reason = ""
        self.needs_person = False
        self.failures = 0
        self.probe_at = 0.0

    def open(self, hold: Hold, now: float) -> float:
        """Open (again) because of ``hold`` and return when to probe next; times are seconds of one monotonic clock."""
        if self.state is not CircuitState.OPEN:  # writes that were under way when it opened say nothing new
            self.failures += 1
        pause = min(self._cap, self._base * 2.0 ** min(self.failures - 1, 16))
        pause *= random.uniform(0.5, 1.0)  # noqa: S311 — jitter, no secret
        if hold.after is not None:
            pause = max(pause, hold.after)
        self.state = CircuitState.OPEN
        self.reason = hold.reason
        self.needs_person = hold.needs_person
        self.probe_at = now + pause
        return self.probe_at

    def rest(self, reason: str, until: float) -> None:
        """Let nothing pass until a time, because of one message and not of the destination: no failure is counted."""
        self.state = CircuitState.OPEN
        self.reason = reason
        self.needs_person = False
        self.probe_at = until

    def close(self) -> bool:
        """The destination works; return True if it did not before."""
        was_open = self.state is not CircuitState.CLOSED
        self.state = CircuitState.CLOSED
        self.reason = ""
        self.needs_person = False
        self.failures = 0
        return was_open

    def may_pass(self, now: float) -> bool:
        """Whether something may be sent now; an open circuit whose pause is over starts to probe."""
        if self.state is CircuitState.OPEN and now >= self.probe_at:
            self.state = CircuitState.PROBING
        return self.state is not CircuitState.OPEN

    @property
    def probing(self) -> bool:
        """Whether what is sent now is a probe: one message is enough."""
        return self.state is CircuitState.PROBING
