"""Large values: read in pieces by a locator, written in pieces behind the statement that announced them."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import define, field, frozen

from hana_simulator.sqltypes import SqlType
from hana_simulator.wire import texts
from hana_simulator.wire.codes import PartKind, TypeCode
from hana_simulator.wire.frames import Part, ProtocolError

IS_NULL: Final = 1
DATA_INCLUDED: Final = 2
LAST_DATA: Final = 4

_KINDS: Final = {TypeCode.BLOB: 1, TypeCode.CLOB: 2, TypeCode.NCLOB: 3, TypeCode.TEXT: 3}
_READ: Final = struct.Struct("<Qqi4x")
_WRITE: Final = struct.Struct("<QBqi")


@frozen
class Stored:
    """A large value that a client reads in pieces. Offsets count bytes, or UTF-16 units of a text."""

    value: str | bytes

    @property
    def units(self) -> int:
        """Length as clients count it."""
        return len(self.value) if isinstance(self.value, bytes) else texts.units(self.value)

    def piece(self, start: int, count: int) -> tuple[bytes, bool]:
        """Return ``count`` bytes or units from ``start`` on as they travel, and whether they are the last."""
        if isinstance(self.value, bytes):
            return self.value[start : start + count], start + count >= len(self.value)
        raw = self.value.encode("utf-16-le", "surrogatepass")
        cut = raw[2 * start : 2 * (start + count)].decode("utf-16-le", "surrogatepass")
        return texts.encode(cut), 2 * (start + count) >= len(raw)


def descriptor(value: str | bytes | None, kind: SqlType, locator: int, included: int) -> bytes:
    """Return the cell of a large value with its first ``included`` bytes or units."""
    number = _KINDS[kind.code(1)]
    if value is None:
        return bytes((number, IS_NULL))
    lob = Stored(value)
    data, last = lob.piece(0, included)
    size = len(value) if isinstance(value, bytes) else len(texts.encode(value))
    head = struct.pack(
        "<BB2xqqQi", number, DATA_INCLUDED | (LAST_DATA if last else 0), lob.units, size, locator, len(data)
    )
    return head + data


def read_request(part: Part) -> tuple[int, int, int]:
    """Return locator, start (from 0) and length of a wanted piece."""
    locator, start, length = _READ.unpack_from(part.data)
    return locator, start - 1, length


def read_reply(locator: int, data: bytes, *, last: bool) -> Part:
    """Return the part with a wanted piece."""
    options = DATA_INCLUDED | (LAST_DATA if last else 0)
    return Part(PartKind.READ_LOB_REPLY, struct.pack("<QBi3x", locator, options, len(data)) + data)


@define(eq=False)
class Incoming:
    """A large value of a parameter that is still on its way."""

    kind: TypeCode
    pieces: list[bytes] = field(factory=list)
    is_complete: bool = False

    def value(self) -> str | bytes:
        """Return it whole."""
        data = b"".join(self.pieces)
        return data if self.kind == TypeCode.BLOB else texts.decode(data)


@frozen
class Piece:
    """One piece of a large value, as a client writes it behind its statement."""

    locator: int
    data: bytes
    is_last: bool


def written_pieces(part: Part) -> Iterable[Piece]:
    """Return the pieces of a WRITELOB request, in order."""
    offset = 0
    for _ in range(part.count):
        if offset + _WRITE.size > len(part.data):
            raise ProtocolError("a piece of a LOB is cut off")
        locator, options, _, length = _WRITE.unpack_from(part.data, offset)
        offset += _WRITE.size
        yield Piece(locator, part.data[offset : offset + length], bool(options & LAST_DATA))
        offset += length


def write_reply(locators: Sequence[int]) -> Part:
    """Return the part that names the large values which are not complete."""
    return Part(PartKind.WRITE_LOB_REPLY, struct.pack(f"<{len(locators)}Q", *locators), len(locators))
