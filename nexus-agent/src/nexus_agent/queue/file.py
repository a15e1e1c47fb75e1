"""The queue's SQLite file: what is done to it, in transactions, by whoever has the connection.

Reliability 20: WAL with ``synchronous=FULL``, so that a commit is on the disk when it returns; rows go only when the centre
has the message; a file that is damaged is set aside, never repaired in place.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path
from typing import Final

from nexus.edge import NewMessage, Receipt
from nexus_agent.queue.entries import Entry, Refused, Size
from nexus_agent.queue.sealing import Sealing

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    application TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    payload BLOB NOT NULL,
    headers BLOB NOT NULL,
    digest BLOB,
    same_body INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_by_application ON messages (application, seq);
CREATE TABLE IF NOT EXISTS refused (
    seq INTEGER PRIMARY KEY,
    application TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    payload BLOB NOT NULL,
    headers BLOB NOT NULL,
    digest BLOB,
    same_body INTEGER NOT NULL,
    refused_at INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS known (
    digest BLOB PRIMARY KEY,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_by_age ON known (at);
"""

KNOWN_MS: Final = 7 * 24 * 60 * 60 * 1000
"""How long a resend is recognised here."""

_MOST_FORGOTTEN: Final = 5000
"""Digests that are forgotten in one go, so that nobody waits long."""

_COLUMNS: Final = "seq, application, id, at, payload, headers, digest, same_body"
_PUT: Final = (
    "INSERT INTO messages (application, id, at, payload, headers, digest, same_body) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class QueueFile:
    """One connection to the file; used by one thread at a time.

    Args:
        path: the file; made if it is not there.
        sealing: how payloads and headers are stored.
        read_only: for those who only look.

    Raises:
        sqlite3.DatabaseError: it is no database, or damaged.
    """

    def __init__(self, path: Path, sealing: Sealing, *, read_only: bool = False) -> None:
        self._sealing = sealing
        mode = "ro" if read_only else "rwc"
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=10,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=64,
        )
        try:
            self._prepare(read_only=read_only)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, *, read_only: bool) -> None:
        run = self._connection.execute
        if not read_only:
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = FULL")
            run("PRAGMA wal_autocheckpoint = 2000")
            self._connection.executescript(SCHEMA)
        run("PRAGMA cache_size = -2000")
        self._version: int = run("PRAGMA data_version").fetchone()[0]
        run("SELECT 1 FROM messages LIMIT 1").fetchone()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is done in it, durably, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def was_changed_elsewhere(self) -> bool:
        """Return whether another process has changed the file since this was last asked (``PRAGMA data_version``)."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        changed, self._version = version != self._version, version
        return changed

    # -- writing, within a transaction -----------------------------------------------------------------------------------

    def put(self, messages: Sequence[NewMessage], at: int) -> tuple[list[Receipt], list[tuple[str, int]]]:
        """Put messages at the end, but those that are known.

        Returns:
            A receipt for each, and application and size of those that were put.
        """
        receipts = [self._known(one, at) if one.digest else Receipt(one.id) for one in messages]
        rows = [
            self._row(one, at)
            for one, receipt in zip(messages, receipts, strict=True)
            if not (receipt.duplicate or receipt.conflict)
        ]
        self._connection.executemany(_PUT, rows)
        return receipts, [(row[0], len(row[3]) + len(row[4])) for row in rows]

    def keep(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Put rows of another file back as they are, each at its own place; those that are here already stay."""
        holes = ", ".join("?" * len(rows[0]))
        statement = f"INSERT OR IGNORE INTO {table} VALUES ({holes})"  # noqa: S608 — one of our own names
        self._connection.executemany(statement, rows)

    def remove(self, entries: Sequence[Entry]) -> int:
        """Take out what the centre has; return how many were there.

        Place and id must fit: where a damaged file was set aside since they were read, a place may be another message's.
        """
        places = [(one.seq, one.message.id) for one in entries]
        return self._connection.executemany("DELETE FROM messages WHERE seq = ? AND id = ?", places).rowcount

    def refuse(self, entries: Sequence[Entry], reasons: Mapping[int, str], at: int) -> int:
        """Set apart what the centre refuses, with the reason of each place; return how many were there."""
        self._connection.executemany(
            f"INSERT OR REPLACE INTO refused SELECT {_COLUMNS}, ?, ? FROM messages WHERE seq = ? AND id = ?",  # noqa: S608 — constants
            [(at, reasons[one.seq], one.seq, one.message.id) for one in entries],
        )
        return self.remove(entries)

    def retry(self, seqs: Sequence[int]) -> int:
        """Put what was refused back into its place; return how many."""
        moved = 0
        for seq in seqs:
            moved += self._connection.execute(
                f"INSERT OR IGNORE INTO messages SELECT {_COLUMNS} FROM refused WHERE seq = ?",  # noqa: S608 — constants
                (seq,),
            ).rowcount
            self._connection.execute("DELETE FROM refused WHERE seq = ?", (seq,))
        return moved

    def forget_known(self, before: int) -> int:
        """Forget some digests from before a time; return how many."""
        statement = "DELETE FROM known WHERE digest IN (SELECT digest FROM known WHERE at < ? ORDER BY at LIMIT ?)"
        return self._connection.execute(statement, (before, _MOST_FORGOTTEN)).rowcount

    def _known(self, message: NewMessage, at: int) -> Receipt:
        found = self._connection.execute("SELECT id, body FROM known WHERE digest = ?", (message.digest,)).fetchone()
        body = sha1(message.payload, usedforsecurity=False).digest() if message.same_body else b""
        if found is None:
            self._connection.execute("INSERT INTO known VALUES (?, ?, ?, ?)", (message.digest, message.id, body, at))
            return Receipt(message.id)
        if message.same_body and found[1] != body:
            return Receipt(found[0], conflict=True)
        return Receipt(found[0], duplicate=True)

    def _row(self, one: NewMessage, at: int) -> tuple[str, str, int, bytes, bytes, bytes | None, int]:
        seal = self._sealing.seal
        headers = seal(one.headers, one.id) if one.headers else b""
        return (one.source, one.id, at, seal(one.payload, one.id), headers, one.digest, int(one.same_body))

    # -- reading ---------------------------------------------------------------------------------------------------------

    def sizes(self) -> dict[str, Size]:
        """Return how much of each application is in the queue."""
        statement = (
            "SELECT application, count(*), sum(length(payload) + length(headers)) FROM messages GROUP BY application"
        )
        return {name: Size(count, size) for name, count, size in self._connection.execute(statement)}

    def refused_count(self) -> int:
        """Return how many messages are refused."""
        count: int = self._connection.execute("SELECT count(*) FROM refused").fetchone()[0]
        return count

    def oldest_at(self) -> int | None:
        """Return when the oldest message was taken, None if there is none."""
        found = self._connection.execute("SELECT at FROM messages ORDER BY seq LIMIT 1").fetchone()
        return found[0] if found is not None else None

    def read(self, application: str | None, after: int, count: int, most_bytes: int) -> list[Entry]:
        """Return the next entries, of one application or of all, oldest first: at least one, if there is one.

        Args:
            application: its id; None for all.
            after: entries beyond this one.
            count: most entries.
            most_bytes: entries are left out that together with those before them have more bytes than this.
        """
        mine = "application = ? AND " if application is not None else ""
        statement = f"SELECT {_COLUMNS} FROM messages WHERE {mine}seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 — constants
        arguments = [*([application] if application is not None else []), after, count]
        found: list[Entry] = []
        size = 0
        for row in self._connection.execute(statement, arguments):
            size += len(row[4])
            if found and size > most_bytes:
                break
            found.append(self.entry(row))
        return found

    def refused(self, after: int = -1, count: int = 1000) -> list[Refused]:
        """Return refused messages, oldest first."""
        statement = f"SELECT {_COLUMNS}, refused_at, reason FROM refused WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 — constants
        return [
            Refused(self.entry(row[:8]), row[8], row[9]) for row in self._connection.execute(statement, (after, count))
        ]

    def entry(self, row: Sequence[object]) -> Entry:
        """Return the entry that a row is."""
        seq, application, message_id, at, payload, headers, digest, same_body = row
        assert isinstance(seq, int)
        assert isinstance(at, int)
        assert isinstance(message_id, str)
        assert isinstance(payload, bytes)
        assert isinstance(headers, bytes)
        opened = self._sealing.open
        message = NewMessage(
            message_id,
            str(application),
            opened(payload, message_id),
            opened(headers, message_id) if headers else b"",
            digest if isinstance(digest, bytes) else None,
            bool(same_body),
        )
        return Entry(seq, at, len(payload) + len(headers), message)


def now_ms() -> int:
    """Return this machine's time, milliseconds since 1970 (UTC)."""
    return int(time.time() * 1000)
