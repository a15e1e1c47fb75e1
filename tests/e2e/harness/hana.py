"""SAP HANA in the end-to-end tests: the simulator, asked past Nexus by SAP's own driver."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from hdbcli import dbapi

from hana_simulator.testing import HanaSimulator


class HanaWarehouse:
    """A simulator of the tests."""

    def __init__(self, server: HanaSimulator) -> None:
        self._about = {"port": server.port, "user": server.username, "password": server.password}

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with self._cursor(statement) as cursor:
            return [tuple(row) for row in cursor.fetchall()]

    def execute(self, statement: str) -> None:
        """Run a statement."""
        with self._cursor(statement):
            pass

    @contextmanager
    def _cursor(self, statement: str) -> Iterator[Any]:
        """Run a statement on a connection of its own: others are cut."""
        connect = dbapi.connect(address="127.0.0.1", **self._about)
        with closing(connect) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            yield cursor
