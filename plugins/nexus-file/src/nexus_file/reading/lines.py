"""JSON lines: one JSON document a line (https://jsonlines.org)."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from nexus_file.config import Pick
from nexus_file.reading.rows import Row, Start
from nexus_file.reading.tail import Lines

_BOM = b"\xef\xbb\xbf"


class JsonLines:
    """Reads a file of JSON lines. Its encoding is UTF-8, as RFC 8259 section 8.1 demands."""

    def __init__(self, lines: Lines, start: Start, longest: int) -> None:
        self._lines = lines
        self._start = start
        self._longest = longest

    def rows(self) -> Iterator[Row]:
        """Yield the documents; empty lines are passed over."""
        number = self._start.line
        while line := self._lines.next():
            number += 1
            text = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
            after = Start(self._lines.at, number)
            if len(line) == self._longest and not line.endswith(b"\n"):
                yield Row(number, text, after, f"line {number}: longer than {self._longest} bytes")
            elif text:
                yield Row(number, text, after, _fault(text, number))

    @property
    def end(self) -> int:
        """The offset up to which bytes have been read."""
        return self._lines.at

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def open_file(path: Path, pick: Pick, start: Start, longest: int) -> JsonLines:  # noqa: ARG001 — as all formats have it
    """Open a file of JSON lines."""
    return JsonLines(Lines(path, start.at, longest), start, longest)


def _fault(text: bytes, number: int) -> str:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
        text.decode()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"line {number}: no JSON: {error}"
    return ""
