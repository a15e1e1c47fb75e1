"""A PostgreSQL server for tests."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, SIGQUIT
from typing import ClassVar
from uuid import uuid4

from nexus.testing.servers.process import ServerProcess, give, run
from nexus.testing.servers.programs import program, unprivileged
from nexus.testing.servers.run_folder import new_folder, template

_USER = _PASSWORD = "nexus"  # noqa: S105 — of a private server on the loopback interface
_FAST = {"fsync": "off", "full_page_writes": "off"}  # synchronous_commit stays: without it `kill` loses commits
_BINARIES = ("usr/lib/postgresql/*/bin/{}", "usr/pgsql-*/bin/{}")


class PostgresServer(ServerProcess):
    """A PostgreSQL server whose superuser is ``nexus`` with the password ``nexus`` (SCRAM), UTF-8, in UTC.

    Args:
        durable: keep fsync; off by default, which is faster and survives `kill` (though no power loss) all the same.
        settings: further settings of ``postgresql.conf``.
    """

    name = "postgres"
    stop_signal = SIGINT  # "fast": sessions are ended, the checkpoint is written
    orphan_signal = SIGQUIT  # "immediate": the postmaster takes its children along
    username: ClassVar[str] = _USER
    password: ClassVar[str] = _PASSWORD

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "shared_buffers": "32MB",
            "max_connections": "200",
            "timezone": "UTC",
            **({} if durable else _FAST),
            **(settings or {}),
        }
        self._postgres = _program("postgres")
        super().__init__()

    @property
    def dsn(self) -> str:
        """The maintenance database for libpq: ``psycopg.connect(server.dsn)``."""
        return self.url(driver="")

    def url(self, database: str = "postgres", *, driver: str = "psycopg") -> str:
        """Return the SQLAlchemy URL of a database; with ``driver=""`` libpq's."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{_USER}:{_PASSWORD}@{self.host}:{self.port}/{database}"

    def new_database(self, like: str = "") -> str:
        """Create a database with a name of its own and return its URL: empty, or a copy of that at the URL ``like``."""
        name = f"test_{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like.rpartition('/')[2]}" if like else ""))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop what `new_database` made."""
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run SQL as the superuser and return psql's unaligned output."""
        settings = ("--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-")
        return run([_program("psql"), self.url(database, driver=""), *settings], stdin=statement).strip()

    def user(self) -> str | None:
        """PostgreSQL refuses to run as root."""
        return unprivileged("postgres")

    def prepare(self) -> None:
        """Copy the template that one initdb per test run makes."""
        give(self.folder, self.user())
        run(["cp", "-a", str(template("postgres", _initdb) / "data"), str(self._data)])

    def command(self) -> Sequence[str]:
        """The postmaster in the foreground."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        return [self._postgres, "-D", str(self._data), "-p", str(self.port), *options]

    def is_ready(self) -> bool:
        """Whether a query is answered."""
        with suppress(RuntimeError):
            return self.execute("SELECT 1") == "1"
        return False

    @property
    def _data(self) -> Path:
        return self.folder / "data"


def _program(name: str) -> str:
    return program(name, "postgresql", patterns=[pattern.format(name) for pattern in _BINARIES])


def _initdb(folder: Path) -> None:
    user = unprivileged("postgres")
    folder.chmod(0o755)
    work = new_folder("initdb")
    give(work, user)
    password_file = work / "password"
    password_file.write_text(_PASSWORD)
    password_file.chmod(0o644)
    run(
        [
            _program("initdb"),
            f"--pgdata={work / 'data'}",
            f"--username={_USER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        user=user,
    )
    (work / "data").rename(folder / "data")
