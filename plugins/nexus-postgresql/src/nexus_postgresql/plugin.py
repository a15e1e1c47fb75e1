"""Offers PostgreSQL to Nexus."""

from importlib.resources import files

from nexus import BatchPolicy, Connector, SinkType, hookimpl
from nexus_postgresql.browse import browse
from nexus_postgresql.check import check
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.query import query
from nexus_postgresql.sink import open_sink
from nexus_sql.capabilities import CAPABILITIES, OPERATIONS

nexus_contract = "1.0"

DOCS = """\
Writes to tables and views of PostgreSQL 13 and later, and runs saved queries.

The user needs CONNECT and TEMPORARY on the database, USAGE on the schema, and SELECT, INSERT, UPDATE, DELETE on the tables
as the operations need them. With `ledger: true` also CREATE on the schema, or a `nexus_ledger` table made by an
administrator.
"""

CONNECTOR = Connector(
    name="postgresql",
    title="PostgreSQL",
    family="database",
    config=PostgreSQLConfig,
    check=check,
    query=query,
    browse=browse,
    docs=DOCS,
    icon=(files("nexus_postgresql") / "icon.svg").read_text("utf-8"),
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
    """Return the PostgreSQL sink."""
    return [SINK]
