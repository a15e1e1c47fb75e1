"""Values as SQLite keeps them: it has no decimals, times, booleans or UUIDs of its own."""

from datetime import UTC
from decimal import Decimal
from typing import Any, Final

from nexus_sql.catalogue import Column
from nexus_sql.values import Convert, Unfit, Values

_LEAST: Final = -(2**63)
_GREATEST: Final = 2**63 - 1


class SQLiteValues(Values):
    """Times as ISO-8601 text (instants in UTC with ``Z``), booleans as 1 and 0; decimals only where no digit is lost."""

    def converter(self, column: Column, declared: str | None) -> Convert:
        """Return the converter of ``column``; one without a declared type takes values as they are."""
        return self.untyped if not column.native else super().converter(column, declared)

    def untyped(self, value: Any) -> Any:
        """What SQLite has a form for stays as it is."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self.integer(value)
        return value if isinstance(value, str | float | bytes) else self.text(value)

    def integer(self, value: Any) -> Any:
        """64 bits, signed."""
        number = super().integer(value)
        if _LEAST <= number <= _GREATEST:
            return number
        raise Unfit(f"{number} does not fit into 64 bits")

    def decimal(self, value: Any) -> Any:
        """As a number if SQLite's 64 bits hold all of its digits."""
        exact = Decimal(super().decimal(value))
        if not exact.is_finite():
            raise Unfit(f"{exact} is no number")
        if exact == exact.to_integral_value() and _LEAST <= exact <= _GREATEST:
            return int(exact)
        if Decimal(repr(float(exact))) == exact:
            return float(exact)
        raise Unfit(f"SQLite would lose digits of {exact}: declare the column as TEXT")

    def boolean(self, value: Any) -> Any:
        """1 or 0."""
        return int(super().boolean(value))

    def date(self, value: Any) -> Any:
        """``2024-02-29``."""
        return super().date(value).isoformat()

    def time(self, value: Any) -> Any:
        """``13:45:00``."""
        return super().time(value).isoformat()

    def instant(self, value: Any) -> Any:
        """``2024-02-29T13:45:00Z``."""
        return super().instant(value).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"

    def uuid(self, value: Any) -> Any:
        """Text."""
        return str(super().uuid(value))
