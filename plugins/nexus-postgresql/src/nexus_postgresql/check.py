"""Tests a PostgreSQL connection step by step."""

import time
from collections.abc import Sequence
from typing import Any, Final

from nexus import Check, ConfigurationError, Context, NexusError, Unauthorized
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.connect import Connection, connect
from nexus_sql.check import Checks, check_address

_OLDEST: Final = 130000

_RIGHTS: Final = """
SELECT current_schema(), has_database_privilege(current_database(), 'TEMPORARY'),
       COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false), pg_is_in_recovery()
"""


def check(config: PostgreSQLConfig, context: Context) -> Sequence[Check]:
    """Try address, network, login, database, version and rights; never raises for a bad target."""
    checks = Checks()
    if check_address(checks, context, config.host, config.port, config.connect_timeout_s) is None:
        return checks.results
    started = time.perf_counter()
    try:
        connection = connect(config, context)
    except NexusError as error:
        checks.failed(_failed_step(error), error, "try again when the server takes connections", started)
        return checks.results
    try:
        _inside(checks, config, connection)
    finally:
        connection.close()
    return checks.results


def _inside(checks: Checks, config: PostgreSQLConfig, connection: Connection) -> None:
    encrypted = connection.pgconn.ssl_in_use
    checks.note(
        "tls", ok=True, message="encrypted" if encrypted else "not encrypted: set tls to verify-full where that matters"
    )
    checks.note("authentication", ok=True, message=f"logged in as {config.username}")
    checks.note("database", ok=True, message=f"database {config.database} is open")
    version = connection.info.server_version
    checks.note(
        "version",
        ok=version >= _OLDEST,
        message=f"PostgreSQL {version // 10000}.{version % 10000}",
        remedy="upgrade the server to PostgreSQL 13 or later",
    )
    rights = checks.run("permissions", lambda: ("asked", connection.execute(_RIGHTS).fetchone()))
    if rights is not None:
        checks.results.pop()
        _rights(checks, config, rights)


def _rights(checks: Checks, config: PostgreSQLConfig, rights: Sequence[Any]) -> None:
    schema, temporary, create, standby = rights
    checks.note(
        "schema",
        ok=schema is not None,
        message=f"default schema {schema}" if schema else f"schema {config.schema!r} does not exist",
        remedy="check the schema's name, which is case-sensitive, and GRANT USAGE on it",
    )
    checks.note(
        "permissions",
        ok=bool(temporary),
        message=("may create temporary tables" if temporary else "may not create temporary tables")
        + ("" if create else "; may not create the ledger's table: an administrator has to, where ledgers are used"),
        remedy=f"GRANT TEMPORARY ON DATABASE {config.database} TO {config.username}",
    )
    checks.note(
        "writable",
        ok=not standby,
        message="takes writes" if not standby else "is a standby, which takes no writes",
        remedy="connect to the primary server",
    )


def _failed_step(error: NexusError) -> str:
    if isinstance(error, Unauthorized):
        return "authentication"
    if isinstance(error, ConfigurationError):
        return "tls" if "tls" in error.remedy else "database"
    return "connection"
