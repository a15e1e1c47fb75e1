"""Takes files from a folder, row by row: a row is told again only if it is not certain that it was stored."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from nexus import ConfigurationError, Context, Emit, NotFound, SourceContext, SourceMessage, Subscription
from nexus_file.config import STATE, FileConfig, Pick
from nexus_file.inbox import Arrival, Inbox
from nexus_file.position import Position, Positions
from nexus_file.reading import Row, Start, Unreadable, open_reader

BATCH: Final = 1000
"""Rows that are emitted together, at most."""

BATCH_BYTES: Final = 1024 * 1024


def subscriptions(config: FileConfig) -> Sequence[Subscription]:
    """Return what workflows can take messages from."""
    return [Subscription(one.name, one.fields, allow_unknown=one.allow_unknown) for one in config.files]


def open_source(config: FileConfig, context: SourceContext) -> "FileSource":
    """Open the folder.

    Raises:
        ConfigurationError: there is nothing to take.
    """
    if not config.files:
        raise ConfigurationError("it names no files", path="files", remedy="say which files are taken and how")
    return FileSource(config, context)


def sample(
    config: FileConfig, context: Context, subscription: str, limit: int, seconds: float
) -> Sequence[SourceMessage]:
    """Return the first good rows of the newest file that fits, also of those that are done, without taking any.

    Raises:
        NotFound: no entry is called so.
        ConfigurationError: the file cannot be read.
    """
    pick = next((one for one in config.files if one.name == subscription), None)
    if pick is None:
        raise NotFound("subscription", subscription)
    places = [config.path, config.path / config.done_folder]
    found = [file for place in places if place.is_dir() for file in place.iterdir() if _fits(config, file, pick)]
    deadline = time.monotonic() + seconds
    messages: list[SourceMessage] = []
    for file in sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)[:1]:
        with closing(open_reader(file, pick, Start(), config.max_record_bytes)) as reader:
            for row in reader.rows():
                if len(messages) >= limit or time.monotonic() > deadline:
                    break
                if not row.error:
                    messages.append(SourceMessage(row.payload, metadata={"file": file.name, "line": row.line}))
    context.logger.debug("sampled %d rows of %s", len(messages), subscription)
    return messages


@frozen
class _Portion:
    """Rows that are emitted together, and where the next ones begin."""

    messages: list[SourceMessage]
    after: Start


class FileSource:
    """One folder. The files of a folder are taken one after the other, the oldest first."""

    def __init__(self, config: FileConfig, context: SourceContext) -> None:
        self._config = config
        self._context = context
        self._inbox = Inbox(config, context.subscriptions)
        self._positions = Positions(config.path / STATE / context.identity)

    async def run(self, emit: Emit) -> None:
        """Take files until cancelled; see `nexus.Source.run`."""
        await asyncio.to_thread(self._positions.forget_all_but, self._config.path)
        arrival = await asyncio.to_thread(self._inbox.next)
        self._context.connected()
        while True:
            if arrival is None:
                await asyncio.sleep(self._config.poll_s)
            else:
                await self._take(arrival, emit)
            arrival = await asyncio.to_thread(self._inbox.next)

    def close(self) -> None:
        """Nothing is left open when ``run`` has ended."""

    async def _take(self, arrival: Arrival, emit: Emit) -> None:
        """Take one file. Rows are read ahead of nothing: the next portion is read when the former is stored."""
        path, pick = arrival.path, arrival.pick
        by_bytes = pick.format != "xlsx"
        try:
            before = path.stat()
            position = await asyncio.to_thread(self._positions.of, path, by_bytes=by_bytes)
            reader = await asyncio.to_thread(open_reader, path, pick, position.start, self._config.max_record_bytes)
        except FileNotFoundError:
            return  # someone took it back
        except Unreadable as error:
            await self._refuse(arrival, str(error), emit)
            return
        with closing(reader):
            portions = _portions(reader.rows(), pick, position.id, _about(path))
            try:
                while (portion := await asyncio.to_thread(next, portions, None)) is not None:
                    position = await _surely(self._store(path, position, portion, emit, by_bytes=by_bytes))
            except Unreadable as error:
                await self._refuse(arrival, str(error), emit)
                return
            if not _has_changed(path, before, reader.end):
                await asyncio.to_thread(self._finish, path, position)

    async def _store(
        self, path: Path, position: Position, portion: _Portion, emit: Emit, *, by_bytes: bool
    ) -> Position:
        await emit(portion.messages)
        return await asyncio.to_thread(self._positions.move, path, position, portion.after, by_bytes=by_bytes)

    def _finish(self, path: Path, position: Position) -> None:
        self._inbox.done(path)
        self._positions.forget(path.name)
        self._context.logger.info("%s is done: %d lines", path.name, position.start.line)

    async def _refuse(self, arrival: Arrival, reason: str, emit: Emit) -> None:
        """Put a file aside that cannot be read, and say so where people look: by a dead letter."""
        path = arrival.path
        letter = SourceMessage(
            b"", f"{path.name}:{path.stat().st_mtime_ns}", _about(path), f"{path.name} {reason}", arrival.pick.name
        )
        await _surely(emit([letter]))
        await asyncio.to_thread(self._inbox.failed, path, reason)
        self._positions.forget(path.name)
        self._context.logger.warning("%s %s: it was put aside", path.name, reason)


async def _surely(storing: Any) -> Any:
    """Await what must not be left half done: once begun, it is finished also when the source is to stop."""
    task = asyncio.ensure_future(storing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # it counts as not stored
        raise


def _has_changed(path: Path, before: os.stat_result, end: int | None) -> bool:
    """Whether a file has grown while it was read: then the rest is taken when it has settled."""
    now = path.stat()
    if end is not None:
        return now.st_size > end
    return (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


def _portions(rows: Iterator[Row], pick: Pick, file_id: str, about: dict[str, Any]) -> Iterator[_Portion]:
    messages: list[SourceMessage] = []
    size = 0
    after = Start()
    for row in rows:
        metadata = {**about, "line": row.line}
        messages.append(SourceMessage(row.payload, f"{file_id}:{row.line}", metadata, row.error, pick.name))
        size += len(row.payload)
        after = row.after
        if len(messages) == BATCH or size > BATCH_BYTES:
            yield _Portion(messages, after)
            messages, size = [], 0
    if messages:
        yield _Portion(messages, after)


def _about(path: Path) -> dict[str, Any]:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return {"file": path.name, "changed_at": changed.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _fits(config: FileConfig, file: Path, pick: Pick) -> bool:
    return file.is_file() and config.pick_of(file.name, {pick.name}) is not None
