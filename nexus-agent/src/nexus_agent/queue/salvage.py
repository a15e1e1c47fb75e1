"""A damaged queue file is set aside, and what can be read of it goes into a new one, at its own place in the order."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from attrs import define

from nexus_agent.queue.file import QueueFile
from nexus_agent.queue.sealing import Sealing

logger = logging.getLogger(__name__)

_STEP: Final = 256
_BEYOND: Final = 100_000
"""Where the end of a table cannot be read, it is looked for so far behind the last row that could."""

_BESIDE: Final = ("", "-wal", "-shm")


@define
class Salvage:
    """What became of a damaged file.

    Attributes:
        aside: where it is now.
        messages: how many could be read.
        gaps: runs of places at which nothing could be read.
    """

    aside: Path
    messages: int = 0
    gaps: int = 0


def salvage(path: Path, sealing: Sealing, reason: str) -> Salvage:
    """Set a damaged file aside, and make a new one of what can be read.

    Raises:
        OSError, sqlite3.Error: there is no room for the new one; the damaged one stays where it was set aside.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    done = Salvage(aside)
    logger.error("the queue's file is damaged (%s): it is set aside as %s", reason, aside)
    fresh = QueueFile(path, sealing)
    with closing(fresh):
        try:
            _read_over(aside, fresh, done)
        except sqlite3.Error as error:
            logger.warning("nothing more can be read of %s: %s", aside, error)
    logger.error(
        "%d messages were read of %s; at %d places nothing could be read: keep the file",
        done.messages,
        aside,
        done.gaps,
    )
    return done


def _read_over(aside: Path, fresh: QueueFile, done: Salvage) -> None:
    damaged = sqlite3.connect(f"{aside.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
    with closing(damaged):
        for rows in _readable(damaged, "messages", done):
            with fresh.transaction():
                fresh.keep("messages", rows)
            done.messages += len(rows)
        for rows in _readable(damaged, "refused", done):
            with fresh.transaction():
                fresh.keep("refused", rows)
        with suppress(sqlite3.DatabaseError), fresh.transaction():  # without them a resend may be taken twice
            known = damaged.execute("SELECT digest, id, body, at FROM known").fetchall()
            if known:
                fresh.keep("known", known)


def _readable(damaged: sqlite3.Connection, table: str, done: Salvage) -> Iterator[Sequence[Any]]:
    """Yield what can be read, in runs: runs of places get shorter around one that cannot."""
    at, end = _ends(damaged, table)
    step, in_gap = _STEP, False
    while at <= end:
        try:
            rows = damaged.execute(
                f"SELECT * FROM {table} WHERE seq >= ? AND seq < ? ORDER BY seq",  # noqa: S608 — one of our own names
                (at, at + step),
            ).fetchall()
        except sqlite3.DatabaseError:
            if step > 1:
                step = max(1, step // 4)
                continue
            done.gaps += not in_gap
            in_gap = True
            at += 1
            continue
        if rows:
            in_gap = False
            yield rows
            end = max(end, rows[-1][0])
        at += step
        step = min(_STEP, step * 4)


def _ends(damaged: sqlite3.Connection, table: str) -> tuple[int, int]:
    first, last = 0, 0
    with suppress(sqlite3.DatabaseError, TypeError):
        first = damaged.execute(f"SELECT seq FROM {table} ORDER BY seq LIMIT 1").fetchone()[0]  # noqa: S608 — as above
    with suppress(sqlite3.DatabaseError, TypeError):
        last = damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()[0]
    return first, last or first + _BEYOND
