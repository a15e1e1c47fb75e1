"""Writes numbers to SQLite, one by one, in one of the ways that Nexus has, and says each once it is written.

Arguments: way, folder, first number.
"""

import asyncio
import itertools
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nexus import wiring
from nexus.config.settings import load_settings
from nexus.hookspecs import Batch, WriteTarget
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message, NewMessage
from nexus.testing.context import LocalContext
from nexus_agent.queue.file import QueueFile, now_ms
from nexus_agent.queue.sealing import Plain
from nexus_sdk.sqlite_spool import SqliteSpool
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.sink import open_sink

Write = Callable[[int], object]


def metadata(folder: Path) -> Write:
    """Dead letters in the metadata database: the store forgets them right after."""
    opened = wiring.open_metadata(load_settings(os.environ)).__enter__()
    workspace = opened.workspace_id("default")

    def write(number: int) -> None:
        message = Message("1-0", str(number), "s", 1, b"{}")
        opened.dead_letters.add([DeadLetter(workspace, "w", "p", message, "r", "f", 1)])

    return write


def sink(folder: Path) -> Write:
    """Rows of a destination, with a ledger."""
    target = WriteTarget("p", "insert", "items", columns={"n": "integer"}, ledger=True)
    opened = open_sink(SQLiteConfig(path=str(folder / "items.db")), target, LocalContext())

    def write(number: int) -> None:
        result = opened.write(Batch([{"n": number}], [str(number)], ()))
        if result is not None:
            asyncio.run(result)

    return write


def spool(folder: Path) -> Write:
    """Messages in the buffer of the Python SDK."""
    opened = SqliteSpool(folder / "spool")
    opened.left()
    return lambda number: opened.append("b", [b"%d" % number])


def queue(folder: Path) -> Write:
    """Messages in the queue of an edge agent."""
    opened = QueueFile(folder / "queue.db", Plain())

    def write(number: int) -> None:
        with opened.transaction():
            opened.put([NewMessage(str(number), "s", b"%d" % number, digest=number.to_bytes(20, "big"))], now_ms())

    return write


def careless(folder: Path) -> Write:
    """A log that is not synced at every commit: what none of the others may be."""
    connection = sqlite3.connect(folder / "careless.db", isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE IF NOT EXISTS items (n integer)")
    return lambda number: connection.execute("INSERT INTO items VALUES (?)", (number,))


WAYS: Final = {"metadata": metadata, "sink": sink, "spool": spool, "queue": queue, "careless": careless}


def main(way: str, folder: Path, first: int) -> None:
    """Write numbers from ``first`` on until the process is ended."""
    write = WAYS[way](folder)
    for number in itertools.count(first):
        write(number)
        os.write(1, b"%d\n" % number)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
