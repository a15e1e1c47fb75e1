"""Functions on dates and times. They take moments or ISO 8601 text; text without a zone is in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from nexus.builtin.offer import Example, Offer, offer, optional
from nexus.hookspecs import Parameter
from nexus.mapping.moments import check_pattern, timestamp_reader, zone_of

Moment = Callable[[Any], datetime]

_UNITS: Final = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}
_STARTS: Final[dict[str, dict[str, int]]] = {
    "year": {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "month": {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "day": {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
    "hour": {"minute": 0, "second": 0, "microsecond": 0},
    "minute": {"second": 0, "microsecond": 0},
    "second": {"microsecond": 0},
}
_read: Final = timestamp_reader(None, UTC)


def prepare_parse(pattern: str, timezone: str | None) -> Moment:
    """Check pattern and zone."""
    check_pattern(pattern)
    return timestamp_reader(pattern, zone_of(timezone))


def prepare_format(pattern: str, timezone: str | None) -> Callable[[Any], str]:
    """Check pattern and zone."""
    zone = zone_of(timezone)
    if "%" not in pattern:
        raise ValueError(f"{pattern!r} is no pattern such as %d.%m.%Y")
    return lambda value: _read(value).astimezone(zone).strftime(pattern)


def prepare_add(amount: int, unit: str) -> Moment:
    """Check amount and unit."""
    if unit not in _UNITS:
        raise ValueError(f"unit is one of {', '.join(_UNITS)}")
    try:
        step = amount * _UNITS[unit]
    except OverflowError as error:
        raise ValueError("amount is too large") from error

    def add(value: Any) -> datetime:
        try:
            return _read(value) + step
        except OverflowError as error:
            raise ValueError("leaves the years 1 to 9999") from error

    return add


def prepare_trunc(unit: str, timezone: str | None) -> Moment:
    """Check unit and zone."""
    if unit not in _STARTS:
        raise ValueError(f"unit is one of {', '.join(_STARTS)}")
    zone, start = zone_of(timezone), _STARTS[unit]
    return lambda value: _read(value).astimezone(zone).replace(**start).astimezone(UTC)  # type: ignore[arg-type] # names of parts


def prepare_to_timezone(timezone: str) -> Callable[[Any], str]:
    """Check the zone."""
    zone = zone_of(timezone)
    return lambda value: _read(value).astimezone(zone).isoformat()


def unix(value: Any) -> int:
    """Return whole seconds since 1970 (UTC)."""
    return int(_read(value).timestamp() // 1)


_ZONE: Final = optional("timezone", "string", None, "IANA name; UTC if not given")

OFFERS: Final[tuple[Offer, ...]] = (
    offer(
        "date_parse",
        "Reads a moment by a pattern.",
        None,
        Example(
            "31.01.2026 13:00",
            datetime(2026, 1, 31, 12, tzinfo=UTC),
            {"pattern": "%d.%m.%Y %H:%M", "timezone": "Europe/Berlin"},
        ),
        Parameter("pattern", "string"),
        _ZONE,
        returns="timestamp",
        prepare=prepare_parse,
    ),
    offer(
        "date_format",
        "Writes a moment by a pattern.",
        None,
        Example("2026-01-31T12:00:00Z", "31.01.2026", {"pattern": "%d.%m.%Y"}),
        Parameter("pattern", "string"),
        _ZONE,
        prepare=prepare_format,
    ),
    offer(
        "date_add",
        "Moves a moment.",
        None,
        Example("2026-01-31T12:00:00Z", datetime(2026, 2, 1, 12, tzinfo=UTC), {"amount": 1, "unit": "days"}),
        Parameter("amount", "integer"),
        optional("unit", "string", "days", "seconds, minutes, hours, days or weeks"),
        returns="timestamp",
        prepare=prepare_add,
    ),
    offer(
        "date_trunc",
        "Goes back to the start of a year, month, day, hour, minute or second.",
        None,
        Example("2026-01-31T12:34:56Z", datetime(2026, 1, 31, tzinfo=UTC), {"unit": "day"}),
        optional("unit", "string", "day", "year, month, day, hour, minute or second"),
        _ZONE,
        returns="timestamp",
        prepare=prepare_trunc,
    ),
    offer(
        "to_timezone",
        "Writes a moment in ISO 8601 as clocks in a zone show it.",
        None,
        Example("2026-07-01T12:00:00Z", "2026-07-01T14:00:00+02:00", {"timezone": "Europe/Berlin"}),
        Parameter("timezone", "string"),
        prepare=prepare_to_timezone,
    ),
    offer("to_unix", "Counts the seconds since 1970.", unix, Example("1970-01-02T00:00:00Z", 86400), returns="integer"),
)
