"""Offers MySQL and MariaDB to Nexus."""

from importlib.resources import files

from nexus import BatchPolicy, Connector, SinkType, hookimpl
from nexus_mysql.browse import browse
from nexus_mysql.check import check
from nexus_mysql.config import MySQLConfig
from nexus_mysql.query import query
from nexus_mysql.sink import open_sink
from nexus_sql.capabilities import CAPABILITIES, OPERATIONS

nexus_contract = "1.0"

DOCS = """\
Writes to tables of MySQL 8.0 and MariaDB 10.6 or later, and runs saved queries.

The user needs SELECT on the tables, and INSERT, UPDATE, DELETE as the operations need them; with `ledger: true` also CREATE,
or a `nexus_ledger` table made by an administrator. Tables must be transactional (InnoDB).
"""

CONNECTOR = Connector(
    name="mysql",
    title="MySQL / MariaDB",
    family="database",
    config=MySQLConfig,
    check=check,
    query=query,
    browse=browse,
    docs=DOCS,
    icon=(files("nexus_mysql") / "icon.svg").read_text("utf-8"),
)


SINK = SinkType(
    connector=CONNECTOR,
    open=open_sink,
    operations=OPERATIONS,
    batching=BatchPolicy(max_rows=1000),
    capabilities=CAPABILITIES,
)


@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the MySQL and MariaDB sink."""
    return [SINK]
