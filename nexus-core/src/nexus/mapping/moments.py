"""Dates, times and timestamps from what senders write."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nexus.mapping.naming import type_name
from nexus.mapping.numbers import parse_decimal

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS: Final = {"unix": 1_000_000, "unix_ms": 1_000}
"""Microseconds in one unit."""

Read = Callable[[Any], datetime | date | time]


def zone_of(name: str | None) -> tzinfo:
    """Return the time zone of an IANA name; UTC without one.

    Raises:
        ValueError: there is no such zone.
    """
    if name is None or name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write an IANA name such as Europe/Berlin") from error


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that no text could ever match.

    Raises:
        ValueError: it is neither ``iso``, ``unix``, ``unix_ms`` nor a strptime pattern.
    """
    if pattern in ("iso", *_UNITS):
        return
    if "%" not in pattern:
        raise ValueError(f"{pattern!r} is no format; use iso, unix, unix_ms, or a pattern such as %d.%m.%Y")
    try:
        datetime.strptime("\0", pattern)  # noqa: DTZ007 — only the pattern matters
    except ValueError as error:
        if "does not match" not in str(error):
            raise ValueError(f"{pattern!r} is no pattern: {error}") from error
    except Exception as error:
        raise ValueError(f"{pattern!r} is no pattern: {error}") from error


def timestamp_reader(pattern: str | None, zone: tzinfo) -> Callable[[Any], datetime]:
    """Return what reads a value into an aware datetime in UTC; values without a zone are in ``zone``."""
    read = _reader(pattern, datetime.fromisoformat)

    def timestamp(value: Any) -> datetime:
        return _to_utc(read(value), zone)

    return timestamp


def date_reader(pattern: str | None, zone: tzinfo) -> Callable[[Any], date]:
    """Return what reads a value into a date: of a moment, the date that it has in ``zone``."""
    read = _reader(pattern, datetime.fromisoformat)

    def day(value: Any) -> date:
        found = read(value)
        if isinstance(found, datetime):
            return _shift(found, zone).date() if found.tzinfo else found.date()
        if isinstance(found, date):
            return found
        raise ValueError("is a time without a date")

    return day


def time_reader(pattern: str | None, zone: tzinfo) -> Callable[[Any], time]:
    """Return what reads a value into a time of day without offset: of a moment, the time that it has in ``zone``."""
    read = _reader(pattern, _time_or_moment)

    def clock(value: Any) -> time:
        found = read(value)
        if isinstance(found, time):
            # An offset without a date fits no zone with summer time; such times are told in UTC.
            return _shift(datetime.combine(EPOCH, found), UTC).time() if found.tzinfo else found
        if not isinstance(found, datetime):
            raise ValueError("is a date without a time")  # noqa: TRY004 — a value, not a caller's mistake
        return _shift(found, zone).time() if found.tzinfo else found.time()

    return clock


def from_unix_ms(milliseconds: int) -> datetime:
    """Return the moment ``milliseconds`` after 1970 (UTC)."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def _reader(pattern: str | None, parse: Callable[[str], datetime | time]) -> Read:
    if pattern in _UNITS:
        return _unix_reader(_UNITS[pattern])

    def read(value: Any) -> datetime | date | time:
        if isinstance(value, str):
            if pattern is None or pattern == "iso":
                try:
                    return parse(value.strip())
                except ValueError:
                    raise ValueError("is not in ISO 8601; give the format, such as %d.%m.%Y") from None
            try:
                return datetime.strptime(value.strip(), pattern)  # noqa: DTZ007 — the caller adds the zone
            except ValueError:
                raise ValueError(f"does not match the format {pattern}") from None
        if isinstance(value, datetime | date | time):
            return value
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            raise ValueError("is a number; set the format to unix (seconds) or unix_ms")  # noqa: TRY004 — a value, not a caller's mistake
        raise ValueError(f"is {type_name(value)}, not text")

    return read


def _unix_reader(unit: int) -> Read:
    def read(value: Any) -> datetime | date | time:
        if isinstance(value, datetime):
            return value
        try:
            return EPOCH + timedelta(microseconds=round(parse_decimal(value) * unit))
        except OverflowError as error:
            raise ValueError("is beyond the year 9999") from error

    return read


def _time_or_moment(text: str) -> time | datetime:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


def _to_utc(found: datetime | date | time, zone: tzinfo) -> datetime:
    if isinstance(found, datetime):
        return _shift(found if found.tzinfo else found.replace(tzinfo=zone), UTC)
    if isinstance(found, date):
        return _shift(datetime.combine(found, time.min, zone), UTC)
    raise ValueError("is a time without a date")


def _shift(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise ValueError("is outside the years 1 to 9999") from error
