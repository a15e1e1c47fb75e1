"""What a PostgreSQL connection needs to know."""

from typing import Literal

from nexus import Secret, config
from nexus_sql import settings


@config.define
class PostgreSQLConfig:
    """Settings of a PostgreSQL connection."""

    host: str = config.field(title="Host", help="Name or address of the server.", group="Server", min_length=1)
    port: int = config.field(default=5432, title="Port", group="Server", minimum=1, maximum=65535)
    database: str = config.field(title="Database", group="Server", min_length=1)
    username: str = config.field(title="User", group="Login", min_length=1)
    password: Secret | None = config.field(default=None, title="Password", group="Login")
    schema: str = config.field(
        default="",
        title="Schema",
        help="Where tables without a schema are looked for; empty for the user's search path.",
        group="Server",
    )
    tls: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = config.field(
        default="prefer",
        title="TLS",
        help="verify-full checks the server's certificate and name: use it outside of a trusted network.",
        group="TLS",
    )
    tls_ca: str = settings.tls_ca()
    pool_size: int = settings.pool_size()
    connect_timeout_s: float = settings.connect_timeout_s()
    statement_timeout_s: float = settings.statement_timeout_s()
    lock_timeout_s: float = settings.lock_timeout_s()
