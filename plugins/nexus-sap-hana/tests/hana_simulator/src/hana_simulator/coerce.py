"""Values as a column keeps them: checked against its type, in the form that SQLite stores and compares.

Whole numbers and booleans are integers, decimals texts in a collation of their own, dates and times texts in ISO form,
LOBs texts or bytes.
"""

import math
import re
import struct
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, Final

from hana_simulator import errors
from hana_simulator.errors import ServerError
from hana_simulator.sqltypes import BYTES, DECIMALS, FLOATS, INTEGERS, LOBS, TEXTS, SqlType
from hana_simulator.wire import texts

Stored = int | float | str | bytes | None
Coerce = Callable[[Any], Stored]

_FREE: Final = {"DECIMAL": Context(prec=34), "SMALLDECIMAL": Context(prec=16)}
_WIDE: Final = Context(prec=80, rounding=ROUND_HALF_UP)
_LARGEST_EXPONENT: Final = 6111
_TICKS: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7})\d*)?)?)?")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")


def coerce(value: Any, kind: SqlType, column: str = "") -> Stored:
    """Return ``value`` as a column of type ``kind`` keeps it.

    Raises:
        ServerError: it does not fit, with the number that HANA would tell.
    """
    if value is None:
        return None
    try:
        return _coerced(value, kind)
    except ServerError as error:
        raise (ServerError(error.code, f"{column} {kind}") if column else error) from None
    except (ValueError, InvalidOperation, OverflowError, TypeError):
        raise ServerError(errors.INVALID_NUMBER, f"{column} {kind}".strip()) from None


def _coerced(value: Any, kind: SqlType) -> Stored:  # noqa: PLR0911 — one line per family of types
    name = kind.name
    if name in TEXTS:
        return _text(value, kind)
    if name in INTEGERS:
        return _integer(value, *INTEGERS[name])
    if name in DECIMALS:
        return _decimal(value, kind)
    if name in FLOATS:
        return _real(value, single=name == "REAL")
    if name in BYTES:
        return _bytes(value, kind)
    if name == "BOOLEAN":
        return _boolean(value)
    return {"DATE": _date, "TIME": _time, "TIMESTAMP": _timestamp, "SECONDDATE": _second}[name](value)


def _text(value: Any, kind: SqlType) -> str:
    if isinstance(value, bytes):
        raise ServerError(errors.INCONSISTENT_TYPE)
    text = value if isinstance(value, str) else str(value)
    if kind.name not in LOBS and kind.length is not None and texts.units(text) > kind.length:
        raise ServerError(errors.TOO_LARGE)
    return text


def _integer(value: Any, least: int, most: int) -> int:
    number = value if isinstance(value, int) else int(Decimal(str(value)))
    if not least <= number <= most:
        raise ServerError(errors.OVERFLOW)
    return int(number)


def _decimal(value: Any, kind: SqlType) -> str:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ServerError(errors.INVALID_NUMBER)
    if kind.scale is None or kind.length is None:
        number = _FREE[kind.name].plus(number)
        if abs(number.adjusted()) > _LARGEST_EXPONENT:
            raise ServerError(errors.OVERFLOW)
        return format(number, "f")
    if number and number.adjusted() >= kind.length - kind.scale:
        raise ServerError(errors.OVERFLOW)
    rounded = number.quantize(Decimal(1).scaleb(-kind.scale), context=_WIDE)
    if rounded and rounded.adjusted() >= kind.length - kind.scale:
        raise ServerError(errors.OVERFLOW)
    return format(rounded, "f")


def _real(value: Any, *, single: bool) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ServerError(errors.OVERFLOW)
    return float(struct.unpack("<f", struct.pack("<f", number))[0]) if single else number


def _bytes(value: Any, kind: SqlType) -> bytes:
    data = value if isinstance(value, bytes) else texts.encode(str(value))
    if kind.name not in LOBS and kind.length is not None and len(data) > kind.length:
        raise ServerError(errors.TOO_LARGE)
    return data


def _boolean(value: Any) -> int:
    if isinstance(value, str):
        if value.upper() not in {"TRUE", "FALSE"}:
            raise ServerError(errors.INVALID_NUMBER)
        return int(value.upper() == "TRUE")
    return int(bool(value))


def _date(value: Any) -> str:
    return _timestamp(value)[:10]


def _time(value: Any) -> str:
    found = _TIME.fullmatch(str(value).strip())
    if found is None:
        return _timestamp(value)[11:19]
    hour, minute, second = (int(part or 0) for part in found.groups())
    return time(hour, minute, second).isoformat()


def _timestamp(value: Any) -> str:
    if isinstance(value, datetime | date):
        value = value.isoformat()
    found = _TICKS.fullmatch(str(value).strip())
    if found is None:
        raise ServerError(errors.INVALID_NUMBER)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    stamp = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 — HANA's times have no zone
    return f"{stamp.isoformat(' ')}.{(found[7] or '').ljust(7, '0')}"


def _second(value: Any) -> str:
    return _timestamp(value)[:19]
