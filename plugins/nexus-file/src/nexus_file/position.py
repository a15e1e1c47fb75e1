"""How far a file has been read: kept beside it, so that reading goes on exactly there."""

import hashlib
import os
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec
from attrs import evolve, field, frozen

from nexus_file.durable import replace
from nexus_file.reading import Start

_TAIL: Final = 1024


@frozen
class Position:
    """How far one file has been read.

    Attributes:
        id: names the file for ever: message ids begin with it.
        inode: the file's number in its file system.
        start: where reading goes on.
        size: of the file when that was noted, bytes; ``changed`` its time (ns since 1970).
        tail: SHA-256 of the last bytes before the start: whether it is still that file.
    """

    id: str
    inode: int
    start: Start = field(factory=Start)
    size: int = 0
    changed: int = 0
    tail: str = ""


class Positions:
    """The positions of one source, a small file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, path: Path, *, by_bytes: bool) -> Position:
        """Return where to go on with a file: at its beginning, if it is another than the one that was read.

        Args:
            path: the file.
            by_bytes: positions in it are offsets, so that it may have grown; else it must be as it was.
        """
        stat = path.stat()
        known = self._load(path.name)
        if known is not None and known.inode == stat.st_ino and _same(path, known, stat, by_bytes=by_bytes):
            return known
        fresh = Position(uuid4().hex, stat.st_ino, size=stat.st_size, changed=stat.st_mtime_ns)
        self._store(path.name, fresh)  # before its first row is told: the id must outlive a crash
        return fresh

    def move(self, path: Path, position: Position, start: Start, *, by_bytes: bool) -> Position:
        """Note that a file has been read up to ``start``; on disk when it returns."""
        stat = path.stat()
        moved = evolve(
            position,
            start=start,
            size=stat.st_size,
            changed=stat.st_mtime_ns,
            tail=_tail(path, start.at) if by_bytes else "",
        )
        self._store(path.name, moved)
        return moved

    def forget(self, name: str) -> None:
        """Forget a file that is done."""
        self._file(name).unlink(missing_ok=True)

    def forget_all_but(self, inbox: Path) -> None:
        """Forget files that are not in ``inbox`` any more: someone took them away."""
        for file in self._folder.glob("*.json") if self._folder.is_dir() else ():
            name = msgspec.json.decode(file.read_bytes())["name"]
            if not (inbox / name).exists():
                file.unlink()

    def _load(self, name: str) -> Position | None:
        try:
            found = msgspec.json.decode(self._file(name).read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        start = Start(found["at"], found["line"], tuple(found["columns"]))
        return Position(found["id"], found["inode"], start, found["size"], found["changed"], found["tail"])

    def _store(self, name: str, position: Position) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        start = position.start
        found = {
            "name": name,
            "id": position.id,
            "inode": position.inode,
            "at": start.at,
            "line": start.line,
            "columns": start.columns,
            "size": position.size,
            "changed": position.changed,
            "tail": position.tail,
        }
        replace(self._file(name), msgspec.json.encode(found))

    def _file(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def _same(path: Path, known: Position, stat: os.stat_result, *, by_bytes: bool) -> bool:
    if not by_bytes:
        return (stat.st_size, stat.st_mtime_ns) == (known.size, known.changed)
    return stat.st_size >= known.start.at and (not known.tail or _tail(path, known.start.at) == known.tail)


def _tail(path: Path, at: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, at - _TAIL))
        return hashlib.sha256(file.read(min(at, _TAIL))).hexdigest()
