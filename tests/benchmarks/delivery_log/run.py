"""The delivery log with ten million lines, on each database."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import psutil

from nexus.testing.servers import MariaDBServer, PostgresServer
from tests.benchmarks.delivery_log.appending import appending
from tests.benchmarks.delivery_log.fill import filled
from tests.benchmarks.delivery_log.pages import measured

Place = tuple[str, Callable[[], float]]
"""URL of an empty database, and what says how many seconds of CPU its server and this process have used."""


def delivery_log_pages(scale: float) -> dict[str, Any]:
    """Fill a log of ten million lines on each database, and ask for pages of it by every filter."""
    lines = max(10_000, round(10_000_000 * scale))
    found: dict[str, Any] = {"lines": lines}
    for name, place in PLACES.items():
        with place() as (url, cpu_s):
            engine = filled(url, lines)
            found[name] = {"pages": measured(engine, lines, cpu_s), "append": appending(engine)}
            engine.dispose()
    return found


@contextmanager
def _sqlite() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="nexus-log-") as folder:
        yield f"sqlite:///{Path(folder) / 'log.db'}", _used


@contextmanager
def _postgresql() -> Iterator[Place]:
    with PostgresServer() as server:
        yield server.new_database(), lambda: _used(server.pid)


@contextmanager
def _mariadb() -> Iterator[Place]:
    with MariaDBServer() as server:
        yield server.new_database(), lambda: _used(server.pid)


PLACES: Final[dict[str, Callable[[], AbstractContextManager[Place]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "mariadb": _mariadb,
}


def _used(*pids: int) -> float:
    """Return the seconds of CPU of this process, and of those with all that they have started."""
    roots = [psutil.Process(), *map(psutil.Process, pids)]
    processes = [*roots, *(child for root in roots[1:] for child in root.children(recursive=True))]
    return sum(time.user + time.system for time in (process.cpu_times() for process in processes))
