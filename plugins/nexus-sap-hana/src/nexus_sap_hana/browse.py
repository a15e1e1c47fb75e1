"""Lists what an SAP HANA connection has."""

from nexus import Context
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.connect import pool
from nexus_sap_hana.sink import DIALECT
from nexus_sql.browse import SqlBrowse


def browse(config: HanaConfig, context: Context) -> SqlBrowse:
    """Open the catalogue for the mapper."""
    return SqlBrowse(pool(config, context), DIALECT)
