"""The rows of a file that is not finished: synced batch by batch, so that what was written outlives everything.

A journal is a file of lines: a head, then each batch's rows, each batch ended by a line that says so. What stands behind the
last such line was never acknowledged, and does not count. Whoever writes a journal holds its lock; one whose lock is free
was left behind by a process that died, and anyone may finish it.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
from attrs import frozen

from nexus_file.durable import sync_folder

_encode: Final = msgspec.json.Encoder().encode
_encode_numbers: Final = msgspec.json.Encoder(decimal_format="number").encode
_decode: Final = msgspec.json.Decoder().decode
_END: Final = b"."
_ROW: Final = b" "
SUFFIX: Final = ".journal"


@frozen
class Head:
    """What is known of a file from its beginning.

    Attributes:
        name: what it will be called: the same however often it has to be finished.
        format: one of `FileOptions.format`.
        columns: names and types; empty if rows are whole payloads.
        header: a CSV file's first row names its columns.
        delimiter: of a CSV file.
    """

    name: str
    format: str
    columns: Mapping[str, str | None]
    header: bool
    delimiter: str


class Journal:
    """A journal that is being written.

    Attributes:
        rows: how many it has; ``size`` their bytes.
        ids: of the messages in it.
    """

    def __init__(self, path: Path, head: Head) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.head = head
        self.rows = 0
        self.size = 0
        self.ids: set[str] = set()
        self._file = path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # JSON lines are copied as they are: there a decimal is a number with all its digits; others read it back exactly
        self._row = _encode_numbers if head.format == "jsonl" else _encode
        fields = {"name": head.name, "format": head.format, "columns": list(head.columns.items())}
        self._file.write(_encode({**fields, "header": head.header, "delimiter": head.delimiter}) + b"\n")
        self._sound = 0
        self._sync()
        sync_folder(path.parent)

    def append(self, rows: Sequence[Any], ids: Sequence[str]) -> None:
        """Add a batch whole, on disk when it returns; rows of messages that are in it already are left out.

        Raises:
            OSError: nothing of the batch is in it.
        """
        new = [(one, row) for one, row in zip(ids, rows, strict=True) if one not in self.ids]
        if not new:
            return
        lines = b"".join(_ROW + self._row(row) + b"\n" for _, row in new)
        try:
            self._file.write(lines + _END + b"\n")
            self._sync()
        except OSError:
            self._take_back()
            raise
        self.ids.update(one for one, _ in new)
        self.rows += len(new)
        self.size += len(lines)

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):
            self._file.close()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._sound = self._file.tell()

    def _take_back(self) -> None:
        """Cut off what a write that failed has left: the next batch must not end it."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            os.truncate(self.path, self._sound)
        self._file = self.path.open("ab")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@frozen
class Left:
    """A journal that its process has left behind, locked by us."""

    path: Path
    file: BinaryIO

    def close(self) -> None:
        """Let go of it."""
        self.file.close()


def left_behind(folder: Path) -> Iterator[Left]:
    """Yield the journals in a folder that nobody writes any more."""
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        try:
            file = path.open("rb")
        except FileNotFoundError:  # someone has just finished it
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        if not path.exists():
            file.close()
            continue
        yield Left(path, file)


def read_head(path: Path) -> Head | None:
    """Return the head of a journal, or None if its process died before it had one: then it has no rows."""
    with path.open("rb") as file:
        line = file.readline()
    if not line.endswith(b"\n"):
        return None
    found = _decode(line)
    columns = dict(found["columns"])
    return Head(found["name"], found["format"], columns, found["header"], found["delimiter"])


def read_rows(path: Path) -> Iterator[bytes]:
    """Yield the rows of the batches that are whole, as JSON with its line end, in constant memory."""
    sound = _sound_size(path)
    with path.open("rb") as file:
        file.readline()
        while file.tell() < sound:
            line = file.readline()
            if line.startswith(_ROW):
                yield line[1:]


def _sound_size(path: Path) -> int:
    size = at = 0
    with path.open("rb") as file:
        for line in file:
            at += len(line)
            if line == _END + b"\n":
                size = at
    return size
