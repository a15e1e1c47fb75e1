"""Cells of a result set, encoded by the types that its metadata tell: a cell itself carries no type."""

import struct
from collections.abc import Callable
from decimal import Context, Decimal
from functools import partial
from typing import Any, Final

from hana_simulator.sqltypes import SqlType
from hana_simulator.wire import decimals, moments, texts
from hana_simulator.wire.codes import TypeCode

Encode = Callable[[Any], bytes]

_NULL_REAL: Final = b"\xff" * 4
_NULL_DOUBLE: Final = b"\xff" * 8
_ABSENT: Final = b"\x00"
_PRESENT: Final = b"\x01"
_NUMERIC: Final = 0x80
_EXACT: Final = Context(prec=60)
_FIXED_BYTES: Final = {TypeCode.FIXED8: 8, TypeCode.FIXED12: 12, TypeCode.FIXED16: 16}


def encoder(kind: SqlType, data_format: int) -> Encode:
    """Return the function that encodes cells of a type which is no LOB."""
    code = kind.code(data_format)
    if code in _FIXED_BYTES:
        return partial(_fixed, kind.scale or 0, _FIXED_BYTES[code])
    return _ENCODERS[code]


def _integer(form: str, value: int | None) -> bytes:
    return _ABSENT if value is None else struct.pack(form, 1, value)


def _boolean(value: int | None) -> bytes:
    return b"\x01" if value is None else b"\x02" if value else b"\x00"


def _real(value: float | None) -> bytes:
    return _NULL_REAL if value is None else struct.pack("<f", value)


def _double(value: float | None) -> bytes:
    return _NULL_DOUBLE if value is None else struct.pack("<d", value)


def _decimal(value: str | float | None) -> bytes:
    return decimals.NULL if value is None else decimals.encode(Decimal(str(value)))


def _fixed(scale: int, length: int, value: str | float | None) -> bytes:
    if value is None:
        return _ABSENT
    return _PRESENT + int(Decimal(str(value)).scaleb(scale, _EXACT)).to_bytes(length, "little", signed=True)


def _text(value: Any) -> bytes:
    return bytes((texts.NULL,)) if value is None else texts.prefixed(texts.encode(str(value)))


def _alphanum(value: str | None) -> bytes:
    if value is None:
        return bytes((texts.NULL,))
    data = texts.encode(value)
    return texts.prefixed(bytes((_NUMERIC | len(data) if value.isdigit() else len(data),)) + data)


def _binary(value: bytes | None) -> bytes:
    return bytes((texts.NULL,)) if value is None else texts.prefixed(value)


def _moment(form: str, null: int, number: Callable[[str], int], shift: int, value: str | None) -> bytes:
    return struct.pack(form, null if value is None else number(value) + shift)


_ENCODERS: Final[dict[TypeCode, Encode]] = {
    TypeCode.TINYINT: partial(_integer, "<BB"),
    TypeCode.SMALLINT: partial(_integer, "<Bh"),
    TypeCode.INT: partial(_integer, "<Bi"),
    TypeCode.BIGINT: partial(_integer, "<Bq"),
    TypeCode.BOOLEAN: _boolean,
    TypeCode.REAL: _real,
    TypeCode.DOUBLE: _double,
    TypeCode.DECIMAL: _decimal,
    **dict.fromkeys((TypeCode.CHAR, TypeCode.VARCHAR, TypeCode.NCHAR, TypeCode.NVARCHAR, TypeCode.SHORTTEXT), _text),
    TypeCode.ALPHANUM: _alphanum,
    TypeCode.BINARY: _binary,
    TypeCode.VARBINARY: _binary,
    TypeCode.DATE: partial(_moment, "<i", moments.NULL_DATE, moments.day, 0),
    TypeCode.TIME: partial(_moment, "<i", moments.NULL_TIME, moments.second_of_day, 1),
    TypeCode.TIMESTAMP: partial(_moment, "<q", moments.NULL_TIMESTAMP, moments.ticks, 0),
    TypeCode.SECONDDATE: partial(_moment, "<q", moments.NULL_SECOND, moments.seconds, 0),
}
