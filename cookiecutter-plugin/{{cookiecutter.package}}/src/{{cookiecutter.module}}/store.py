"""The system behind the connector: replace this with your system's client, and keep what it raises."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nexus import ConfigurationError, Unauthorized, Unavailable
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config


class Store:
    """One connection to the store, for one thread at a time: none finds it closed in mid-statement."""

    def __init__(self, config: {{ cookiecutter.prefix }}Config, *, read_only: bool = False) -> None:
        file = Path(config.file)
        if not file.is_file():
            raise ConfigurationError(f"there is no store at {config.file}", path="file", remedy="create it, or name another")
        self._lock = threading.Lock()
        uri = f"{file.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        self.connection = sqlite3.connect(
            uri, uri=True, timeout=config.timeout_s, isolation_level=None, check_same_thread=False
        )
        try:
            self._log_in(config)
        except BaseException:
            self.connection.close()
            raise

    def _log_in(self, config: {{ cookiecutter.prefix }}Config) -> None:
        try:
            found = self.connection.execute("SELECT value FROM settings WHERE name = 'token'").fetchone()
        except sqlite3.OperationalError as error:
            raise Unavailable(f"the store does not answer: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(f"{config.file} is no store: {error}", path="file") from error
        if found is None or found[0] != config.token.reveal():
            raise Unauthorized("the store refuses the token", path="token", remedy="ask the store's owner for a new one")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: commits at the end, and undoes everything if it is not reached."""
        with self._lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise Unavailable(f"the store does not answer: {error}") from error
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Give the connection back, once a thread that was left behind by a cancelled call is done with it."""
        with self._lock:
            self.connection.close()
