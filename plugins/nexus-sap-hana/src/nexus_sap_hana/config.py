"""What an SAP HANA connection needs to know."""

from typing import Literal

from nexus import Secret, config


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
    tls_ca: str = config.field(
        default="",
        title="Certificate authority",
        help="PEM certificates that the server's is checked against; empty for those of the system.",
        group="TLS",
        multiline=True,
        advanced=True,
    )
    tls_server_name: str = config.field(
        default="",
        title="Name in the certificate",
        help="The name that the server's certificate has, where it is not the host's.",
        group="TLS",
        advanced=True,
    )
    pool_size: int = config.field(
        default=10,
        title="Connections",
        help="Most connections that each Nexus process keeps.",
        group="Limits",
        minimum=1,
        maximum=500,
        advanced=True,
    )
    connect_timeout_s: float = config.field(
        default=5.0, title="Connect timeout (s)", group="Limits", minimum=0.5, maximum=300, advanced=True
    )
    statement_timeout_s: float = config.field(
        default=60.0,
        title="Statement timeout (s)",
        help="A statement that takes longer is cancelled and tried again later.",
        group="Limits",
        minimum=1,
        maximum=3600,
        advanced=True,
    )
    lock_timeout_s: float = config.field(
        default=10.0,
        title="Lock timeout (s)",
        help="How long a write waits for rows that others have locked before it is tried again later.",
        group="Limits",
        minimum=0.1,
        maximum=3600,
        advanced=True,
    )
