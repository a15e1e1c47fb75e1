"""A bench on a database with a server: reached through SQLAlchemy, beside the connector under test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import attrs
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from nexus import config
from nexus.testing import MariaDBServer, PostgresServer
from nexus_sql.testing.bench import Bench


class ServerBench(Bench):
    """What the benches of PostgreSQL and MariaDB share.

    Args:
        url: SQLAlchemy URL of an empty database.
        server: the server that it is on.
    """

    def __init__(self, url: str, server: PostgresServer | MariaDBServer, **settings: Any) -> None:
        parts = make_url(url)
        raw = {
            "host": parts.host,
            "port": parts.port,
            "database": parts.database,
            "username": parts.username,
            "password": parts.password,
            "lock_timeout_s": 1.0,
            **settings,
        }
        super().__init__(config.structure(self.sink_type.connector.config, raw))
        self.server = server
        self.engine: Engine = create_engine(url, poolclass=NullPool)

    def run(self, statement: str) -> None:
        """Run one statement and commit."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self.literal(statement))

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(self.literal(statement))]

    def literal(self, statement: str) -> str:
        """Return a statement as the driver takes it: percent signs announce parameters, even where there are none."""
        return statement.replace("%", "%%")

    def quote(self, name: str) -> str:
        """Quote an identifier, as SQLAlchemy does."""
        preparer = self.engine.dialect.identifier_preparer
        quoted = preparer.quote_identifier(name)
        return quoted.replace("%%", "%")

    @contextmanager
    def locked(self, table: str, row_id: int) -> Iterator[None]:
        """Hold a lock on one row, by another connection."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {self.quote(table)} WHERE id = {row_id:d} FOR UPDATE")  # noqa: S608
            yield

    def reconfigure(self, **changes: Any) -> None:
        """Change the configuration of components that are opened from now on."""
        self.config = attrs.evolve(self.config, **changes)
        self.context.close()

    @contextmanager
    def at_commit(self, action: Callable[[], None]) -> Iterator[None]:
        """Do ``action`` right before the connector sends its next COMMIT, once."""
        driver = self.connection_class
        commit = driver.commit
        waiting = [action]

        def commit_after_action(connection: Any) -> None:
            if waiting:
                waiting.pop()()
            commit(connection)

        with patch.object(driver, "commit", commit_after_action):
            yield
        assert not waiting, "there was no commit"

    connection_class: Any

    @property
    def port(self) -> int:  # type: ignore[override] # it is where the server is
        """Port of the server, or of what stands before it."""
        return int(self.config.port)

    def through(self, host: str, port: int) -> Any:
        """Return the configuration, reaching the database at another address."""
        return attrs.evolve(self.config, host=host, port=port, connect_timeout_s=2.0, statement_timeout_s=1.0)

    def wrong_credentials(self) -> Any:
        """Return the configuration with a password that the server refuses."""
        return attrs.evolve(self.config, password=config.Secret("wr0ng-canary"))

    def close(self) -> None:
        """Close everything."""
        super().close()
        self.engine.dispose()
