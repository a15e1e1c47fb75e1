from collections.abc import Iterator
from typing import ClassVar

import pytest

from nexus.testing import PostgresServer
from nexus_postgresql.connect import Connection
from nexus_postgresql.plugin import nexus_sinks
from nexus_sql.testing.server_bench import ServerBench


class PostgreSQLBench(ServerBench):
    types: ClassVar = {
        "string": "text",
        "integer": "bigint",
        "decimal": "numeric(38, 12)",
        "float": "double precision",
        "boolean": "boolean",
        "date": "date",
        "time": "time",
        "timestamp": "timestamptz",
        "wall_clock": "timestamp",
        "json": "jsonb",
        "uuid": "uuid",
        "bytes": "bytea",
    }
    schema = "public"
    sink_type = nexus_sinks()[0]
    connection_class = Connection

    def restrict(self, rights, table):
        self.run("CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
        self.run(f"GRANT {rights} ON {table} TO clerk")
        self.reconfigure(username="clerk", password=type(self.config.password)("clerk"))

    def close(self):
        super().close()
        if self.config.username == "clerk":
            self.run("DROP OWNED BY clerk")
            self.run("DROP ROLE clerk")


@pytest.fixture
def bench(fresh_postgres_url: str, postgres: PostgresServer) -> Iterator[PostgreSQLBench]:
    bench = PostgreSQLBench(fresh_postgres_url, postgres)
    yield bench
    bench.close()


@pytest.fixture
def own_bench() -> Iterator[PostgreSQLBench]:
    with PostgresServer() as server:
        bench = PostgreSQLBench(server.new_database(), server)
        yield bench
        bench.close()
