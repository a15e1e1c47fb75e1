"""Tests a SQLite connection step by step."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Final

from nexus import Check, ConfigurationError, Context, Unavailable
from nexus_sql.check import Checks
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.connect import connect

_OLDEST: Final = (3, 35, 0)


def check(config: SQLiteConfig, context: Context) -> Sequence[Check]:  # noqa: ARG001 — the contract's signature
    """Try file, content, rights and settings; never raises for a bad target."""
    checks = Checks()
    if checks.run("file", lambda: _file(config), "name a file in a folder that Nexus may write to") is None:
        return checks.results
    connection = checks.run("database", lambda: ("is a SQLite database", connect(config)))
    if connection is None:
        return checks.results
    with closing(connection):
        checks.run(
            "permissions",
            lambda: _write_lock(connection),
            "let the user that Nexus runs as write the file and its folder",
        )
        checks.run("settings", lambda: _settings(connection, config), "set wal to false on network file systems")
    checks.note(
        "version",
        ok=sqlite3.sqlite_version_info >= _OLDEST,
        message=f"SQLite {sqlite3.sqlite_version}",
        remedy="use a Python whose SQLite is 3.35 or later",
    )
    return checks.results


def _file(config: SQLiteConfig) -> tuple[str, bool]:
    file = config.file
    if not file.is_file():
        raise ConfigurationError(f"there is no file {str(file)!r}", remedy="create it with its tables, or name another")
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        raise ConfigurationError(f"{str(file)!r} and its folder cannot be written")
    return str(file), True


def _write_lock(connection: sqlite3.Connection) -> tuple[str, bool]:
    connection.execute("BEGIN IMMEDIATE")
    connection.rollback()
    return "takes writes", True


def _settings(connection: sqlite3.Connection, config: SQLiteConfig) -> tuple[str, bool]:
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if config.wal and mode != "wal":
        raise Unavailable(f"journal mode is {mode}, not wal")
    return f"journal mode {mode}, synchronous FULL, foreign keys on", True
