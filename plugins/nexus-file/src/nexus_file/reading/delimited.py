"""CSV and TSV, as RFC 4180 has them: quoted values may hold delimiters, quotes (doubled) and line ends."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from attrs import frozen

from nexus_file.config import Pick
from nexus_file.reading.cells import as_object
from nexus_file.reading.rows import Row, Start, Unreadable, named
from nexus_file.reading.tail import Lines

_BOM: Final = "\ufeff"
_encode: Final = msgspec.json.Encoder().encode


@frozen
class _Record:
    """The lines of one record: an odd number of quotes says that it goes on in the next line."""

    line: int
    raw: bytes
    lines: int
    error: str = ""


class Delimited:
    """Reads a delimited file."""

    def __init__(self, lines: Lines, pick: Pick, start: Start, longest: int) -> None:
        self._lines = lines
        self._pick = pick
        self._start = start
        self._longest = longest
        self._columns = pick.columns or start.columns

    def rows(self) -> Iterator[Row]:
        """Yield the rows; empty lines are passed over."""
        number = self._start.line
        skip = self._pick.skip_rows if self._start.at == 0 else 0
        while record := self._record(number + 1):
            number += record.lines
            if skip:
                skip -= 1
                continue
            values = [] if record.error else self._values(record)
            if isinstance(values, list) and not values and not record.error:
                continue
            if not self._columns:
                self._columns = self._names(record, values)
                continue
            after = Start(self._lines.at, number, self._columns)
            fault = record.error or (values if isinstance(values, str) else self._misfit(values))
            if fault:
                yield Row(record.line, record.raw, after, f"line {record.line}: {fault}")
            else:
                yield Row(record.line, _encode(as_object(self._columns, values, self._pick.empty)), after)

    @property
    def end(self) -> int:
        """The offset up to which bytes have been read."""
        return self._lines.at

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def _record(self, number: int) -> _Record | None:
        """Return the next record; one whose quote is never closed is its first line alone, and bad."""
        first = raw = self._lines.next()
        if not first:
            return None
        behind_first, count = self._lines.at, 1
        if _is_cut(first, self._longest):
            return _Record(number, first, 1, f"longer than {self._longest} bytes")
        while raw.count(b'"') % 2:
            more = self._lines.next()
            if not more or len(raw) + len(more) > self._longest:
                self._lines.back_to(behind_first)
                return _Record(number, first.rstrip(b"\r\n"), 1, "a quote is not closed")
            raw += more
            count += 1
        return _Record(number, raw.rstrip(b"\r\n"), count)

    def _values(self, record: _Record) -> list[str] | str:
        """Return the values of a record, or why it has none."""
        try:
            text = record.raw.decode(self._pick.encoding)
        except UnicodeDecodeError as error:
            return f"byte {error.start + 1} is not {self._pick.encoding}"
        if record.line == 1:
            text = text.removeprefix(_BOM)
        try:
            return next(csv.reader([text], delimiter=self._pick.separator, strict=True), [])
        except csv.Error as error:
            return str(error)

    def _names(self, record: _Record, values: Sequence[str] | str) -> tuple[str, ...]:
        if record.error or isinstance(values, str):
            raise Unreadable(f"line {record.line}, which names the columns: {record.error or values}")
        return named(values)

    def _misfit(self, values: Sequence[str]) -> str:
        wanted = len(self._columns)
        return "" if len(values) == wanted else f"has {len(values)} values for {wanted} columns"


def open_file(path: Path, pick: Pick, start: Start, longest: int) -> Delimited:
    """Open a delimited file."""
    csv.field_size_limit(max(csv.field_size_limit(), longest))  # the bound on records is ours
    return Delimited(Lines(path, start.at, longest), pick, start, longest)


def _is_cut(line: bytes, longest: int) -> bool:
    return len(line) == longest and not line.endswith(b"\n")
