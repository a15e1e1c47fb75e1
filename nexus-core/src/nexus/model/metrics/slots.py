"""Slots of time: how finely figures are kept, and for how long."""

from typing import Final

from attrs import frozen

HOUR_S: Final = 3600
WEEK_S: Final = 7 * 24 * HOUR_S


@frozen
class Resolution:
    """How finely figures are kept.

    Attributes:
        name: in the stream store's keys.
        seconds: length of a slot.
        kept_s: how long slots are kept.
        chunk: slots that one key of the stream store holds.
    """

    name: str
    seconds: int
    kept_s: int
    chunk: int

    def slot(self, at: float) -> int:
        """Return the slot that a time (seconds since 1970, UTC) lies in."""
        return int(at) // self.seconds


SECONDS: Final = Resolution("s", 1, HOUR_S, 60)
MINUTES: Final = Resolution("m", 60, WEEK_S, 60)
HOURS: Final = Resolution("h", HOUR_S, WEEK_S, 24)
"""Sums of minutes, so that a week of many pipelines can be added up."""

RESOLUTIONS: Final = (SECONDS, MINUTES, HOURS)


def resolution_for(step_s: int, age_s: float) -> Resolution | None:
    """Return the coarsest resolution that makes up slots of ``step_s`` and reaches back ``age_s``, or None."""
    fits = [each for each in RESOLUTIONS if step_s % each.seconds == 0 and age_s <= each.kept_s]
    return fits[-1] if fits else None
