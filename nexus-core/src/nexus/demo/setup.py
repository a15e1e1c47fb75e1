"""Prepares the demo: its table, its endpoint's address, its definitions."""

import socket
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from nexus import wiring
from nexus.config.settings import Settings
from nexus.errors import ConfigurationError
from nexus.services.definitions.text import read

NEEDED = ("sqlite", "rest")
TABLE = "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, email TEXT, total NUMERIC, received_at TEXT)"


@frozen
class Demo:
    """What the demo's programs need.

    Attributes:
        key: the API key of the application ``demo-shop``.
        port: where the demo's endpoint listens.
    """

    key: str = field(repr=False)
    port: int
    database: Path


def prepare(settings: Settings, folder: Path) -> Demo:
    """Make the demo's table and definitions in ``folder``; again at each start, since the endpoint's port may differ.

    Raises:
        ConfigurationError: a connector that the demo needs is not installed.
    """
    _require_connectors(settings)
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "demo.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(TABLE)
    connection.close()
    port = _kept_port(folder / "endpoint.port")
    environ = {"NEXUS_DEMO_DATABASE": str(database.absolute()), "NEXUS_DEMO_ENDPOINT": f"http://127.0.0.1:{port}"}
    return Demo(_apply(settings, environ, folder / "demo.key"), port, database)


def _apply(settings: Settings, environ: Mapping[str, str], key_file: Path) -> str:
    raw = read([Path(__file__).with_name("definitions.yaml")], environ)
    with wiring.open_metadata(settings) as metadata:
        applied = wiring.open_definitions(settings, metadata, wiring.DEFAULT_WORKSPACE, actor="demo").apply(raw)
        for key in applied.keys:
            key_file.touch(mode=0o600)
            key_file.write_text(key.text, encoding="utf-8")
    wiring.announce(settings, applied)
    if not key_file.exists():
        raise ConfigurationError(
            f"the demo's key is gone from {key_file}", remedy="remove the application demo-shop, or the data folder"
        )
    return key_file.read_text(encoding="utf-8").strip()


def _require_connectors(settings: Settings) -> None:
    installed = wiring.open_catalogue(settings).connectors
    missing = [name for name in NEEDED if name not in installed]
    if missing:
        packages = " ".join(f"nexus-{name}" for name in missing)
        raise ConfigurationError(f"the demo needs {' and '.join(missing)}", remedy=f"pip install {packages}")


def _kept_port(file: Path) -> int:
    """Return the port of the last start if it is free, else another: so a restarted demo changes no definition."""
    wanted = int(file.read_text(encoding="utf-8")) if file.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            chosen: int = probe.getsockname()[1]
        file.write_text(str(chosen), encoding="utf-8")
        return chosen
    raise ConfigurationError("no port is free on 127.0.0.1")
