"""Dates and times as they travel: counted from 0001-01-01, day 1, in the Julian calendar before 1582-10-15."""

from datetime import date
from typing import Final

NULL_DATE: Final = 3652062
NULL_TIME: Final = 86402
NULL_TIMESTAMP: Final = 3155380704000000001
NULL_SECOND: Final = 315538070401

_TICKS_PER_SECOND: Final = 10_000_000
_SECONDS_PER_DAY: Final = 86400
_FIRST_GREGORIAN: Final = 577738
"""1582-10-15; the day before is 1582-10-04 in the Julian calendar."""
_SHIFT: Final = 2
"""Days by which 0001-01-01 of the Julian calendar precedes that of the Gregorian one."""


def day(text: str) -> int:
    """Return the number of a date in ISO form."""
    year, month, month_day = int(text[:4]), int(text[5:7]), int(text[8:10])
    gregorian = date(year, month, month_day).toordinal() + _SHIFT
    return gregorian if gregorian >= _FIRST_GREGORIAN else _julian(year, month, month_day)


def _julian(year: int, month: int, month_day: int) -> int:
    """Return the number of a date in the Julian calendar: a year has 365.25 days, counted from March."""
    shifted = year - (month < 3)
    months = (month + 9) % 12
    return shifted * 365 + shifted // 4 + (153 * months + 2) // 5 + month_day - 306


def date_text(number: int) -> str:
    """Return the date of a number in ISO form."""
    if number >= _FIRST_GREGORIAN:
        return date.fromordinal(number - _SHIFT).isoformat()
    days = number + 305
    cycle, days = divmod(days, 1461)
    year = min(days // 365, 3)
    rest = days - 365 * year
    months = (5 * rest + 2) // 153
    month_day = rest - (153 * months + 2) // 5 + 1
    month = months + 3 if months < 10 else months - 9
    return f"{4 * cycle + year + (month < 3):04}-{month:02}-{month_day:02}"


def second_of_day(text: str) -> int:
    """Return the seconds of a time ``HH:MM:SS``."""
    return int(text[:2]) * 3600 + int(text[3:5]) * 60 + int(text[6:8])


def time_text(second: int) -> str:
    """Return the time of a second of the day."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def seconds(text: str) -> int:
    """Return the number of a second ``YYYY-MM-DD HH:MM:SS``."""
    return (day(text) - 1) * _SECONDS_PER_DAY + second_of_day(text[11:19]) + 1


def second_text(number: int) -> str:
    """Return the second of a number."""
    days, second = divmod(number - 1, _SECONDS_PER_DAY)
    return f"{date_text(days + 1)} {time_text(second)}"


def ticks(text: str) -> int:
    """Return the number of a time stamp ``YYYY-MM-DD HH:MM:SS.FFFFFFF``."""
    return (seconds(text) - 1) * _TICKS_PER_SECOND + int(text[20:27].ljust(7, "0")) + 1


def timestamp_text(number: int) -> str:
    """Return the time stamp of a number."""
    second, fraction = divmod(number - 1, _TICKS_PER_SECOND)
    return f"{second_text(second + 1)}.{fraction:07}"
