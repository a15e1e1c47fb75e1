"""Tests an SAP HANA connection step by step."""

import time
from collections.abc import Sequence
from typing import Final

from nexus import Check, ConfigurationError, Context, NexusError, Unauthorized
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.connect import HanaConnection, connect
from nexus_sql.check import Checks, check_address

_OLDEST: Final = 2
_UPGRADE: Final = "upgrade to SAP HANA 2.0 or SAP HANA Cloud"


def check(config: HanaConfig, context: Context) -> Sequence[Check]:
    """Try address, network, TLS, log-in, schema, version and rights; never raises for a bad target."""
    checks = Checks()
    if check_address(checks, context, config.host, config.port, config.connect_timeout_s) is None:
        return checks.results
    started = time.perf_counter()
    try:
        connection = connect(config, context)
    except NexusError as error:
        remedy = "try again when the server takes connections; if it takes nothing but TLS, set tls to verify-full"
        checks.failed(_failed_step(error), error, remedy, started)
        return checks.results
    try:
        _inside(checks, config, connection)
    finally:
        connection.close()
    return checks.results


def _inside(checks: Checks, config: HanaConfig, connection: HanaConnection) -> None:
    encrypted = config.tls != "disable"
    checks.note(
        "tls", ok=True, message="encrypted" if encrypted else "not encrypted: set tls to verify-full where that matters"
    )
    checks.note("authentication", ok=True, message=f"logged in as {config.username}")
    checks.run("database", lambda: _database(connection))
    checks.run("version", lambda: _version(connection), _UPGRADE)
    checks.run("permissions", lambda: _permissions(connection))


def _database(connection: HanaConnection) -> tuple[str, bool]:
    (name,), (schema,) = (
        connection.rows("SELECT DATABASE_NAME FROM SYS.M_DATABASE")[0],
        connection.rows("SELECT CURRENT_SCHEMA FROM DUMMY")[0],
    )
    return f"database {name}, schema {schema}", True


def _version(connection: HanaConnection) -> tuple[str, bool]:
    text = str(connection.rows("SELECT VERSION FROM SYS.M_DATABASE")[0][0])
    major = text.partition(".")[0]
    if not major.isdigit() or int(major) < _OLDEST:
        raise ConfigurationError(f"{text} is too old", remedy=_UPGRADE)
    return f"SAP HANA {text}", True


def _permissions(connection: HanaConnection) -> tuple[str, bool]:
    statement = "SELECT SCHEMA_NAME FROM SYS.SCHEMAS WHERE SCHEMA_NAME = CURRENT_SCHEMA AND SCHEMA_OWNER = CURRENT_USER"
    if connection.rows(statement):
        return "owns the schema: may create the ledger's table", True
    return (
        "does not own the schema: an administrator may have to create the ledger's table, where ledgers are used",
        True,
    )


def _failed_step(error: NexusError) -> str:
    if isinstance(error, Unauthorized):
        return "authentication"
    if isinstance(error, ConfigurationError):
        return "database" if "schema" in error.remedy else "tls"
    return "connection"
