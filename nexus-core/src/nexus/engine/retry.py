"""What the engine does next after a write failed: the only place that maps delivery errors to actions."""

import random
from collections.abc import Mapping

from attrs import field, frozen

from nexus.errors import ConfigurationError, Rejected, Retry, Unavailable


@frozen
class Hold:
    """The destination as a whole cannot take anything now.

    Attributes:
        reason: what it said.
        after: seconds until the next probe as it asked for, or None for backoff.
        needs_person: a setting must be changed before it can work.
    """

    reason: str
    after: float | None = None
    needs_person: bool = False


@frozen
class Verdict:
    """What became of a batch whose write raised.

    Attributes:
        rejected: row index -> why it can never succeed.
        again: row index -> why it is to be tried again, which counts as an attempt.
        after: seconds that the destination asked to wait before the next attempt, or None for backoff.
        hold: set if nothing of the batch is known to be stored and the pipeline has to wait.
        fault: the error is none of the contract's: a fault of the plugin.
    """

    rejected: Mapping[int, str] = field(factory=dict)
    again: Mapping[int, str] = field(factory=dict)
    after: float | None = None
    hold: Hold | None = None
    fault: bool = False


def judge(error: BaseException, size: int) -> Verdict:
    """Decide what becomes of a batch of ``size`` rows whose write raised ``error``."""
    match error:
        case Rejected():
            return Verdict(rejected={i: why for i, why in error.reasons.items() if 0 <= i < size})
        case Retry():
            chosen = range(size) if error.indexes is None else (i for i in error.indexes if 0 <= i < size)
            rejected = {i: why for i, why in error.rejected.items() if 0 <= i < size}
            again = {i: error.reason for i in chosen if i not in rejected}
            return Verdict(rejected=rejected, again=again, after=error.after)
        case Unavailable():
            return Verdict(hold=Hold(error.reason, error.after))
        case ConfigurationError():
            return Verdict(hold=Hold(str(error), needs_person=True))
        case OSError() | TimeoutError():
            return Verdict(hold=Hold(f"{type(error).__name__}: {error}"))
        case _:
            reason = f"{type(error).__name__}: {error}"
            return Verdict(again=dict.fromkeys(range(size), reason), fault=True)


def backoff(attempt: int, base: float, cap: float) -> float:
    """Return the seconds to wait after ``attempt`` (from 1) has failed: exponential, with full jitter.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: ``random(0, min(cap, base * 2 ** n))``.
    """
    ceiling = min(cap, base * 2.0 ** min(attempt - 1, 62))
    return random.uniform(0, ceiling)  # noqa: S311 — jitter, no secret
