"""Transactions on the metadata database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from nexus.storage.engine import WRITES, open_engine


class Database:
    """One engine, and the transaction that this thread is in.

    Attributes:
        changes: rises when a transaction that may have changed something ends: what was read before may be old now.

    Repositories open their own transaction, or join the one around them::

        with database.write():
            connections.update(…)
            audit.append(…)         # both or neither
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.changes = 0
        self._thread = _ThreadState()

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open the database at ``url``; see `nexus.storage.engine.open_engine`."""
        return cls(open_engine(url))

    @property
    def dialect(self) -> str:
        """``sqlite``, ``mysql`` (MariaDB too) or ``postgresql``."""
        return self.engine.dialect.name

    def close(self) -> None:
        """Close all idle connections."""
        self.engine.dispose()

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is in a transaction that writes: what it reads may never be committed."""
        return self._thread.connection is not None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read from, in the transaction around it if there is one, or the read around it."""
        thread = self._thread
        around = thread.connection or thread.reading
        if around is not None:
            yield around
            return
        with self.engine.connect() as connection:
            thread.reading = connection
            try:
                yield connection
            finally:
                thread.reading = None

    @contextmanager
    def write(self, *, news: bool = True) -> Iterator[Connection]:
        """Give a connection whose changes are committed at the end, all or none.

        Without ``news`` it is no reason to read definitions again: `changes` stays. For what comes all the time, such as
        that an agent is there.

        An error inside a joined transaction ends the outer one too, even if it is caught between: PostgreSQL would
        otherwise commit nothing and say nothing (reliability 15).
        """
        if self._thread.connection is not None:
            with self._joined():
                yield self._thread.connection
            return
        try:
            with self.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                self._thread.connection = connection
                try:
                    yield connection
                finally:
                    self._thread.connection = None
                    failure, self._thread.failure = self._thread.failure, None
                if failure is not None:
                    raise failure
        finally:
            self.changes += news  # not atomic, and need not be: that it is another number is enough

    @contextmanager
    def _joined(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._thread.failure = error
            raise


class _ThreadState(threading.local):
    connection: Connection | None = None
    reading: Connection | None = None
    failure: BaseException | None = None
