"""The delivery log with ten million lines, on each database."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nexus.testing.servers import MariaDBServer, PostgresServer
from tests.benchmarks.delivery_log.appending import appending
from tests.benchmarks.delivery_log.fill import filled
from tests.benchmarks.delivery_log.pages import measured


def delivery_log_pages(scale: float) -> dict[str, Any]:
    """Fill a log of ten million lines on each database, and ask for pages of it by every filter."""
    lines = max(10_000, round(10_000_000 * scale))
    found: dict[str, Any] = {"lines": lines}
    for name, place in (("sqlite", _sqlite), ("postgresql", _postgresql), ("mariadb", _mariadb)):
        with place() as url:
            engine = filled(url, lines)
            found[name] = {"pages": measured(engine, lines), "append": appending(engine)}
            engine.dispose()
    return found


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="nexus-log-") as folder:
        yield f"sqlite:///{Path(folder) / 'log.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    with PostgresServer() as server:
        yield server.new_database()


@contextmanager
def _mariadb() -> Iterator[str]:
    with MariaDBServer() as server:
        yield server.new_database()
