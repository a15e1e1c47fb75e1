"""Offers SAP HANA to Nexus."""

from importlib.resources import files
from importlib.util import find_spec

if find_spec("hdbcli") is None:
    raise ImportError(
        "SAP's driver hdbcli is not installed: pip install hdbcli, which exists for Linux on x86_64 and ppc64le, macOS on "
        "arm64 and Windows"
    )

from litestar.handlers import HTTPRouteHandler

from nexus import BatchPolicy, Connector, SinkType, hookimpl
from nexus_sap_hana.browse import browse
from nexus_sap_hana.check import check
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.query import query
from nexus_sap_hana.routes import CONNECTOR as NAME
from nexus_sap_hana.routes import ROUTES
from nexus_sap_hana.sink import open_sink
from nexus_sql.capabilities import CAPABILITIES, OPERATIONS

nexus_contract = "1.0"

DOCS = """\
Writes to tables of SAP HANA 2.0 and SAP HANA Cloud, and runs saved queries, through SAP's driver hdbcli.

The user needs SELECT on the tables, and INSERT, UPDATE, DELETE as the operations need them; with `ledger: true` also
CREATE ANY on the schema, or a `nexus_ledger` table made by an administrator. Names are case-sensitive: a table that was
created without quotes is called in capital letters, `ITEMS`.

Verified against the simulator; please report against a real system.
"""

CONNECTOR = Connector(
    name=NAME,
    title="SAP HANA",
    family="sap",
    config=HanaConfig,
    check=check,
    query=query,
    browse=browse,
    collection="sap-destinations",
    docs=DOCS,
    icon=(files("nexus_sap_hana") / "icon.svg").read_text("utf-8"),
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
    """Return the SAP HANA sink."""
    return [SINK]


@hookimpl
def nexus_routes() -> list[HTTPRouteHandler]:
    """Return the routes below ``/api/sap``."""
    return list(ROUTES)
