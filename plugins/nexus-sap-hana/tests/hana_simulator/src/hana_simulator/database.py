"""The database behind all sessions: one SQLite file, which outlives the process."""

import sqlite3
import threading
from pathlib import Path
from typing import Final

from hana_simulator.accounts import ADMINISTRATOR, PASSWORDS, Accounts
from hana_simulator.catalogue import SYSTEM_SCHEMA, VERSION, VIEWS, Catalogue
from hana_simulator.sql import names

_FILE: Final = "hana.sqlite"


class Database:
    """Opens connections to the file; knows when definitions have changed.

    Args:
        folder: where the file is or will be.
        password: the administrator's, where the file is made anew.
    """

    def __init__(self, folder: Path, password: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / _FILE
        self._lock = threading.Lock()
        self._version = 0
        self._numbers: dict[tuple[str, str], int] = {}
        if not self._file.exists():
            self._create(password)

    @property
    def version(self) -> int:
        """Changes with every change of definitions: plans that are older are made anew."""
        return self._version

    def changed(self) -> None:
        """Note that definitions have changed."""
        with self._lock:
            self._version += 1

    def next_number(self, table: str, column: str) -> int:
        """Return the next number of an identity column; numbers of rows that are taken back are not given again."""
        with self._lock:
            if (table, column) not in self._numbers:
                connection = self.connect()
                highest = f"SELECT MAX({names.quoted(column)}) FROM {names.quoted(table)}"
                self._numbers[table, column] = connection.execute(highest).fetchone()[0] or 0
                connection.close()
            self._numbers[table, column] += 1
            return self._numbers[table, column]

    def connect(self) -> sqlite3.Connection:
        """Open a connection in autocommit mode: transactions are begun by whoever needs one."""
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False, cached_statements=256)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "legacy_alter_table = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _create(self, password: str) -> None:
        connection = self.connect()
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE {PASSWORDS} (user TEXT PRIMARY KEY, password TEXT NOT NULL)")
        for view, columns in VIEWS.items():
            listed = ", ".join(names.column(column) for column in columns)
            connection.execute(f"CREATE TABLE {names.table(SYSTEM_SCHEMA, view)} ({listed})")
        catalogue = Catalogue(connection)
        catalogue.add("DUMMY", DUMMY="X")
        catalogue.add("M_DATABASE", SYSTEM_ID="SIM", DATABASE_NAME="SIM", VERSION=VERSION)
        catalogue.add("SCHEMAS", SCHEMA_NAME=SYSTEM_SCHEMA, SCHEMA_OWNER=SYSTEM_SCHEMA, HAS_PRIVILEGES="TRUE")
        Accounts(connection).create(ADMINISTRATOR, password, must_change=False)
        connection.execute("COMMIT")
        connection.close()
