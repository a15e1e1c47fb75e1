"""Lists what a SQLite connection has."""

from nexus import Context
from nexus_sql.browse import SqlBrowse
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.connect import pool
from nexus_sqlite.sink import DIALECT


def browse(config: SQLiteConfig, context: Context) -> SqlBrowse:
    """Open the catalogue for the mapper."""
    return SqlBrowse(pool(config, context), DIALECT)
