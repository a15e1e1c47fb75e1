"""What SQLite's errors mean, by result code (https://www.sqlite.org/rescode.html)."""

import sqlite3
from typing import Final

from nexus_sql.errors import Fault, Meaning

_CODES: Final = {
    sqlite3.SQLITE_BUSY: Meaning.RETRY,
    sqlite3.SQLITE_LOCKED: Meaning.RETRY,
    sqlite3.SQLITE_INTERRUPT: Meaning.RETRY,
    sqlite3.SQLITE_CONSTRAINT: Meaning.DATA,
    sqlite3.SQLITE_MISMATCH: Meaning.DATA,
    sqlite3.SQLITE_TOOBIG: Meaning.DATA,
    sqlite3.SQLITE_RANGE: Meaning.DATA,
    sqlite3.SQLITE_READONLY: Meaning.UNAVAILABLE,
    sqlite3.SQLITE_IOERR: Meaning.UNAVAILABLE,
    sqlite3.SQLITE_FULL: Meaning.UNAVAILABLE,
    sqlite3.SQLITE_NOMEM: Meaning.UNAVAILABLE,
    sqlite3.SQLITE_PROTOCOL: Meaning.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: Meaning.CONFIGURATION,
    sqlite3.SQLITE_CORRUPT: Meaning.CONFIGURATION,
    sqlite3.SQLITE_NOTADB: Meaning.CONFIGURATION,
    sqlite3.SQLITE_PERM: Meaning.UNAUTHORIZED,
    sqlite3.SQLITE_AUTH: Meaning.UNAUTHORIZED,
    sqlite3.SQLITE_SCHEMA: Meaning.SCHEMA,
    sqlite3.SQLITE_ERROR: Meaning.SCHEMA,  # for statements of our own making: "no such table", "has no column named"
}
_REMEDIES: Final = {
    sqlite3.SQLITE_CANTOPEN: "check that the file exists and that Nexus may read and write it and its folder",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore it, or salvage it with the sqlite3 shell's .recover",
    sqlite3.SQLITE_NOTADB: "name a SQLite database file",
}


def classify(error: Exception) -> Fault | None:
    """Return what ``error`` means, or None if it does not come from SQLite."""
    if isinstance(error, OverflowError | UnicodeEncodeError):  # raised while values are bound
        return Fault(Meaning.DATA, str(error))
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by the driver before SQLite saw anything
        return Fault(Meaning.DATA if isinstance(error, sqlite3.DataError) else Meaning.UNAVAILABLE, str(error))
    primary = code & 0xFF  # extended codes carry the primary one in their lowest byte
    return Fault(
        _CODES.get(primary, Meaning.RETRY), str(error), column=_column(error), remedy=_REMEDIES.get(primary, "")
    )


def _column(error: sqlite3.Error) -> str:
    if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_NOTNULL:
        return ""
    return str(error).rpartition(".")[2]
