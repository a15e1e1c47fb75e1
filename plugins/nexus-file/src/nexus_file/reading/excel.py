"""Excel workbooks (.xlsx), streamed: openpyxl's read-only mode reads the sheet's XML row by row."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import msgspec

from nexus import ConfigurationError
from nexus_file.config import Pick
from nexus_file.reading.cells import as_object
from nexus_file.reading.rows import Row, Start, Unreadable, named

_encode: Final = msgspec.json.Encoder().encode
_TIMES: Final = (dt.datetime, dt.date, dt.time)


class Excel:
    """Reads one sheet. What formulas gave when the file was saved counts; instants have no zone and stay without."""

    def __init__(self, book: Any, sheet: Any, pick: Pick, start: Start) -> None:
        self._book = book
        self._sheet = sheet
        self._pick = pick
        self._start = start
        self._columns = pick.columns or start.columns

    def rows(self) -> Iterator[Row]:
        """Yield the rows; empty ones are passed over. Those before the start are read again, and not told."""
        skip = 0 if self._start.at else self._pick.skip_rows
        first = self._start.at + skip + 1
        try:
            for number, cells in enumerate(self._sheet.iter_rows(min_row=first, values_only=True), first):
                values = _trimmed(cells)
                if not values:
                    continue
                if not self._columns:
                    self._columns = named([str(value) if value is not None else "" for value in values])
                    continue
                yield self._row(number, values)
        except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # SyntaxError: broken XML
            raise Unreadable(f"is no sound Excel file: {error}") from error

    @property
    def end(self) -> None:
        """Positions are rows."""
        return

    def close(self) -> None:
        """Close the file."""
        self._book.close()

    def _row(self, number: int, values: Sequence[Any]) -> Row:
        after = Start(number, number, self._columns)
        wanted = len(self._columns)
        if len(values) > wanted:
            raw = _encode([_plain(value) for value in values])
            return Row(number, raw, after, f"line {number}: has {len(values)} values for {wanted} columns")
        filled = [_plain(value) for value in values] + [None] * (wanted - len(values))
        return Row(number, _encode(as_object(self._columns, filled, self._pick.empty)), after)


def open_file(path: Path, pick: Pick, start: Start, longest: int) -> Excel:  # noqa: ARG001 — as all formats have it
    """Open a workbook.

    Raises:
        ConfigurationError: openpyxl is not installed.
        Unreadable: it is no workbook, or has no such sheet.
    """
    try:
        import openpyxl  # noqa: PLC0415 — an extra, needed for this format only
        from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 — as above
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Excel files need openpyxl", path="files", remedy="pip install 'nexus-file[excel]'"
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, InvalidFileException) as error:
        raise Unreadable(f"is no Excel file: {error}") from error
    if pick.sheet is not None and pick.sheet not in book.sheetnames:
        sheets = ", ".join(book.sheetnames)
        book.close()
        raise Unreadable(f"has no sheet {pick.sheet!r}; it has {sheets}")
    return Excel(book, book[pick.sheet] if pick.sheet is not None else book.worksheets[0], pick, start)


def _trimmed(cells: Sequence[Any]) -> list[Any]:
    """Return the cells up to the last one that has a value: rows may be formatted far beyond their content."""
    values = list(cells)
    while values and values[-1] is None:
        values.pop()
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, _TIMES):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # a workbook has one kind of number
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
