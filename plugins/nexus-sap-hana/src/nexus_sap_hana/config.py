"""What an SAP HANA connection needs to know."""

from typing import Literal

from nexus import Secret, config
from nexus_sql import settings


@config.define
class HanaConfig:
    """Settings of an SAP HANA connection."""

    host: str = config.field(title="Host", help="Name or address of the server.", group="Server", min_length=1)
    port: int = config.field(
        default=30015,
        title="Port",
        help="The SQL port of the tenant database itself (3NN15, 3NN41 …), or 443 for SAP HANA Cloud.",
        group="Server",
        minimum=1,
        maximum=65535,
    )
    username: str = config.field(title="User", group="Login", min_length=1)
    password: Secret | None = config.field(default=None, title="Password", group="Login")
    schema: str = config.field(
        default="",
        title="Schema",
        help="Where tables without a schema are looked for, in its true case; empty for the user's own.",
        group="Server",
    )
    tls: Literal["disable", "require", "verify-ca", "verify-full"] = config.field(
        default="verify-full",
        title="TLS",
        help="verify-full checks the server's certificate and name; disable only in a trusted network.",
        group="TLS",
    )
    tls_ca: str = settings.tls_ca()
    tls_server_name: str = config.field(
        default="",
        title="Name in the certificate",
        help="The name that the server's certificate has, where it is not the host's.",
        group="TLS",
        advanced=True,
    )
    pool_size: int = settings.pool_size()
    connect_timeout_s: float = settings.connect_timeout_s()
    statement_timeout_s: float = settings.statement_timeout_s()
    lock_timeout_s: float = settings.lock_timeout_s()
