"""Results of SELECTs that clients fetch in chunks, and the large values in them."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import define, field

from hana_simulator.coerce import coerce
from hana_simulator.faults import Settings
from hana_simulator.sqltypes import LOBS
from hana_simulator.wire import lobs
from hana_simulator.wire.cells import Encode, encoder
from hana_simulator.wire.codes import PartKind
from hana_simulator.wire.frames import Part
from hana_simulator.wire.replies import Column, number_part, result_set

_MOST_BYTES: Final = 512 * 1024


@define(eq=False)
class Result:
    """An open result.

    Attributes:
        locators: the large values that were sent of it.
    """

    number: int
    rows: Sequence[Sequence[Any]]
    columns: Sequence[Column]
    encoders: Sequence[Encode]
    sent: int = 0
    locators: list[int] = field(factory=list)


@define
class Results:
    """The open results of one connection."""

    data_format: int
    _open: dict[int, Result] = field(factory=dict, init=False)
    _lobs: dict[int, lobs.Stored] = field(factory=dict, init=False)
    _number: int = field(default=0, init=False)

    def open(self, columns: Sequence[Column], rows: Sequence[Sequence[Any]], settings: Settings) -> list[Part]:
        """Return the parts that open a result with its first chunk."""
        number = self._next()
        encoders = [self._encoder(column, number, settings) for column in columns]
        self._open[number] = Result(number, rows, columns, encoders)
        return [number_part(PartKind.RESULT_SET_ID, number), self.fetch(number, settings.chunk_rows, settings)]

    def fetch(self, number: int, count: int, settings: Settings) -> Part:
        """Return the next chunk of a result, of at most ``count`` rows."""
        result = self._open.get(number)
        if result is None:
            return result_set([], is_last=True, is_open=False)
        chunk, size = [], 0
        for row in result.rows[result.sent : result.sent + max(min(count, settings.chunk_rows), 1)]:
            cells = b"".join([encode(cell) for encode, cell in zip(result.encoders, row, strict=True)])
            chunk.append(cells)
            size += len(cells)
            if size > _MOST_BYTES:
                break
        result.sent += len(chunk)
        is_last = result.sent >= len(result.rows)
        has_lobs = bool(result.locators)
        if is_last and not has_lobs:
            self.close(number)
        return result_set(chunk, is_last=is_last, is_open=has_lobs)

    def close(self, number: int) -> None:
        """Forget a result and its large values."""
        result = self._open.pop(number, None)
        for locator in result.locators if result is not None else ():
            self._lobs.pop(locator, None)

    def read_lob(self, part: Part) -> Part:
        """Return a piece of a large value; nothing of one that is no longer there."""
        locator, start, length = lobs.read_request(part)
        stored = self._lobs.get(locator)
        data, last = stored.piece(start, length) if stored is not None else (b"", True)
        return lobs.read_reply(locator, data, last=last)

    def _encoder(self, column: Column, number: int, settings: Settings) -> Encode:
        kind = column.kind
        if kind.name in LOBS:
            return lambda value: self._lob(column, number, value, settings)
        encode = encoder(kind, self.data_format)
        if column.table:
            return encode
        return lambda value: encode(coerce(value, kind))

    def _lob(self, column: Column, number: int, value: Any, settings: Settings) -> bytes:
        if value is None:
            return lobs.descriptor(None, column.kind, 0, 0)
        locator = self._next()
        self._lobs[locator] = lobs.Stored(value)
        self._open[number].locators.append(locator)
        return lobs.descriptor(value, column.kind, locator, settings.lob_included)

    def _next(self) -> int:
        self._number += 1
        return self._number
