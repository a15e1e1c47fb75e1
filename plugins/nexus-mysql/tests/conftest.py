from collections.abc import Iterator
from typing import ClassVar

import pytest

from nexus.testing import MariaDBServer
from nexus_mysql.connect import MySQLConnection
from nexus_mysql.plugin import nexus_sinks
from nexus_sql.testing.server_bench import ServerBench


class MariaDBBench(ServerBench):
    types: ClassVar = {
        "string": "text",
        "integer": "bigint",
        "decimal": "decimal(38, 12)",
        "float": "double",
        "boolean": "boolean",
        "date": "date",
        "time": "time",
        "timestamp": "timestamp(6)",
        "wall_clock": "datetime(6)",
        "json": "json",
        "uuid": "uuid",
        "bytes": "varbinary(1000)",
    }
    serial = "bigint AUTO_INCREMENT UNIQUE"
    sink_type = nexus_sinks()[0]
    connection_class = MySQLConnection

    @property
    def schema(self):
        return self.engine.url.database

    def restrict(self, rights, table):
        self.run("CREATE USER clerk IDENTIFIED BY 'clerk'")
        self.run(f"GRANT {rights} ON {table} TO clerk")
        self.reconfigure(username="clerk", password=type(self.config.password)("clerk"))

    def close(self):
        if self.config.username == "clerk":
            self.run("DROP USER clerk")
        super().close()


@pytest.fixture
def bench(fresh_mariadb_url: str, mariadb: MariaDBServer) -> Iterator[MariaDBBench]:
    bench = MariaDBBench(fresh_mariadb_url, mariadb)
    yield bench
    bench.close()


@pytest.fixture
def own_bench() -> Iterator[MariaDBBench]:
    with MariaDBServer() as server:
        bench = MariaDBBench(server.new_database(), server)
        yield bench
        bench.close()
