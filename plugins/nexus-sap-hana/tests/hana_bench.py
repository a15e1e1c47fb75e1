"""A bench on the simulator: a schema of its own, reached through hdbcli beside the connector under test."""

import re
from contextlib import closing, contextmanager
from typing import Any, ClassVar
from unittest.mock import patch

import attrs
from hdbcli import dbapi

from hana_simulator.testing import HanaSimulator
from nexus import config
from nexus_sap_hana.connect import HanaConnection
from nexus_sap_hana.plugin import nexus_sinks
from nexus_sql.statement import syntax
from nexus_sql.testing.bench import Bench

_SYNTAX = syntax(placeholder=lambda name: f":{name}")


class HanaBench(Bench):
    """Statements of the suites have names in lower case and all else in capitals: the names are put in quotes."""

    types: ClassVar = {
        "string": "NVARCHAR(5000)",
        "integer": "BIGINT",
        "decimal": "DECIMAL(38, 12)",
        "float": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "time": "TIME",
        "timestamp": "TIMESTAMP",
        "wall_clock": "TIMESTAMP",
        "json": "NCLOB",
        "uuid": "NVARCHAR(36)",
        "bytes": "VARBINARY(5000)",
    }
    reported: ClassVar = {"json": "string", "uuid": "string"}
    strict: ClassVar = {"uuid": "NVARCHAR(36) CHECK (LENGTH(v) = 36)"}
    sink_type = nexus_sinks()[0]

    def __init__(self, server: HanaSimulator, schema: str, **settings: Any) -> None:
        raw = {
            "host": "127.0.0.1",
            "port": server.port,
            "username": server.username,
            "password": server.password,
            "schema": schema,
            "tls": "disable",
            "lock_timeout_s": 0.5,
            **settings,
        }
        super().__init__(config.structure(self.sink_type.connector.config, raw))
        self.server = server
        self.schema = schema
        self.users: list[str] = []

    @contextmanager
    def cursor(self):
        about = {"port": self.server.port, "user": self.server.username, "password": self.server.password}
        with closing(dbapi.connect(address="127.0.0.1", currentSchema=self.schema, **about)) as connection:
            connection.setautocommit(False)
            yield connection.cursor()
            connection.commit()

    def run(self, statement: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(self.literal(statement))

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        with self.cursor() as cursor:
            cursor.execute(self.literal(statement))
            return [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]

    def literal(self, statement: str) -> str:
        """Return a statement with its names in quotes."""

        def quoted(match: re.Match[str]) -> str:
            word = match.group()
            called = statement[match.end() :].startswith("(")
            return self.quote(word) if match.lastgroup == "word" and word.islower() and not called else word

        return _SYNTAX.pattern.sub(quoted, statement)

    def quote(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    @contextmanager
    def locked(self, table: str, row_id: int):
        with self.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.quote(table)} WHERE {self.quote('id')} = {row_id:d} FOR UPDATE")
            yield

    def reconfigure(self, **changes: Any) -> None:
        self.config = attrs.evolve(self.config, **changes)
        self.context.close()

    @contextmanager
    def at_commit(self, action):
        commit = HanaConnection.commit
        waiting = [action]

        def commit_after_action(connection: HanaConnection) -> None:
            if waiting:
                waiting.pop()()
            commit(connection)

        with patch.object(HanaConnection, "commit", commit_after_action):
            yield
        assert not waiting, "there was no commit"

    def restrict(self, rights: str, table: str) -> None:
        self.users.append("CLERK")
        self.run('CREATE USER CLERK PASSWORD "clerk" NO FORCE_FIRST_PASSWORD_CHANGE')
        self.run(f"GRANT {rights} ON {table} TO CLERK")
        self.reconfigure(username="clerk", password=type(self.config.password)("clerk"))

    def make_table(self, name: str = "items", *, key: bool = True) -> str:
        constraint = "PRIMARY KEY" if key else ""
        self.run(
            f"CREATE COLUMN TABLE {self.quote(name)} (id BIGINT NOT NULL {constraint}, name VARCHAR(10), "
            "qty INTEGER DEFAULT 7 CHECK (qty >= 0))"
        )
        return name

    def close(self) -> None:
        super().close()
        for user in self.users:
            self.run(f"DROP USER {user}")
