"""Lists what a PostgreSQL connection has."""

from nexus import Context
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.connect import pool
from nexus_postgresql.sink import DIALECT
from nexus_sql.browse import SqlBrowse


def browse(config: PostgreSQLConfig, context: Context) -> SqlBrowse:
    """Open the catalogue for the mapper."""
    return SqlBrowse(pool(config, context), DIALECT)
