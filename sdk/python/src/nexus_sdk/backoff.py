"""When to try again."""

import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

from nexus_sdk.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how patiently a request is tried again. Times in seconds.

    Attributes:
        attempts: after the first.
        base_s: longest pause before the first of them; it doubles with each.
        cap_s: longest pause at all, but for what the server asks for with ``Retry-After``.
        total_s: no attempt begins after this time.
    """

    attempts: int = 8
    base_s: float = 0.2
    cap_s: float = 20.0
    total_s: float = 120.0

    def __post_init__(self) -> None:
        if self.attempts < 0 or min(self.base_s, self.cap_s, self.total_s) < 0:
            raise ConfigurationError("retry: attempts and times must not be negative")


NO_RETRY: Final = Retry(attempts=0)


def pause_before(attempt: int, retry: Retry, retry_after_s: float | None = None) -> float:
    """Return the pause before an attempt: full jitter, so that who failed together does not come back together."""
    backoff = random.random() * longest_pause(attempt, retry)  # noqa: S311 — no secret
    return retry_after_s + min(backoff, retry_after_s / 4) if retry_after_s else backoff


def longest_pause(attempt: int, retry: Retry) -> float:
    """Return the pause before an attempt without jitter."""
    return min(retry.cap_s, retry.base_s * 2.0 ** min(attempt - 1, 60))


def parse_retry_after(value: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for: seconds, or a date; None where it is neither."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except ValueError:
            return None
    return max(0.0, seconds) if isfinite(seconds) else None
