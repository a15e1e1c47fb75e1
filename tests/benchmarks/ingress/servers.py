"""Starts what is measured, each as a process of its own, and ends it."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
from attrs import frozen

from nexus.testing import ValkeyServer

FOLDER = Path(__file__).parent


@frozen
class Target:
    """A server under load."""

    name: str
    url: str
    key: str
    pid: int


def cpu_seconds(pid: int) -> float:
    """Return what a process and its children have taken of processors."""
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def valkey(fsync: str, folder: Path | None = None) -> Iterator[ValkeyServer]:
    """A fresh Valkey with an append-only file, in ``folder`` if given; ``fsync`` is ``always`` or ``everysec``."""
    settings = {"appendonly": "yes", "appendfsync": fsync, **({"dir": str(folder)} if folder else {})}
    with ValkeyServer(settings=settings) as server:
        yield server


@contextlib.contextmanager
def nexus(store_url: str, dedup: str) -> Iterator[Target]:
    """One Nexus API process."""
    port = free_port()
    command = [sys.executable, str(FOLDER / "api_process.py"), store_url, str(port), dedup]
    with _process(command, FOLDER) as (process, first_line):
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/api/health/live")
        yield Target("nexus", url, first_line, process.pid)


@contextlib.contextmanager
def peer(store_url: str) -> Iterator[Target]:
    """One Fastify process."""
    folder = FOLDER / "peer"
    node_modules(folder)
    port = free_port()
    with _process(["node", "server.js", str(port), store_url], folder) as (process, _):
        yield Target("fastify", f"http://127.0.0.1:{port}", "-", process.pid)


def node_modules(folder: Path) -> None:
    """Install what a folder's lock file names, where its present content has not been installed."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SystemExit("the peer needs Node.js 20 or later (node, npm) on the PATH")
    installed = folder / "node_modules" / ".installed-from"
    wanted = (folder / "package-lock.json").read_text(encoding="utf-8")
    if installed.exists() and installed.read_text(encoding="utf-8") == wanted:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    installed.write_text(wanted, encoding="utf-8")


@contextlib.contextmanager
def _process(command: list[str], folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _wait(url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
