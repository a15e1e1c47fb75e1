"""A MariaDB server for tests."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from nexus.testing.servers.process import ServerProcess, give, run
from nexus.testing.servers.programs import program, unprivileged
from nexus.testing.servers.run_folder import new_folder, template

_USER = _PASSWORD = "nexus"  # noqa: S105 — of a private server on the loopback interface
_PACKAGE = "mariadb-server"
_GRANTS = (
    f"CREATE USER IF NOT EXISTS '{_USER}'@'%' IDENTIFIED BY '{_PASSWORD}';\n"
    f"GRANT ALL PRIVILEGES ON *.* TO '{_USER}'@'%' WITH GRANT OPTION;\n"
)
_LOG_SIZE = "--innodb-log-file-size=16M"


class MariaDBServer(ServerProcess):
    """A MariaDB server whose administrator is ``nexus`` with the password ``nexus``; strict mode, utf8mb4, in UTC.

    Args:
        durable: flush the log at every commit; off by default, which is faster and survives `kill` all the same.
        settings: further options of ``mariadbd``, without dashes in front.
    """

    name = "mariadb"
    username: ClassVar[str] = _USER
    password: ClassVar[str] = _PASSWORD

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        self._settings = {
            "bind-address": "127.0.0.1",
            "skip-name-resolve": "1",
            "sql-mode": "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION",
            "character-set-server": "utf8mb4",
            "collation-server": "utf8mb4_unicode_ci",
            "default-time-zone": "+00:00",
            "innodb-buffer-pool-size": "64M",
            "performance-schema": "OFF",
            "max-connections": "200",
            "innodb-flush-log-at-trx-commit": "1" if durable else "2",
            **(settings or {}),
        }
        self._mariadbd = program("mariadbd", _PACKAGE)
        super().__init__()

    @property
    def dsn(self) -> str:
        """The URL without a database or driver: ``mysql://nexus:nexus@127.0.0.1:PORT/``."""
        return self.url("", driver="")

    def url(self, database: str = "mysql", *, driver: str = "pymysql") -> str:
        """Return the SQLAlchemy URL of a database."""
        scheme = f"mysql+{driver}" if driver else "mysql"
        return f"{scheme}://{_USER}:{_PASSWORD}@{self.host}:{self.port}/{database}"

    def new_database(self) -> str:
        """Create an empty database with a name of its own and return its URL."""
        name = f"test_{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop what `new_database` made."""
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]}")

    def execute(self, statement: str, database: str = "mysql") -> str:
        """Run SQL as the administrator and return the client's tab-separated output without heads."""
        account = (f"--host={self.host}", f"--port={self.port}", f"--user={_USER}", f"--password={_PASSWORD}")
        client = program("mariadb", "mariadb-client")
        shape = ("--no-defaults", "--protocol=tcp", "--batch", "--skip-column-names")
        return run([client, *shape, *account, database], stdin=statement).strip()

    def user(self) -> str | None:
        """MariaDB refuses to run as root."""
        return unprivileged("mysql")

    def prepare(self) -> None:
        """Copy the template that one mariadb-install-db per test run makes."""
        give(self.folder, self.user())
        run(["cp", "-a", str(template("mariadb", _install) / "data"), str(self._data)])
        self._grants.write_text(_GRANTS)
        self._grants.chmod(0o644)

    def command(self) -> Sequence[str]:
        """The server in the foreground, reading no configuration file of the machine."""
        return [
            self._mariadbd,
            "--no-defaults",
            f"--datadir={self._data}",
            f"--port={self.port}",
            f"--socket={self.folder / 's'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--init-file={self._grants}",
            _LOG_SIZE,
            *(f"--{name}={value}" for name, value in self._settings.items()),
        ]

    def is_ready(self) -> bool:
        """Whether a query is answered."""
        with suppress(RuntimeError):
            return self.execute("SELECT 1") == "1"
        return False

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _grants(self) -> Path:
        return self.folder / "grants.sql"


def _install(folder: Path) -> None:
    user = unprivileged("mysql")
    folder.chmod(0o755)
    work = new_folder("mariadb-install")
    give(work, user)
    installer = program("mariadb-install-db", _PACKAGE)
    options = ("--auth-root-authentication-method=normal", "--skip-test-db", _LOG_SIZE)
    run([installer, "--no-defaults", f"--datadir={work / 'data'}", *options], user=user)
    (work / "data").rename(folder / "data")
