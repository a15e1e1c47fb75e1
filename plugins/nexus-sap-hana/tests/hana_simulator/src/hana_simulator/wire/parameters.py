"""Rows of parameters as clients send them: each value with its type, whatever the statement's metadata said."""

import struct
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any, Final

from hana_simulator.wire import decimals, moments, texts
from hana_simulator.wire.codes import TypeCode
from hana_simulator.wire.frames import Part, ProtocolError
from hana_simulator.wire.lobs import DATA_INCLUDED, LAST_DATA, Incoming

_NULL: Final = 0x80
_EXACT: Final = Context(prec=50)
_LOB: Final = struct.Struct("<Bii")
_LOBS: Final = {TypeCode.CLOB, TypeCode.NCLOB, TypeCode.BLOB}

Read = Callable[[bytes, int], tuple[Any, int]]


def read_rows(part: Part, columns: int) -> list[list[Any]]:
    """Return the rows of a PARAMETERS part.

    Large values are `Incoming`; decimals `Decimal`; dates and times texts in ISO form. The data of a row's large values
    stand behind the row: the position that is told with them counts from 0 in hdbcli and from 1 in node-hdb.

    Raises:
        ProtocolError: the part is cut off, or holds a type that is unknown.
    """
    rows = []
    offset = 0
    try:
        for _ in range(part.count):
            row, offset = _row(part.data, offset, columns)
            rows.append(row)
    except (IndexError, struct.error, ValueError, OverflowError) as error:
        raise ProtocolError("the parameters are cut off") from error
    return rows


def _row(data: bytes, offset: int, columns: int) -> tuple[list[Any], int]:
    row: list[Any] = []
    included: list[tuple[Incoming, int]] = []
    for _ in range(columns):
        value, offset, length = _value(data, offset)
        row.append(value)
        if length:
            included.append((value, length))
    for lob, length in included:
        lob.pieces.append(data[offset : offset + length])
        offset += length
    return row, offset


def _value(data: bytes, offset: int) -> tuple[Any, int, int]:
    """Return a value, where it ends, and how many bytes of a large one stand behind the row."""
    code = data[offset]
    offset += 1
    if code & _NULL:
        return None, offset, 0
    if code in _LOBS:
        options, length, _ = _LOB.unpack_from(data, offset)
        lob = Incoming(TypeCode(code), is_complete=bool(options & LAST_DATA))
        return lob, offset + _LOB.size, length if options & DATA_INCLUDED else 0
    read = _READERS.get(code)
    if read is None:
        raise ProtocolError(f"a parameter of type {code} is unknown")
    value, offset = read(data, offset)
    return value, offset, 0


def _plain(form: str) -> Read:
    parser = struct.Struct(form)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        return parser.unpack_from(data, offset)[0], offset + parser.size

    return read


def _moment(form: str, text: Callable[[int], str], shift: int = 0) -> Read:
    number = _plain(form)

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        value, offset = number(data, offset)
        return text(value - shift), offset

    return read


def _fixed(length: int) -> Read:
    """Read an unscaled number; the statement's metadata tell its scale (see `Unscaled`)."""

    def read(data: bytes, offset: int) -> tuple[Any, int]:
        return Unscaled(int.from_bytes(data[offset : offset + length], "little", signed=True)), offset + length

    return read


class Unscaled(int):
    """A decimal without its point."""

    def scaled(self, scale: int) -> Decimal:
        """Return the decimal."""
        return Decimal(int(self)).scaleb(-scale, _EXACT)


def _decimal(data: bytes, offset: int) -> tuple[Any, int]:
    return decimals.decode(data[offset : offset + 16]), offset + 16


def _text(data: bytes, offset: int) -> tuple[Any, int]:
    raw, offset = texts.read_prefixed(data, offset)
    return None if raw is None else texts.decode(raw), offset


def _alphanum(data: bytes, offset: int) -> tuple[Any, int]:
    raw, offset = texts.read_prefixed(data, offset)
    return None if raw is None else texts.decode(raw[1:]), offset


_READERS: Final[dict[int, Read]] = {
    TypeCode.TINYINT: _plain("<B"),
    TypeCode.SMALLINT: _plain("<h"),
    TypeCode.INT: _plain("<i"),
    TypeCode.BIGINT: _plain("<q"),
    TypeCode.REAL: _plain("<f"),
    TypeCode.DOUBLE: _plain("<d"),
    TypeCode.BOOLEAN: lambda data, offset: (data[offset] not in {0, 1} or data[offset] == 1, offset + 1),
    TypeCode.DECIMAL: _decimal,
    TypeCode.FIXED8: _fixed(8),
    TypeCode.FIXED12: _fixed(12),
    TypeCode.FIXED16: _fixed(16),
    **dict.fromkeys(
        (
            *(TypeCode.CHAR, TypeCode.VARCHAR, TypeCode.NCHAR, TypeCode.NVARCHAR),
            *(TypeCode.STRING, TypeCode.NSTRING, TypeCode.SHORTTEXT),
        ),
        _text,
    ),
    TypeCode.ALPHANUM: _alphanum,
    **dict.fromkeys((TypeCode.BINARY, TypeCode.VARBINARY, TypeCode.BSTRING), texts.read_prefixed),
    TypeCode.DATE: _moment("<i", moments.date_text),
    TypeCode.TIME: _moment("<i", moments.time_text, 1),
    TypeCode.TIMESTAMP: _moment("<q", moments.timestamp_text),
    TypeCode.SECONDDATE: _moment("<q", moments.second_text),
}
