"""A private installation to measure: stream store, PostgreSQL or MariaDB, Nexus processes, all on free ports."""

import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from nexus.testing.servers import MariaDBServer, PostgresServer, ValkeyServer
from nexus.testing.servers.ports import claim_port


class Installation:
    """Metadata in SQLite, a durable stream store, and Nexus processes on demand."""

    def __init__(self, folder: Path, store: ValkeyServer) -> None:
        self.folder = folder
        self.store = store
        self.port = claim_port()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.environment = {
            **os.environ,
            "NEXUS_DATA_DIR": str(folder),
            "NEXUS_REDIS_URL": store.url(),
            "NEXUS_ENCRYPTION_KEYS": f"bench:{key}",
            "NEXUS_JWT_SECRET": secrets.token_urlsafe(48),
            "NEXUS_EGRESS_ALLOW": "127.0.0.0/8",
            "NEXUS_PORT": str(self.port),
            "NEXUS_LOG_LEVEL": "warning",
        }
        self.run("migrate")

    @property
    def url(self) -> str:
        """Where the API listens."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> str:
        """Run a ``nexus`` command and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "nexus", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"nexus {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def apply(self, definitions: str) -> str:
        """Apply definitions and return the command's output as JSON text."""
        file = self.folder / "definitions.yaml"
        file.write_text(definitions, encoding="utf-8")
        return self.run("apply", "-f", str(file), "--json")

    @contextmanager
    def process(self, *arguments: str) -> Iterator[psutil.Process]:
        """Run a Nexus process until the end of the block."""
        with running([sys.executable, "-m", "nexus", *arguments], env=self.environment) as process:
            yield process


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[psutil.Process]:
    """Run a program until the end of the block; ``options`` are those of `subprocess.Popen`."""
    child = subprocess.Popen(command, **options)
    try:
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def installation(fsync: str = "always") -> Iterator[Installation]:
    """Set up an installation in a temporary folder; durability is asked for only where its store has it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="nexus-bench-")))
        store = stack.enter_context(ValkeyServer(durable=True, settings={"appendfsync": fsync}))
        made = Installation(folder, store)
        made.environment["NEXUS_DURABILITY"] = "strict" if fsync == "always" else "relaxed"
        yield made


class Peak:
    """The largest resident sizes of processes that were seen, in MiB."""

    def __init__(self, *processes: psutil.Process) -> None:
        self._processes = processes
        self.mib = [0.0] * len(processes)

    def look(self) -> bool:
        """Look once; always true."""
        for index, process in enumerate(self._processes):
            self.mib[index] = max(self.mib[index], process.memory_info().rss / 2**20)
        return True


def connection_config(server: PostgresServer | MariaDBServer, database: str) -> dict[str, Any]:
    """Return the configuration of a connection to ``database`` on ``server``."""
    return {
        "host": server.host,
        "port": server.port,
        "database": database,
        "username": server.username,
        "password": server.password,
    }


def wait_until(holds: Callable[[], bool], *, timeout_s: float, every_s: float = 0.02) -> float:
    """Return the seconds until ``holds``; raises TimeoutError."""
    started = time.perf_counter()
    while not holds():
        if time.perf_counter() - started > timeout_s:
            raise TimeoutError(f"not within {timeout_s} s")
        time.sleep(every_s)
    return time.perf_counter() - started
