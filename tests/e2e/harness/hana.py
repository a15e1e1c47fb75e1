"""SAP HANA in the end-to-end tests: the simulator with a table, asked past Nexus by SAP's driver."""

from contextlib import closing
from typing import Any

from hdbcli import dbapi

from hana_simulator.testing import HanaSimulator


class HanaWarehouse:
    """A simulator of the tests."""

    def __init__(self, server: HanaSimulator) -> None:
        self._server = server

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with closing(self._connected()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()]

    def run(self, *statements: str) -> None:
        """Run statements, each committed."""
        with closing(self._connected()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _connected(self) -> Any:
        server = self._server
        return dbapi.connect(address=server.host, port=server.port, user=server.username, password=server.password)
