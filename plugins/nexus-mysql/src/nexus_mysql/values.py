"""Values as MySQL and MariaDB take them, and their literals for multi-row statements."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from pymysql.converters import escape_string

from nexus_sql.values import Unfit, Values

_MOST_DIGITS: Final = 100
"""A decimal column holds 65; literals are written without exponent, and 1e999999999 would be long."""


class MySQLValues(Values):
    """Times as a clock in UTC shows them, which is the session's zone; booleans as 1 and 0."""

    def boolean(self, value: Any) -> Any:
        """1 or 0; other small numbers as they are, for tinyint(1) is also used for them."""
        return int(value) if isinstance(value, bool | int) else int(super().boolean(value))

    def decimal(self, value: Any) -> Any:
        """Finite numbers."""
        number = super().decimal(value)
        if isinstance(number, Decimal) and not (number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS):
            raise Unfit(f"{number} is no number that the column can hold")
        return number

    def real(self, value: Any) -> Any:
        """Finite numbers."""
        number = super().real(value)
        if number - number != 0:
            raise Unfit(f"{number} is no number that the column can hold")
        return number

    def instant(self, value: Any) -> Any:
        """What a clock in UTC shows."""
        return self.wall_clock(value)

    def uuid(self, value: Any) -> Any:
        """Text."""
        return str(super().uuid(value))


def _text(value: str) -> str:
    return f"'{escape_string(value)}'"


def _iso(value: date | time) -> str:
    return f"'{value.isoformat()}'"


def _stamp(value: datetime) -> str:
    return f"'{value.isoformat(' ')}'"


_LITERALS: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    type(None): lambda _: "NULL",
    bool: lambda value: "1" if value else "0",
    int: str,
    float: lambda value: repr(value) if "e" in repr(value) else f"{value!r}e0",
    Decimal: lambda value: format(value, "f"),
    str: _text,
    bytes: lambda value: f"X'{value.hex()}'",
    date: _iso,
    time: _iso,
    datetime: _stamp,
}
"""Every type that `MySQLValues` returns, and no other: an unknown one is a KeyError, never a guess."""


def literals(values: Sequence[Any]) -> str:
    """Return ``(…, …)`` with the literals of one row. The session's sql_mode keeps backslash escapes (`SQL_MODE`)."""
    return f"({','.join([_LITERALS[type(value)](value) for value in values])})"
