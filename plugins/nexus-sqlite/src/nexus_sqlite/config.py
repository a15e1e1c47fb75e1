"""What a SQLite connection needs to know."""

import os
from pathlib import Path

from nexus import config


@config.define
class SQLiteConfig:
    """Settings of a SQLite connection."""

    path: str = config.field(
        title="File",
        help="The database file, which must exist; relative paths start at NEXUS_DATA_DIR and stay within it.",
        min_length=1,
        placeholder="orders.db",
    )
    busy_timeout_s: float = config.field(
        default=10.0,
        title="Busy timeout (s)",
        help="How long a write waits for another process's before it is tried again later.",
        minimum=0.1,
        maximum=600,
        advanced=True,
    )
    wal: bool = config.field(
        default=True,
        title="Write-ahead log",
        help="Readers go on while a batch is written. Turn it off on network file systems.",
        advanced=True,
    )
    statement_timeout_s: float = config.field(
        default=60.0, title="Query timeout (s)", minimum=1, maximum=3600, advanced=True
    )
    pool_size: int = config.field(default=4, title="Connections", minimum=1, maximum=64, advanced=True)

    def __attrs_post_init__(self) -> None:
        if not Path(self.path).is_absolute() and ".." in Path(self.path).parts:
            raise ValueError("path: a relative path stays within NEXUS_DATA_DIR; write an absolute one without '..'")

    @property
    def file(self) -> Path:
        """Where the file is."""
        return Path(os.environ.get("NEXUS_DATA_DIR") or ".") / self.path
