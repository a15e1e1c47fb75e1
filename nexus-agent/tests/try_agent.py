"""Tries an agent that was built: ``python try_agent.py COMMAND…``: it starts, takes a message, and keeps it.

It knows one application, as if a centre had said so, and no centre answers.
"""

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

KEY = "nxk_0123456789ab_" + "0" * 40
SECONDS = 60


def main(command: list[str]) -> None:
    """Run the trial; raises if anything is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="nexus-agent-") as name:
        folder = Path(name)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        environment = _prepared(folder, port)
        print(subprocess.check_output([*command, "--version"], text=True, env=environment).strip())  # noqa: T201 — for whoever watches
        with subprocess.Popen([*command, "run"], env=environment) as agent:
            try:
                _wait(port)
                status, answer = _ask(port, "POST", "/ingress", {"id": 1})
                assert (status, answer["accepted"]) == (202, 1), answer
            finally:
                agent.terminate()
            assert agent.wait(30) == 0
        listed = subprocess.check_output([*command, "queue", "list", "--json"], text=True, env=environment)
        assert json.loads(listed)["payload"] == {"id": 1}, listed
    print("it takes a message, and has it after it was stopped")  # noqa: T201 — as above


def _prepared(folder: Path, port: int) -> dict[str, str]:
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    shop = {"id": "a1", "name": "shop", "keys": [{"id": "0123456789ab", "sha256": digest}], "dedup": "off"}
    (folder / "assignment.json").write_text(json.dumps({"id": "g1", "name": "trial", "applications": [shop]}))
    (folder / "private.key").write_text(base64.b64encode(os.urandom(32)).decode())
    (folder / "token").write_text("nxa_none")
    return os.environ | {
        "NEXUS_AGENT_DATA_DIR": str(folder),
        "NEXUS_AGENT_PORT": str(port),
        "NEXUS_AGENT_SERVER": "http://127.0.0.1:9",
        "NEXUS_AGENT_QUEUE_RESERVE_BYTES": "0",
    }


def _wait(port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            if _ask(port, "GET", "/health/ready")[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("the agent does not get ready")
        time.sleep(0.1)


def _ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        text = json.dumps(body) if body is not None else None
        connection.request(method, path, text, {"X-API-Key": KEY, "Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


main(sys.argv[1:])
