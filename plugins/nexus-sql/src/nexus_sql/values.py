"""Brings mapped values to what a column takes; what does not fit is refused, never bent (RELIABILITY 15).

Each converter looks at the usual type first, so that most values cost one comparison. None never gets here.
Whether a text is too long or a number too great, the database itself says, in strict mode.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

import msgspec

from nexus_sql.catalogue import Column

_MOST_DIGITS: Final = 100
"""No integer column holds more, and 1e999999999 is short to write and long to spell out."""

Convert = Callable[[Any], Any]

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Unfit(ValueError):
    """A value is not what its column takes; the message says what was there and what would do."""


class Values:
    """Converters by column type; a connector overrides the methods where its database differs."""

    def converter(self, column: Column, declared: str | None) -> Convert:
        """Return the function that brings values of a mapping's ``declared`` type to ``column``."""
        if column.type == "json":
            return self.text if declared == "string" else self.json
        convert: Convert = getattr(self, self._method(column))
        return convert

    def _method(self, column: Column) -> str:
        if column.type == "timestamp":
            return "instant" if column.zoned else "wall_clock"
        return {"string": "text", "bytes": "binary", "float": "real"}.get(column.type, column.type)

    def text(self, value: Any) -> Any:
        """Texts as they are; numbers, times and JSON in their usual spelling."""
        if type(value) is str:
            return value
        match value:
            case bool():
                return "true" if value else "false"
            case int() | float() | Decimal() | UUID():
                return str(value)
            case datetime() | date() | time():
                return value.isoformat()
            case dict() | list():
                return json_text(value)
        raise _unfit(value, "a text")

    def integer(self, value: Any) -> Any:
        """Whole numbers only: databases would round 3.7 to 4 without a word."""
        if type(value) is int:
            return value
        try:
            number = Decimal(value.strip() if isinstance(value, str) else value)
            if number.adjusted() < _MOST_DIGITS and number == number.to_integral_value():
                return int(number)
        except (InvalidOperation, OverflowError, TypeError, ValueError):
            pass
        raise _unfit(value, "a whole number")

    def decimal(self, value: Any) -> Any:
        """Exact numbers; a float in its shortest spelling."""
        if type(value) is Decimal or type(value) is int:
            return value
        try:
            return Decimal(repr(value) if isinstance(value, float) else value)
        except (InvalidOperation, TypeError, ValueError):
            raise _unfit(value, "a number") from None

    def real(self, value: Any) -> Any:
        """Floating-point numbers."""
        if type(value) is float:
            return value
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            raise _unfit(value, "a number") from None

    def boolean(self, value: Any) -> Any:
        """True and false, also as 1 and 0."""
        if type(value) is bool:
            return value
        if value in (0, 1):
            return bool(value)
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        raise _unfit(value, "true or false")

    def date(self, value: Any) -> Any:
        """A day; a time stamp only at midnight, for its time of day would be lost."""
        if type(value) is date:
            return value
        if isinstance(value, datetime) and value.time() == time():
            return value.date()
        if isinstance(value, str):
            return _parsed(date.fromisoformat, value, "a date such as 2024-02-29")
        raise _unfit(value, "a date")

    def time(self, value: Any) -> Any:
        """A time of day."""
        if type(value) is time:
            return value
        if isinstance(value, str):
            return _parsed(time.fromisoformat, value, "a time such as 13:45:00")
        raise _unfit(value, "a time of day")

    def instant(self, value: Any) -> Any:
        """An instant; without a zone it is UTC."""
        stamp = self._stamp(value)
        return stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=UTC)

    def wall_clock(self, value: Any) -> Any:
        """What a clock in UTC shows, for columns that keep no zone."""
        stamp = self._stamp(value)
        return stamp if stamp.tzinfo is None else stamp.astimezone(UTC).replace(tzinfo=None)

    def json(self, value: Any) -> Any:
        """JSON text of any value."""
        return json_text(value)

    def uuid(self, value: Any) -> Any:
        """A UUID."""
        if type(value) is UUID:
            return value
        if isinstance(value, str):
            return _parsed(UUID, value, "a UUID")
        raise _unfit(value, "a UUID")

    def binary(self, value: Any) -> Any:
        """Bytes; a text as its UTF-8."""
        if type(value) is bytes:
            return value
        match value:
            case str():
                return value.encode()
            case UUID():
                return value.bytes
        raise _unfit(value, "bytes")

    def _stamp(self, value: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, str):
            stamp: datetime = _parsed(datetime.fromisoformat, value, "a time stamp such as 2024-02-29T13:45:00Z")
            return stamp
        raise _unfit(value, "a time stamp")


def json_text(value: Any) -> str:
    """Return ``value`` as JSON text; decimals keep all their digits.

    Raises:
        Unfit: it holds something that JSON has no form for.
    """
    try:
        return _encode(value).decode()
    except (TypeError, ValueError) as error:
        raise Unfit(f"cannot be written as JSON: {error}") from None


def _parsed(read: Convert, value: str, wanted: str) -> Any:
    try:
        return read(value.strip())
    except ValueError:
        raise _unfit(value, wanted) from None


def _unfit(value: Any, wanted: str) -> Unfit:
    shown = repr(value)
    return Unfit(f"expected {wanted}, got {type(value).__name__} {shown[:60]}{'…' if len(shown) > 60 else ''}")
