"""The same work done by others: single messages over HTTP, each a row of PostgreSQL; all in one run, on the same machine.

What each of them promises differs, and the page says so. Every store is a fresh Valkey with ``appendfsync always``, every
table a fresh one, and the load is that of `tests.benchmarks.delivery.at_once`.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import psutil
import psycopg
from attrs import frozen

from nexus.testing.servers import PostgresServer
from nexus.testing.servers.ports import claim_port
from tests.benchmarks.delivery.at_once import TABLE, at_once, drained, rows_of
from tests.benchmarks.delivery.installation import installation, running, wait_until
from tests.benchmarks.ingress.__main__ import load
from tests.benchmarks.ingress.servers import FOLDER as INGRESS
from tests.benchmarks.ingress.servers import Target, node_modules, valkey

ROOT: Final = Path(__file__).parents[3]
NODE_RED: Final = Path(__file__).parent / "node-red"
PACKAGES: Final = ROOT / ".nox" / "bench"
"""Where ``nox -s bench`` puts Celery and taskiq: beside the environment, not in it."""

Command = Sequence[str]
Figures = dict[str, Any]


@frozen
class Peer:
    """How one of them is run.

    Attributes:
        commands: what starts it, for a port, a store and a database; what answers HTTP comes first.
        promise: what it says of a message that it has answered.
    """

    name: str
    promise: str
    commands: Callable[[int, str, str], Sequence[Command]]
    folder: Path = ROOT


def _fastify(port: int, store: str, database: str) -> Sequence[Command]:
    return (["node", "server.js", str(port), store], ["node", "consumer.js", store, database])


def _celery(port: int, _store: str, _database: str) -> Sequence[Command]:
    module = "tests.benchmarks.peers.celery_orders"
    worker = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        f"{module}:celery",
        "worker",
        "--concurrency",
        "2",
        "--loglevel",
        "error",
    ]
    return (_uvicorn(module, port), [*worker, "--without-gossip", "--without-mingle"])


def _taskiq(port: int, _store: str, _database: str) -> Sequence[Command]:
    module = "tests.benchmarks.peers.taskiq_orders"
    worker = [sys.executable, "-m", "taskiq", "worker", f"{module}:broker", "--workers", "1", "--log-level", "ERROR"]
    return (_uvicorn(module, port), worker)


def _node_red(_port: int, _store: str, _database: str) -> Sequence[Command]:
    return (["node", "node_modules/node-red/red.js", "--settings", "settings.js"],)


def _uvicorn(module: str, port: int) -> Command:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        f"{module}:app",
        "--port",
        str(port),
        "--log-level",
        "error",
        "--no-access-log",
    ]


PEERS: Final = (
    Peer(
        "Fastify + ioredis, consumer of 50 lines", "in the store; consumer: at least once", _fastify, INGRESS / "peer"
    ),
    Peer("Node-RED", "in the table; nothing is kept while it is away", _node_red, NODE_RED),
    Peer("taskiq + Litestar", "in the store; lost or repeated as the task is written", _taskiq),
    Peer("Celery + Litestar", "in the store; late acknowledgement: at least once", _celery),
)


def peers(server: PostgresServer, seconds: int) -> list[Figures]:
    """Measure Nexus and each of the others."""
    if not (PACKAGES / "celery").exists():
        raise SystemExit("Celery and taskiq are not installed: run this by nox -s bench, which installs them")
    with installation() as one:
        ours = at_once(one, server, seconds)
    ours["mib"] = ours["api_mib"] + ours["worker_mib"]
    rows = [{"peer": "Nexus", "promise": "in the store, synced; written at least once, or once by the ledger", **ours}]
    return rows + [{"peer": one.name, "promise": one.promise, **_measure(one, server, seconds)} for one in PEERS]


def _measure(peer: Peer, server: PostgresServer, seconds: int) -> Figures:
    if peer.folder != ROOT:
        node_modules(peer.folder)
    database = server.url(server.new_database().rpartition("/")[2], driver="")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(TABLE)
    with ExitStack() as stack:
        store = stack.enter_context(valkey("always")).url()
        port = claim_port()
        environment = {
            **os.environ,
            "PEER_BROKER": store,
            "PEER_DATABASE": database,
            "PEER_PORT": str(port),
            "C_FORCE_ROOT": "1",  # Celery minds who runs it
            "PEER_FOLDER": stack.enter_context(TemporaryDirectory(prefix="nexus-bench-peer-")),
            "PYTHONPATH": os.pathsep.join((str(PACKAGES), str(ROOT))),
        }
        commands = peer.commands(port, store, database)
        processes = [stack.enter_context(_process(command, peer.folder, environment)) for command in commands]
        wait_until(lambda: _listens(port), timeout_s=60)
        target = Target(peer.name, f"http://127.0.0.1:{port}", "-", processes[0].pid)
        load(target, seconds=2)  # everything is imported, connected and compiled
        drained(database)
        before, began = rows_of(database), time.perf_counter()
        found = load(target, seconds=seconds)
        rows = drained(database) - before
        if rows == 0:
            raise SystemExit(f"{peer.name} has written nothing")
        return {
            "accepted_per_second": found["messages_per_s"],
            "rows": rows,
            "rows_per_second": rows / (time.perf_counter() - began),
            "p50_ms": found["p50_ms"],
            "p99_ms": found["p99_ms"],
            "mib": sum(_resident(one) for one in processes),
        }


@contextmanager
def _process(command: Command, folder: Path, environment: dict[str, str]) -> Iterator[psutil.Process]:
    program = shutil.which(command[0])
    if program is None:
        raise SystemExit(f"{command[0]} is not on the PATH")
    with running([program, *command[1:]], cwd=folder, env=environment, stdout=sys.stderr) as process:
        yield process


def _listens(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/")
    except httpx.TransportError:
        return False
    return True


def _resident(process: psutil.Process) -> float:
    """Return the resident size of a process and its children, in MiB."""
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 2**20
