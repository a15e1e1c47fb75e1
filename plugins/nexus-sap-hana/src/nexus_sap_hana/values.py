"""Values as hdbcli takes them: nothing is cut off to fit its column without a word."""

from decimal import Decimal
from typing import Any, Final

from nexus_sql.catalogue import Column
from nexus_sql.values import Convert, Unfit, Values

_MOST_DIGITS: Final = 100
"""A decimal column holds 38, and 1e999999999 would be long to spell out."""


class HanaValues(Values):
    """Time stamps as a clock in UTC shows them: SAP HANA keeps no zone."""

    def converter(self, column: Column, declared: str | None) -> Convert:
        """Return the converter of ``column``."""
        if column.native == "SECONDDATE":
            return self.second
        return super().converter(column, declared)

    def second(self, value: Any) -> Any:
        """A time stamp without a fraction, which the column would lose."""
        stamp = self.wall_clock(value)
        if stamp.microsecond:
            raise Unfit(f"{stamp.isoformat()} has a fraction of a second, which a SECONDDATE does not keep")
        return stamp

    def time(self, value: Any) -> Any:
        """A time of day without a fraction, which the column would lose."""
        moment = super().time(value)
        if moment.microsecond:
            raise Unfit(f"{moment.isoformat()} has a fraction of a second, which a TIME does not keep")
        return moment

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
