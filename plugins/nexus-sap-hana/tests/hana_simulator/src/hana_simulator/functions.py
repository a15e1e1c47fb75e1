"""Functions that SQLite is taught: HANA's own, and those that SQLite's would do otherwise."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from hana_simulator import errors
from hana_simulator.coerce import coerce
from hana_simulator.errors import ServerError
from hana_simulator.sqltypes import SqlType, named
from hana_simulator.wire import texts

_EXACT: Final = Context(prec=60)
_QUOTIENT: Final = Context(prec=34)


class Functions:
    """Teaches a connection; keeps the error that a function told, which SQLite would not pass on.

    Args:
        session: answers the functions about the session, by name.
    """

    def __init__(self, connection: sqlite3.Connection, session: dict[str, Callable[..., Any]]) -> None:
        self.told: ServerError | None = None
        pure: dict[str, tuple[int, Callable[..., Any]]] = {
            "hana_cast": (2, _cast),
            "hana_math": (3, _math),
            "hana_length": (1, lambda text: None if text is None else texts.units(str(text))),
            "hana_upper": (1, lambda text: None if text is None else str(text).upper()),
            "hana_lower": (1, lambda text: None if text is None else str(text).lower()),
            "hana_add_seconds": (2, lambda stamp, count: _later(stamp, seconds=count)),
            "hana_add_days": (2, lambda stamp, count: _later(stamp, days=count)),
        }
        for name, (arguments, function) in pure.items():
            connection.create_function(name, arguments, self._telling(function), deterministic=True)
        clock: dict[str, Callable[..., Any]] = {
            "hana_now": _now,
            "hana_today": lambda: _now()[:10],
            "hana_time": lambda: _now()[11:19],
        }
        for name, function in {**session, **clock}.items():
            connection.create_function(name, -1, self._telling(function))
        connection.create_aggregate("hana_sum", 1, _Sum)  # type: ignore[arg-type] # typeshed knows whole numbers only
        connection.create_aggregate("hana_avg", 1, _Average)  # type: ignore[arg-type] # typeshed knows whole numbers only
        connection.create_collation("hana_decimal", _compare)

    def _telling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except ServerError as error:
                self.told = error
                raise

        return called


@lru_cache(maxsize=500)
def _kind(text: str) -> SqlType:
    head, _, sizes = text.partition("(")
    kind = named(head, *[int(size) for size in sizes.rstrip(")").split(",") if size])
    assert kind is not None
    return kind


def _cast(value: Any, kind: str) -> Any:
    return coerce(value, _kind(kind))


def _math(operator: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, float) or isinstance(right, float):
        return _real_math(operator, float(left), float(right))
    try:
        a, b = Decimal(str(left)), Decimal(str(right))
    except InvalidOperation:
        raise ServerError(errors.INVALID_NUMBER) from None
    if operator == "/":
        if not b:
            raise ServerError(errors.DIVISION_BY_ZERO)
        return format(_QUOTIENT.divide(a, b), "f")
    done = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}[operator](a, b)
    return format(done, "f")


def _real_math(operator: str, left: float, right: float) -> float:
    if operator == "/":
        if not right:
            raise ServerError(errors.DIVISION_BY_ZERO)
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") + "0"


def _later(stamp: str | None, **by: Any) -> str | None:
    if stamp is None or None in by.values():
        return None
    text = coerce(stamp, SqlType("TIMESTAMP"))
    assert isinstance(text, str)
    moved = datetime.fromisoformat(text[:26]) + timedelta(**{unit: float(count) for unit, count in by.items()})
    return f"{moved.isoformat(' ', 'microseconds')}{text[26:]}"


def _compare(left: str, right: str) -> int:
    try:
        a, b = Decimal(left), Decimal(right)
    except InvalidOperation:
        return (left > right) - (left < right)
    return (a > b) - (a < b)


class _Sum:
    """SUM of decimals, exact."""

    def __init__(self) -> None:
        self.sum = Decimal(0)
        self.count = 0

    def step(self, value: Any, /) -> None:
        """Take a value."""
        if value is not None:
            self.sum = _EXACT.add(self.sum, Decimal(str(value)))
            self.count += 1

    def finalize(self) -> str | None:
        """Return the sum; null of nothing."""
        return format(self.sum, "f") if self.count else None


class _Average(_Sum):
    """AVG of decimals."""

    def finalize(self) -> str | None:
        """Return the mean; null of nothing."""
        if not self.count:
            return None
        return format(Context(prec=34, rounding=ROUND_DOWN).divide(self.sum, Decimal(self.count)), "f")
