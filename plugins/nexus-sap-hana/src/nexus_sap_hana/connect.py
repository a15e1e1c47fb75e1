"""Opens connections to SAP HANA, to the address that the egress guard permits."""

import math
import ssl
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hdbcli import dbapi

from nexus import Context
from nexus_sap_hana.config import HanaConfig
from nexus_sap_hana.cursor import Cursors, HanaCursor
from nexus_sap_hana.errors import classify_login
from nexus_sql.errors import exception_for
from nexus_sql.pool import Pool


class HanaConnection:
    """A connection of hdbcli's whose statements have a time limit.

    Attributes:
        statement_timeout_s: after which the server cancels a statement; the driver takes whole seconds.
    """

    def __init__(self, driver: Any, statement_timeout_s: float) -> None:
        self._driver = driver
        self._cursors = Cursors(driver)
        self.statement_timeout_s = statement_timeout_s

    def cursor(self) -> HanaCursor:
        """Return a cursor; it is closed at the end of a ``with``."""
        return HanaCursor(self._cursors, max(1, math.ceil(self.statement_timeout_s)))

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a SELECT."""
        with self.cursor() as cursor:
            cursor.execute(statement, parameters)
            return [tuple(row) for row in cursor.fetchall()]

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it changed."""
        with self.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.rowcount

    def is_open(self) -> bool:
        """Whether the driver has not seen the connection's end."""
        return bool(self._driver.isconnected())

    def commit(self) -> None:
        """Commit."""
        self._driver.commit()

    def rollback(self) -> None:
        """Take back what is not committed."""
        self._driver.rollback()

    def close(self) -> None:
        """Close the connection."""
        self._driver.close()


def pool(config: HanaConfig, context: Context) -> Pool:
    """Return the pool that all components of this connection share in this process."""
    return context.shared("pool", lambda: Pool(lambda: connect(config, context), config.pool_size), Pool.close)


def connect(config: HanaConfig, context: Context) -> HanaConnection:
    """Open a connection with the configured schema and limits.

    Raises:
        ConfigurationError: the address is not permitted, or user, schema or TLS do not fit.
        Unavailable: the server is away.
    """
    address = context.egress.resolve(config.host, config.port)  # SECURITY SSRF: this address, the original name for TLS
    try:
        driver = dbapi.connect(**_parameters(config, address))
    except dbapi.Error as error:
        raise exception_for(classify_login(error)) from error
    connection = HanaConnection(driver, config.statement_timeout_s)
    try:
        _settle(connection, config)
    except dbapi.Error as error:
        connection.close()
        raise exception_for(classify_login(error)) from error
    return connection


def _parameters(config: HanaConfig, address: str) -> dict[str, Any]:
    return {
        "address": address,
        "port": config.port,
        "user": config.username,
        "password": config.password.reveal() if config.password else "",
        "autocommit": False,
        "reconnect": False,  # a lost transaction has to be told, not begun again halfway
        "distribution": "OFF",  # SECURITY SSRF: no other host that the server may name
        "connectTimeout": round(config.connect_timeout_s * 1000),
        "communicationTimeout": round(config.statement_timeout_s * 1500 + 5000),  # the server gives up before
        "SESSIONVARIABLE:APPLICATION": "nexus",
        **_tls(config),
    }


def _tls(config: HanaConfig) -> dict[str, Any]:
    if config.tls == "disable":
        return {"encrypt": False}
    name = config.tls_server_name or config.host
    settings = {"encrypt": True, "sslCryptoProvider": "openssl", "sslSNIHostname": name}
    if config.tls == "require":
        return {**settings, "sslValidateCertificate": False}
    return {
        **settings,
        "sslValidateCertificate": True,
        "sslHostNameInCertificate": name if config.tls == "verify-full" else "*",
        **_trust(config),
    }


def _trust(config: HanaConfig) -> dict[str, str]:
    """Name the authorities to the driver, which reads them from a file; its own default is not the system's."""
    if config.tls_ca:
        return {"sslTrustStore": str(_authority_file(config.tls_ca))}
    system = ssl.get_default_verify_paths().cafile
    return {"sslTrustStore": system} if system else {}


@cache
def _authority_file(pem: str) -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="nexus-ca-", suffix=".pem", delete=False) as file:
        file.write(pem)
    return Path(file.name)


def _settle(connection: HanaConnection, config: HanaConfig) -> None:
    connection.execute(f"SET TRANSACTION LOCK WAIT TIMEOUT {round(config.lock_timeout_s * 1000):d}")
    if config.schema:
        connection.execute(f"SET SCHEMA {quote(config.schema)}")
    connection.commit()


def quote(name: str) -> str:
    """Quote an identifier that the catalogue has."""
    return '"' + name.replace('"', '""') + '"'
