"""What all formats have in common: rows, positions, and which format reads what."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from attrs import frozen

from nexus import ConfigurationError
from nexus_file.config import Pick


class Unreadable(ConfigurationError):
    """A file as a whole cannot be read; the text says why, for a person."""


@frozen
class Start:
    """Where reading begins.

    Attributes:
        at: bytes (of Excel files: rows) that have been read.
        line: lines that have been read; the next one has the next number.
        columns: names of the columns, once they are known.
    """

    at: int = 0
    line: int = 0
    columns: tuple[str, ...] = ()


@frozen
class Row:
    """One row of a file.

    Attributes:
        line: the number of its first line, from 1 (of Excel files: of the row).
        payload: a JSON object; of a bad row its bytes as they stand in the file.
        after: where the next one begins.
        error: why it is bad, or empty.
    """

    line: int
    payload: bytes
    after: Start
    error: str = ""


class Reader(Protocol):
    """Reads one file."""

    @property
    def end(self) -> int | None:
        """The offset up to which bytes have been read; None where positions are no offsets."""
        ...

    def rows(self) -> Iterator[Row]:
        """Yield the rows from the start on, in constant memory.

        Raises:
            Unreadable: it is not what its format says.
            OSError: it is away.
        """
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def open_reader(path: Path, pick: Pick, start: Start, max_record_bytes: int) -> Reader:
    """Open a file.

    Raises:
        Unreadable: it is not what its format says.
        OSError: it is away.
    """
    home = "excel" if pick.format == "xlsx" else "lines" if pick.format == "jsonl" else "delimited"
    reader: Reader = import_module(f"nexus_file.reading.{home}").open_file(path, pick, start, max_record_bytes)
    return reader


def named(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns as a file's first row gives them.

    Raises:
        Unreadable: a name is missing or stands twice.
    """
    names = tuple(name.strip() for name in columns)
    if not all(names):
        raise Unreadable(f"column {names.index('') + 1} has no name in the first row; name the columns in the settings")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise Unreadable(f"the first row names {doubled[0]!r} twice; name the columns in the settings")
    return names
