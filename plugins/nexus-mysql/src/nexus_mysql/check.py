"""Tests a MySQL or MariaDB connection step by step."""

import re
import time
from collections.abc import Sequence
from typing import Any, Final

from nexus import Check, ConfigurationError, Context, NexusError, Unauthorized
from nexus_mysql.config import MySQLConfig
from nexus_mysql.connect import MySQLConnection, connect
from nexus_sql.check import Checks, check_address

_OLDEST: Final = {True: (10, 6), False: (8, 0)}


def check(config: MySQLConfig, context: Context) -> Sequence[Check]:
    """Try address, network, login, database, version, rights and settings; never raises for a bad target."""
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


def _inside(checks: Checks, config: MySQLConfig, connection: MySQLConnection) -> None:
    cipher = checks.run("tls", lambda: _cipher(connection))
    checks.note("authentication", ok=True, message=f"logged in as {config.username}")
    checks.note("database", ok=True, message=f"database {config.database} is open")
    if cipher is not None:
        checks.run("version", lambda: _version(connection), "upgrade to MySQL 8.0 or MariaDB 10.6, or later")
        checks.run("permissions", lambda: _permissions(connection))
        checks.run("settings", lambda: _settings(connection))


def _cipher(connection: MySQLConnection) -> tuple[str, str]:
    cipher = str(_row(connection, "SHOW STATUS LIKE 'Ssl_cipher'")[1])
    return (f"encrypted ({cipher})" if cipher else "not encrypted: set tls to verify-full where that matters"), cipher


def _version(connection: MySQLConnection) -> tuple[str, bool]:
    text = str(_row(connection, "SELECT @@version")[0])
    numbers = tuple(int(part) for part in re.findall(r"\d+", text)[:2])
    if numbers < _OLDEST[connection.server.mariadb]:
        raise ConfigurationError(f"{text} is too old", remedy="upgrade to MySQL 8.0 or MariaDB 10.6, or later")
    return text if connection.server.mariadb else f"MySQL {text}", True


def _permissions(connection: MySQLConnection) -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW GRANTS")
        grants = [str(row[0]) for row in cursor.fetchall()]
    creates = any(re.search(r"GRANT (ALL PRIVILEGES|[^`]*\bCREATE\b)", grant) for grant in grants)
    if creates:
        return "may create the ledger's table", True
    return "may not create the ledger's table: an administrator has to, where ledgers are used", True


def _settings(connection: MySQLConnection) -> tuple[str, bool]:
    mode, read_only, packet = _row(connection, "SELECT @@SESSION.sql_mode, @@read_only, @@max_allowed_packet")
    if "STRICT_ALL_TABLES" not in str(mode):
        raise ConfigurationError(f"sql_mode is {mode!r}, not strict", remedy="let sessions set sql_mode")
    if read_only:
        return (
            f"strict mode, but the server is read_only: only privileged users can write (max_allowed_packet {packet})",
            True,
        )
    return f"strict mode, takes writes, max_allowed_packet {packet}", True


def _row(connection: MySQLConnection, statement: str) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() or ("", "", "")


def _failed_step(error: NexusError) -> str:
    if isinstance(error, Unauthorized):
        return "database" if "database" in error.remedy else "authentication"
    if isinstance(error, ConfigurationError):
        return "tls" if "tls" in error.remedy else "database"
    return "connection"
