"""The edge agent: what it takes into its queue, what it forwards, and what that needs of memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from nexus.model.agent import Agent
from nexus.model.credentials import ApiKey
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.testing import TcpProxy
from nexus.testing.servers.ports import claim_port
from nexus.wiring import load_settings, open_metadata
from tests.benchmarks.delivery.installation import Installation, Peak, wait_until
from tests.benchmarks.ingress.__main__ import load
from tests.benchmarks.ingress.servers import Target

DEFINITIONS = """
applications:
  - name: shop
    fields: [{name: id, type: integer, required: true}]
    dedup: message_id
    message_id_path: id
connections:
  - {name: file, connector: sqlite, config: {path: /nonexistent/never-opened.db}}
workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines:
      - name: to-file
        destination: file
        operation: insert
        target: orders
        mappings: [{source: id, target: id, type: integer}]
"""

MOST_SECONDS = 600
BATCH = 1000


def agent(one: Installation, count: int, seconds: int) -> dict[str, Any]:
    """Measure an agent beside an API, both on this machine.

    Args:
        one: the centre.
        count: messages that wait for the centre when it is back.
        seconds: of load with single messages.

    Returns:
        Rates a second, latencies in ms, resident sizes in MiB.
    """
    key = json.loads(one.apply(DEFINITIONS))["keys"]["shop"]
    with one.process("api"), TcpProxy(one.port) as line, tempfile.TemporaryDirectory(prefix="nexus-agent-") as folder:
        wait_until(lambda: _answers(f"{one.url}/api/health/ready"), timeout_s=60)
        with _agent(one, line.port, Path(folder)) as (process, url):
            wait_until(lambda: _health(url)["sync"]["state"] == "ok", timeout_s=60, every_s=0.2)
            idle = process.memory_info().rss / 2**20
            line.refuse()
            line.cut()
            singles = load(Target("agent", f"{url}/ingress", key, process.pid), seconds=seconds)
            _fill(url, key, count - _health(url)["queue"]["messages"])
            waiting = _health(url)["queue"]["messages"]
            peak = Peak(process)
            line.heal()
            resumed = wait_until(lambda: _health(url)["queue"]["messages"] < waiting, timeout_s=120, every_s=0.02)
            left = _health(url)["queue"]["messages"]
            took = wait_until(
                lambda: peak.look() and _health(url)["queue"]["messages"] == 0, timeout_s=MOST_SECONDS, every_s=0.1
            )
    return {
        "singles": singles,
        "waiting": waiting,
        "resumed_s": round(resumed, 1),
        "forwarded_per_s": round(left / took),
        "idle_mib": round(idle, 1),
        "draining_mib": round(peak.mib[0], 1),
    }


@contextmanager
def _agent(one: Installation, port: int, folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    token = generate_key(AGENT_TOKEN)
    with open_metadata(load_settings(one.environment)) as metadata:
        home = metadata.workspace_id("default")
        shop = metadata.repositories.applications.by_name(home, "shop").id
        metadata.agents.create(Agent("", home, "bench", applications=(shop,)), ApiKey(token.id, token.digest))
    own = claim_port()
    settings = {
        "NEXUS_AGENT_DATA_DIR": str(folder),
        "NEXUS_AGENT_PORT": str(own),
        "NEXUS_AGENT_QUEUE_MAX_BYTES": str(8 * 1024**3),
        "NEXUS_AGENT_QUEUE_RESERVE_BYTES": "0",
        "NEXUS_AGENT_LOG_LEVEL": "error",
    }
    environment = {**os.environ, **settings}
    command = [sys.executable, "-m", "nexus_agent"]
    register = [*command, "register", "--server", f"http://127.0.0.1:{port}"]
    subprocess.run(register, env=environment, input=token.text, text=True, check=True, capture_output=True)
    child = subprocess.Popen([*command, "run"], env=environment)
    try:
        url = f"http://127.0.0.1:{own}"
        wait_until(lambda: _answers(f"{url}/health/live"), timeout_s=60)
        yield psutil.Process(child.pid), url
    finally:
        child.terminate()
        child.wait(30)


def _fill(url: str, key: str, count: int) -> None:
    """Put so many further messages into the queue, in batches."""
    text = "x" * 150
    first = time.time_ns()
    with httpx.Client(base_url=url, headers={"X-API-Key": key}, timeout=60) as client:
        for start in range(0, count, BATCH):
            lines = "\n".join(f'{{"id":{first + start + n},"note":"{text}"}}' for n in range(min(BATCH, count - start)))
            headers = {"Content-Type": "application/x-ndjson"}
            client.post("/ingress", content=lines, headers=headers).raise_for_status()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _health(url: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{url}/health", timeout=30).json()
    return found
