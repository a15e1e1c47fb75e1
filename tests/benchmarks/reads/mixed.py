"""Management reads while ingress runs at half its limit, on one port: two API processes, and one that does both."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from uuid_utils import uuid7

from nexus import wiring
from nexus.model.delivery import DeadLetter, DeliveryEvent, Status
from nexus.model.message import Message
from nexus.model.user import Role
from nexus.security.passwords import Passwords
from tests.benchmarks.delivery.idle import is_ready
from tests.benchmarks.delivery.installation import Installation, wait_until
from tests.benchmarks.ingress.__main__ import PACE, _found, _milliseconds, load
from tests.benchmarks.ingress.servers import Target, cpu_seconds

WANTED: Final = 1_000
"""Reads per second."""

WORKFLOWS: Final = 20
EVENTS: Final = 20_000
DELIVERED: Final = 200
PROCESSES: Final = 2
"""One for people, one for messages: `nexus api --processes`."""

CONNECTIONS: Final = 16
_PASSWORD: Final = "correct horse battery"
_SCRIPT: Final = Path(__file__).parent / "reads.lua"


def mixed(installation: Installation, seconds: int) -> dict[str, Any]:
    """Measure ingress alone, then reads alone as fast as they go, then reads at a pace beside ingress at half its limit."""
    key = json.loads(installation.apply(_definitions(installation.folder / "target.sqlite")))["keys"]["shop"]
    paths = _filled(installation)
    with closing(sqlite3.connect(installation.folder / "target.sqlite")) as target:
        target.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)")
    with installation.process("api"):
        wait_until(lambda: is_ready(installation), timeout_s=60)
        paths.append(f"/api/messages/{_delivered(installation, key, _token(installation))}/trace")
    return {
        "processes": {
            str(processes): _measured(installation, key, paths, seconds, processes) for processes in (1, PROCESSES)
        }
    }


def _measured(
    installation: Installation, key: str, paths: Sequence[str], seconds: int, processes: int
) -> dict[str, Any]:
    with installation.process("api", "--processes", str(processes)) as api:
        wait_until(lambda: is_ready(installation), timeout_s=60)
        target = Target("nexus", installation.url, key, api.pid)
        token = _token(installation)
        load(target, seconds=1)
        reads(installation, api, token, paths, seconds=1)
        limit = load(target, seconds=seconds)
        each = {path: reads(installation, api, token, [path], seconds=1) for path in paths}
        alone = reads(installation, api, token, paths, seconds=seconds)
        rate = round(limit["requests_per_s"] / 2)
        half = load(target, seconds=seconds, rate=rate)
        before = _shares(api.pid, installation.store.pid)
        with ThreadPoolExecutor(1) as other:
            beside = other.submit(load, target, seconds=seconds, rate=rate)
            found = reads(installation, api, token, paths, seconds=seconds, rate=WANTED)
            ingress = beside.result()
        shares = {
            name: round((now - before.get(name, 0.0)) / seconds, 2)
            for name, now in _shares(api.pid, installation.store.pid).items()
        }
    return {
        "ingress_limit": limit,
        "ingress_half_alone": half,
        "reads_alone": alone,
        "reads_beside": found,
        "ingress_beside": ingress,
        "cores": {name: share for name, share in shares.items() if share >= 0.01},
        "cpu_us_by_route": {path: one["cpu_us"] for path, one in each.items()},
    }


def _shares(api: int, store: int) -> dict[str, float]:
    """Return the seconds of processor that the API's processes, the store and the load generators have taken."""
    found: dict[str, float] = {}
    process = psutil.Process(api)
    for one in (process, *process.children(recursive=True)):
        options = one.cmdline()
        kind = "people" if "--take-from" in options else "messages" if "--listen-on" in options else "api"
        found[kind] = found.get(kind, 0.0) + sum(one.cpu_times()[:2])
    found["store"] = sum(psutil.Process(store).cpu_times()[:2])
    times = os.times()
    found["generators"] = times.children_user + times.children_system  # those that have ended
    return found


def reads(
    installation: Installation,
    api: psutil.Process,
    token: str,
    paths: Sequence[str],
    *,
    seconds: int,
    rate: int = 0,
) -> dict[str, Any]:
    """Ask for paths in turn on some connections; as fast as answers come, or at a rate per second."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    before = cpu_seconds(api.pid)
    done = subprocess.run(
        [
            *(wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency"),
            *("-s", str(_SCRIPT), installation.url, "--"),
            *(token, str(rate), str(PACE), *paths),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    cpu = cpu_seconds(api.pid) - before
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(f"reads were refused ({paths}):\n{done.stdout}")
    total = int(_found(r"(\d+) requests in", done.stdout))
    return {
        "reads_per_s": round(float(_found(r"Requests/sec:\s+([\d.]+)", done.stdout))),
        "p50_ms": _milliseconds(_found(r"50%\s+([\d.]+\w+)", done.stdout)),
        "p99_ms": _milliseconds(_found(r"99%\s+([\d.]+\w+)", done.stdout)),
        "cpu_us": round(cpu / max(total, 1) * 1e6, 1),
    }


def _definitions(target: Path) -> str:
    rules = [{"source": "id", "target": "id", "type": "integer"}, {"source": "note", "target": "note"}]
    pipeline = {"destination": "target", "operation": "upsert", "target": "orders", "key": ["id"], "mappings": rules}
    document = {
        "applications": [{"name": "shop", "message_id_path": "id"}, {"name": "other"}],
        "connections": [{"name": "target", "connector": "sqlite", "config": {"path": str(target)}}],
        "workflows": [
            {
                "name": f"workflow-{number}",
                "sources": [{"application": "other" if number else "shop"}],
                "pipelines": [{"name": name, **pipeline} for name in ("one", "two")],
            }
            for number in range(WORKFLOWS)
        ],
    }
    return json.dumps(document)  # JSON is YAML


def _filled(installation: Installation) -> list[str]:
    """Make a user, a delivery log and dead letters; return the paths to read."""
    settings = wiring.load_settings(installation.environment)
    with wiring.open_metadata(settings) as metadata:
        room = metadata.workspace_id("default")
        metadata.users.create("reader", Passwords().hash(_PASSWORD), owner=True, roles={room: Role.ADMIN})
        workflows = metadata.repositories.workflows.list(room)
        [shop, *_] = metadata.repositories.applications.list(room)
        first, now, ids = workflows[0], int(time.time() * 1000), [str(uuid7()) for _ in range(EVENTS)]
        events = [
            DeliveryEvent(one, room, first.id, first.pipelines[0].id, shop.id, Status.DELIVERED, 1, now, now, now)
            for one in ids
        ]
        letters = [
            DeadLetter(room, first.id, first.pipelines[0].id, Message("1-0", one, shop.id, now, b"{}"), "no", "f", now)
            for one in ids[:200]
        ]
        metadata.dead_letters.add(letters)
        with wiring.open_log(settings, wiring.open_catalogue(settings)) as log:
            for start in range(0, EVENTS, 1_000):
                log.append(events[start : start + 1_000])
    return [
        "/api/auth/me",
        "/api/workspaces",
        "/api/connectors",
        "/api/applications",
        f"/api/applications/{shop.id}",
        "/api/workflows?limit=20",
        f"/api/workflows/{first.id}",
        f"/api/workflows/{first.id}/versions",
        "/api/logs?limit=50",
        f"/api/logs?limit=50&workflow={first.id}",
        "/api/dead-letters?limit=50",
        "/api/dead-letters/groups",
        "/api/audit-logs?limit=50",
        "/api/metrics/summary",
    ]


def _delivered(installation: Installation, key: str, token: str) -> str:
    """Send messages, let a worker deliver them, and return the id of one."""
    messages = [{"id": number, "note": "a note"} for number in range(DELIVERED)]
    sent = httpx.post(f"{installation.url}/ingress", json=messages, headers={"X-API-Key": key})
    sent.raise_for_status()
    ids = sent.json()["ids"]
    url, headers = f"{installation.url}/api/messages/{ids[0]}/trace", {"Authorization": f"Bearer {token}"}

    def is_delivered() -> bool:
        deliveries = httpx.get(url, headers=headers).json().get("deliveries", [])
        return [one["stage"] for one in deliveries] == ["delivered", "delivered"]

    with installation.process("worker", "--name", "bench"):
        wait_until(is_delivered, timeout_s=60, every_s=0.2)
        time.sleep(1)  # the log is written every quarter of a second
    return str(ids[0])


def _token(installation: Installation) -> str:
    answer = httpx.post(f"{installation.url}/login", json={"username": "reader", "password": _PASSWORD})
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token
