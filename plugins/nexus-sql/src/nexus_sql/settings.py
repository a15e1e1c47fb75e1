"""Settings that every database server's connection has, described alike in each connector's form.

A config class gives each its place, and so its order in the form::

    @config.define
    class WarehouseConfig:
        host: str = config.field(title="Host", group="Server", min_length=1)
        pool_size: int = settings.pool_size()
"""

from nexus import config


def tls_ca() -> str:
    """Return the field of the PEM certificates that the server's is checked against."""
    return config.field(
        default="",
        title="Certificate authority",
        help="PEM certificates that the server's is checked against; empty for those of the system.",
        group="TLS",
        multiline=True,
        advanced=True,
    )


def pool_size() -> int:
    """Return the field of the most connections that a process keeps."""
    return config.field(
        default=10,
        title="Connections",
        help="Most connections that each Nexus process keeps.",
        group="Limits",
        minimum=1,
        maximum=500,
        advanced=True,
    )


def connect_timeout_s() -> float:
    """Return the field of how many seconds a connection may take to be made."""
    return config.field(
        default=5.0, title="Connect timeout (s)", group="Limits", minimum=0.5, maximum=300, advanced=True
    )


def statement_timeout_s() -> float:
    """Return the field of how many seconds a statement may take."""
    return config.field(
        default=60.0,
        title="Statement timeout (s)",
        help="A statement that takes longer is cancelled and tried again later.",
        group="Limits",
        minimum=1,
        maximum=3600,
        advanced=True,
    )


def lock_timeout_s() -> float:
    """Return the field of how many seconds a write waits for rows that others have locked."""
    return config.field(
        default=10.0,
        title="Lock timeout (s)",
        help="How long a write waits for rows that others have locked before it is tried again later.",
        group="Limits",
        minimum=0.1,
        maximum=3600,
        advanced=True,
    )
