"""When a schedule is due: cron expressions in a time zone, clock changes included.

As in Debian's cron (and by its library, cronsim): of what runs at fixed times, a time that a clock change leaves out runs
right after it, and one that comes twice runs once; what runs every so many minutes goes on by the clock on the wall.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen
from cronsim import CronSim, CronSimError

from nexus.model.workflow import MissedRuns

MOST_MISSED: Final = 100
"""Times in the past that are made up for at once; older ones are left out."""

ON_TIME_MS: Final = 30_000
"""A time that is not longer past than this was not missed: workers take a moment to start, or to hear of a schedule."""

_FIELDS: Final = 5


@frozen
class Cron:
    """A schedule, compiled.

    Attributes:
        text: the expression.
        zone: where its clock hangs.
    """

    text: str
    zone: ZoneInfo

    def after(self, moment: int) -> int | None:
        """Return the first time after ``moment`` (ms since 1970, UTC), or None if there is none within fifty years."""
        return next(self._times(moment), None)

    def due(self, last: int, now: int, missed: MissedRuns) -> list[int]:
        """Return the times after ``last``, up to ``now``, that are to be run now, oldest first."""
        found: list[int] = []
        for tick in self._times(now + 1, reverse=True):
            if tick <= last or len(found) == MOST_MISSED:
                break
            if missed is MissedRuns.SKIP and tick < now - ON_TIME_MS:
                break
            found.append(tick)
            if missed is MissedRuns.ONCE:
                break
        return found[::-1]

    def _times(self, moment: int, *, reverse: bool = False) -> Iterator[int]:
        # in reverse cronsim begins before the second that it is given: the second after includes this one
        seconds = -(-moment // 1000) if reverse else moment // 1000
        start = datetime.fromtimestamp(seconds, UTC).astimezone(self.zone)
        for one in CronSim(self.text, start, reverse=reverse):
            yield int(one.timestamp()) * 1000


def compile_cron(text: str, zone: str) -> Cron:
    """Compile a schedule.

    Raises:
        ValueError: says what is wrong with the expression.
        LookupError: there is no such time zone.
    """
    try:
        place = ZoneInfo(zone)
    except (ValueError, OSError, LookupError) as error:
        raise LookupError(f"there is no time zone {zone!r}; write one as Europe/Berlin") from error
    if len(text.split()) != _FIELDS:
        raise ValueError("has five fields: minute, hour, day of the month, month, day of the week")
    cron = Cron(text, place)
    try:
        first = cron.after(0)
    except CronSimError as error:
        raise ValueError(f"{str(error).lower()} in {text!r}") from error
    if first is None:
        raise ValueError(f"{text!r} never comes")
    return cron
