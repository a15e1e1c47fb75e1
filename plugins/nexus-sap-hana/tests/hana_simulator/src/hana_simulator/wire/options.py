"""Option parts: numbered, typed values."""

import struct
from collections.abc import Mapping
from typing import Final

from hana_simulator.wire import texts
from hana_simulator.wire.codes import PartKind, TypeCode
from hana_simulator.wire.frames import Part, ProtocolError

Option = bool | int | float | str | bytes

_FIXED: Final = {
    TypeCode.BOOLEAN: struct.Struct("<?"),
    TypeCode.TINYINT: struct.Struct("<b"),
    TypeCode.INT: struct.Struct("<i"),
    TypeCode.BIGINT: struct.Struct("<q"),
    TypeCode.DOUBLE: struct.Struct("<d"),
}


def read_options(part: Part | None) -> dict[int, Option]:
    """Return the options of a part. Its argument count decides: some clients send more bytes than that."""
    options: dict[int, Option] = {}
    if part is None:
        return options
    offset = 0
    for _ in range(part.count):
        try:
            number, kind = part.data[offset], part.data[offset + 1]
            options[number], offset = _read(part.data, offset + 2, kind)
        except (IndexError, struct.error) as error:
            raise ProtocolError(f"the options of part {part.kind} are cut off") from error
    return options


def _read(data: bytes, offset: int, kind: int) -> tuple[Option, int]:
    if kind in {TypeCode.STRING, TypeCode.NSTRING, TypeCode.BSTRING}:
        (length,) = struct.unpack_from("<h", data, offset)
        raw = data[offset + 2 : offset + 2 + length]
        return raw if kind == TypeCode.BSTRING else texts.decode(raw), offset + 2 + length
    form = _FIXED.get(TypeCode(kind)) if kind in set(TypeCode) else None
    if form is None:
        raise ProtocolError(f"an option of type {kind} is unknown")
    (value,) = form.unpack_from(data, offset)
    return value, offset + form.size


def options_part(kind: PartKind, options: Mapping[int, Option]) -> Part:
    """Return a part with options: bool, int (32 bits), str, bytes."""
    data = b"".join(_written(number, value) for number, value in options.items())
    return Part(kind, data, len(options))


def _written(number: int, value: Option) -> bytes:
    match value:
        case bool():
            return struct.pack("<bb?", number, TypeCode.BOOLEAN, value)
        case int():
            return struct.pack("<bbi", number, TypeCode.INT, value)
        case bytes():
            return struct.pack("<bbh", number, TypeCode.BSTRING, len(value)) + value
        case str():
            data = texts.encode(value)
            return struct.pack("<bbh", number, TypeCode.STRING, len(data)) + data
    raise TypeError(f"no option is a {type(value).__name__}")
