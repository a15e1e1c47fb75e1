"""Opens connections to PostgreSQL, to the address that the egress guard permits."""

import math
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

from nexus import Context
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.errors import classify_login
from nexus_sql.errors import exception_for
from nexus_sql.pool import Pool

RV = TypeVar("RV")


class Connection(psycopg.Connection[TupleRow]):
    """A connection that gives up a server from which no answer comes any more."""

    answer_timeout_s: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an answer; the server itself ends statements before, if it is alive.

        Raises:
            psycopg.OperationalError: there was none in time; the connection is closed.
        """
        limit = timeout if timeout is not None else self.answer_timeout_s
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if limit is None or time.monotonic() - started < limit:
                raise
            self.close()
            raise psycopg.OperationalError(f"the server has not answered for {limit:.0f} s") from error


def pool(config: PostgreSQLConfig, context: Context) -> Pool:
    """Return the pool that all components of this connection share in this process."""
    return context.shared("pool", lambda: Pool(lambda: connect(config, context), config.pool_size), Pool.close)


def connect(config: PostgreSQLConfig, context: Context) -> Connection:
    """Open a connection whose session is in UTC, with the configured limits.

    Raises:
        ConfigurationError: the address is not permitted, or database, user or TLS do not fit.
        Unavailable: the server is away.
    """
    address = context.egress.resolve(config.host, config.port)  # SECURITY SSRF: this address, the original name for TLS
    try:
        connection = Connection.connect(**_parameters(config, address))
    except psycopg.Error as error:
        raise exception_for(classify_login(error)) from error
    _settle(connection, config)
    return connection


def _parameters(config: PostgreSQLConfig, address: str) -> dict[str, Any]:
    return {
        "host": config.host,
        "hostaddr": address,
        "port": config.port,
        "dbname": config.database,
        "user": config.username,
        "password": config.password.reveal() if config.password else "",
        "passfile": "/dev/null",  # only what is configured here counts
        "sslmode": config.tls,
        **_trust(config),
        "connect_timeout": max(1, math.ceil(config.connect_timeout_s)),
        "application_name": "nexus",
        "client_encoding": "UTF8",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": int(config.statement_timeout_s * 1000),
    }


def _trust(config: PostgreSQLConfig) -> dict[str, str]:
    """Name the authorities to libpq, which reads them from a file only."""
    if config.tls_ca:
        return {"sslrootcert": str(_authority_file(config.tls_ca))}
    return {"sslrootcert": "system"} if config.tls == "verify-full" else {}


@cache
def _authority_file(pem: str) -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="nexus-ca-", suffix=".pem", delete=False) as file:
        file.write(pem)
    return Path(file.name)


def _settle(connection: Connection, config: PostgreSQLConfig) -> None:
    settings = {
        "TimeZone": "UTC",
        "DateStyle": "ISO",
        "statement_timeout": f"{config.statement_timeout_s * 1000:.0f}",
        "lock_timeout": f"{config.lock_timeout_s * 1000:.0f}",
        "idle_in_transaction_session_timeout": f"{config.statement_timeout_s * 2000:.0f}",
    }
    if config.schema:
        settings["search_path"] = quote(config.schema)
    columns = ", ".join(["set_config(%s, %s, false)"] * len(settings))
    values = [part for pair in settings.items() for part in pair]
    with connection.transaction():
        connection.execute(f"SELECT {columns}".encode(), values)
    connection.answer_timeout_s = config.statement_timeout_s * 1.5 + 5


def quote(name: str) -> str:
    """Quote an identifier that the catalogue has."""
    return '"' + name.replace('"', '""') + '"'
