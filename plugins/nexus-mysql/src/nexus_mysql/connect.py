"""Opens connections to MySQL and MariaDB, to the address that the egress guard permits."""

import re
import socket
import ssl
from typing import Any, Final

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CLIENT

from nexus import Context, Unavailable
from nexus_mysql.config import MySQLConfig
from nexus_mysql.errors import classify
from nexus_sql.errors import exception_for
from nexus_sql.pool import Pool

SQL_MODE: Final = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""Strict (reliability 15), and with backslash escapes and double quotes for texts, on which our literals rest."""

_ALIAS_SINCE: Final = (8, 0, 20)


class Server:
    """What a connection's server can do; read once when it is opened.

    Attributes:
        mariadb: it is MariaDB.
        alias: ``VALUES … AS new`` stands for the new row in ON DUPLICATE KEY UPDATE.
        max_packet: most bytes of one statement.
    """

    def __init__(self, version: str, max_packet: int) -> None:
        self.mariadb = "mariadb" in version.lower()
        numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
        self.alias = not self.mariadb and numbers >= _ALIAS_SINCE
        self.max_packet = max_packet


class MySQLConnection(Connection):
    """A connection that knows its server."""

    server: Server
    _read_timeout: float

    def wait_for_answers(self, seconds: float) -> None:
        """Set after how long a server that no longer answers counts as lost; it ends statements itself before."""
        self._read_timeout = seconds


def pool(config: MySQLConfig, context: Context) -> Pool:
    """Return the pool that all components of this connection share in this process."""
    return context.shared("pool", lambda: Pool(lambda: connect(config, context), config.pool_size), Pool.close)


def connect(config: MySQLConfig, context: Context) -> MySQLConnection:
    """Open a connection whose session is strict, in UTC, with the configured limits.

    Raises:
        ConfigurationError: the address is not permitted, or database, user or TLS do not fit.
        Unavailable: the server is away.
    """
    address = context.egress.resolve(config.host, config.port)  # SECURITY SSRF: this address, the original name for TLS
    connection = MySQLConnection(**_parameters(config))
    try:
        connection.connect(_socket(address, config))
        _settle(connection, config)
    except pymysql.MySQLError as error:
        fault = classify(error)
        assert fault is not None
        raise exception_for(fault) from error
    return connection


def _socket(address: str, config: MySQLConfig) -> socket.socket:
    try:
        sock = socket.create_connection((address, config.port), config.connect_timeout_s)
    except OSError as error:
        raise Unavailable(f"{config.host}:{config.port} is not reached: {error}") from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return sock


def _parameters(config: MySQLConfig) -> dict[str, Any]:
    return {
        "host": config.host,
        "port": config.port,
        "user": config.username,
        "password": config.password.reveal() if config.password else "",
        "database": config.database,
        "charset": "utf8mb4",
        "sql_mode": SQL_MODE,
        "autocommit": False,
        "read_timeout": config.connect_timeout_s,  # until the login is done
        "write_timeout": config.statement_timeout_s,
        "client_flag": CLIENT.FOUND_ROWS,  # an update counts the rows that it finds, changed or not
        "local_infile": False,
        "defer_connect": True,
        **_tls(config),
    }


def _tls(config: MySQLConfig) -> dict[str, Any]:
    if config.tls == "disable":
        return {"ssl_disabled": True}
    if config.tls == "prefer":
        return {}
    trust = ssl.create_default_context(cadata=config.tls_ca or None)
    trust.check_hostname = config.tls == "verify-full"
    if config.tls == "require":
        trust.verify_mode = ssl.CERT_NONE
    return {"ssl": trust}


def _settle(connection: MySQLConnection, config: MySQLConfig) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@version, @@max_allowed_packet")
        version, max_packet = cursor.fetchone() or ("", 0)
        connection.server = Server(str(version), int(max_packet))
        cursor.execute(
            "SET time_zone = '+00:00', innodb_lock_wait_timeout = %s", (max(1, round(config.lock_timeout_s)),)
        )
        set_time_limit(cursor, connection.server, config.statement_timeout_s)
    connection.wait_for_answers(config.statement_timeout_s * 1.5 + 5)


def set_time_limit(cursor: Any, server: Server, seconds: float) -> None:
    """Let the server end statements that take longer (MySQL: SELECTs only)."""
    if server.mariadb:
        cursor.execute("SET max_statement_time = %s", (seconds,))
    else:
        cursor.execute("SET max_execution_time = %s", (round(seconds * 1000),))


def quote(name: str) -> str:
    """Quote an identifier that the catalogue has."""
    return "`" + name.replace("`", "``") + "`"
