"""Offers SQLite to Nexus."""

from importlib.resources import files

from nexus import BatchPolicy, Connector, SinkType, hookimpl
from nexus_sql.capabilities import CAPABILITIES, OPERATIONS
from nexus_sqlite.browse import browse
from nexus_sqlite.check import check
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.query import query
from nexus_sqlite.sink import open_sink

nexus_contract = "1.0"

DOCS = """\
Writes to tables of a SQLite file, and runs saved queries.

The file must exist, and the user that Nexus runs as must be able to write it and its folder. Instants are kept as ISO-8601
text in UTC; declare columns for decimals of more than 15 digits as TEXT.
"""

CONNECTOR = Connector(
    name="sqlite",
    title="SQLite",
    family="database",
    config=SQLiteConfig,
    check=check,
    query=query,
    browse=browse,
    docs=DOCS,
    icon=(files("nexus_sqlite") / "icon.svg").read_text("utf-8"),
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
    """Return the SQLite sink."""
    return [SINK]
