"""Lists what a MySQL or MariaDB connection has."""

from nexus import Context
from nexus_mysql.config import MySQLConfig
from nexus_mysql.connect import pool
from nexus_mysql.sink import DIALECT
from nexus_sql.browse import SqlBrowse


def browse(config: MySQLConfig, context: Context) -> SqlBrowse:
    """Open the catalogue for the mapper."""
    return SqlBrowse(pool(config, context), DIALECT)
