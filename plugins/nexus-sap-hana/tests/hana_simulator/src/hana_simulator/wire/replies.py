"""Parts of replies: metadata, result sets, counts, errors."""

import struct
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from hana_simulator.sqltypes import SqlType
from hana_simulator.wire import options, texts
from hana_simulator.wire.codes import PartAttribute, PartKind, TransactionFlag
from hana_simulator.wire.frames import Part

FAILED: Final = -3
"""Count of a row of a batch that is not stored."""

_NOT_NULL: Final = 1
_NULLABLE: Final = 2
_IN: Final = 1
_ERROR_LEVEL: Final = 1
_NO_NAME: Final = 0xFFFFFFFF


@frozen
class Column:
    """A column of a result."""

    name: str
    kind: SqlType
    table: str = ""
    schema: str = ""
    nullable: bool = True


class _Names:
    """The table of names behind metadata."""

    def __init__(self) -> None:
        self.data = b""
        self._places: dict[str, int] = {}

    def place(self, name: str) -> int:
        if not name:
            return _NO_NAME
        if name not in self._places:
            self._places[name] = len(self.data)
            self.data += texts.prefixed(texts.encode(name))
        return self._places[name]


def result_metadata(columns: Sequence[Column], data_format: int) -> Part:
    """Describe the columns of a result."""
    names = _Names()
    records = [
        struct.pack(
            "<bbhhhIIII",
            _NULLABLE if column.nullable else _NOT_NULL,
            column.kind.code(data_format),
            column.kind.wire_scale,
            column.kind.wire_length,
            0,
            names.place(column.table),
            names.place(column.schema),
            names.place(column.name),
            names.place(column.name),
        )
        for column in columns
    ]
    return Part(PartKind.RESULT_SET_METADATA, b"".join(records) + names.data, len(columns))


def parameter_metadata(kinds: Sequence[SqlType], data_format: int) -> Part:
    """Describe the parameters of a statement."""
    records = [
        struct.pack(
            "<bbbbIhhI", _NULLABLE, kind.code(data_format), _IN, 0, _NO_NAME, kind.wire_length, kind.wire_scale, 0
        )
        for kind in kinds
    ]
    return Part(PartKind.PARAMETER_METADATA, b"".join(records), len(kinds))


def result_set(rows: Sequence[bytes], *, is_last: bool, is_open: bool) -> Part:
    """Return rows; ``is_open``: the client closes the result itself, for there is more to read of it."""
    attributes = PartAttribute(0)
    if is_last:
        attributes |= PartAttribute.LAST
        if not is_open:
            attributes |= PartAttribute.CLOSED
        if not rows:
            attributes |= PartAttribute.ROW_NOT_FOUND
    return Part(PartKind.RESULT_SET, b"".join(rows), len(rows), attributes)


def rows_affected(counts: Sequence[int]) -> Part:
    """Return how many rows each row of a batch changed."""
    return Part(PartKind.ROWS_AFFECTED, struct.pack(f"<{len(counts)}i", *counts), len(counts))


def errors_part(errors: Sequence[tuple[int, str]]) -> Part:
    """Return errors: their numbers and texts."""
    records = []
    for code, text in errors:
        told = texts.encode(text)
        record = struct.pack("<iiib5s", code, 0, len(told), _ERROR_LEVEL, b"HY000") + told
        records.append(record + bytes(-len(record) % 8))
    return Part(PartKind.ERROR, b"".join(records), len(records))


def number_part(kind: PartKind, number: int) -> Part:
    """Return a part with one id."""
    return Part(kind, struct.pack("<Q", number))


def transaction_flags(flags: Mapping[TransactionFlag, bool]) -> Part:
    """Say what became of the transaction."""
    return options.options_part(PartKind.TRANSACTION_FLAGS, {int(flag): value for flag, value in flags.items()})
