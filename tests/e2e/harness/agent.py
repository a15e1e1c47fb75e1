"""An edge agent: made at the centre, registered, run, killed, asked how it is."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from harness.installation import Installation
from harness.nexus_process import NexusProcess
from nexus.model.agent import Agent
from nexus.model.credentials import ApiKey
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.testing import wait_until
from nexus.testing.servers.ports import claim_port, release_port


class PlantAgent:
    """``nexus-agent`` beside a Nexus; runs until it is stopped, or until the block ends.

    Args:
        nexus: its centre, whose API runs.
        folder: for its data.
        applications: names of those whose messages it takes.
        centre_port: where it reaches the centre, for example a proxy's.
        settings: of the agent, by the names of their variables.
        name: of the agent, at the centre.
    """

    def __init__(
        self,
        nexus: Installation,
        folder: Path,
        applications: Sequence[str] = (),
        *,
        centre_port: int | None = None,
        settings: Mapping[str, str] | None = None,
        name: str = "plant-7",
    ) -> None:
        self.port = claim_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._log = folder.with_name(f"{folder.name}.log")
        self.environment = {
            "PATH": os.environ["PATH"],
            "NEXUS_AGENT_DATA_DIR": str(folder),
            "NEXUS_AGENT_PORT": str(self.port),
            "NEXUS_AGENT_EGRESS_ALLOW": "127.0.0.0/8",
            "NEXUS_AGENT_QUEUE_RESERVE_BYTES": "0",
            **(settings or {}),
        }
        self.id, token = _made(nexus, name, applications)
        server = f"http://127.0.0.1:{centre_port or nexus.port}"
        self.run("register", "--server", server, text=token)
        self.process = NexusProcess(("run",), self.environment, self._log, module="nexus_agent")
        self.wait_until_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.close()
        release_port(self.port)

    def run(self, *arguments: str, text: str = "", check: bool = True) -> str:
        """Run a ``nexus-agent`` command to its end and return what it prints; raises RuntimeError if it failed."""
        command = [sys.executable, "-m", "nexus_agent", *arguments]
        done = subprocess.run(
            command, env=self.environment, input=text, capture_output=True, text=True, check=False, timeout=60
        )
        if check and done.returncode:
            raise RuntimeError(f"nexus-agent {' '.join(arguments)} ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout

    def health(self) -> dict[str, Any]:
        """Return how the agent says that it is."""
        found: dict[str, Any] = httpx.get(f"{self.url}/health", timeout=10).json()
        return found

    def wait_until_ready(self) -> None:
        """Return once it takes messages; raises with its log if it ends instead."""

        def ready() -> bool:
            if not self.process.is_running:
                raise RuntimeError(f"the agent ended instead of getting ready:\n{self.output()[-4000:]}")
            try:
                return httpx.get(f"{self.url}/health/ready", timeout=5).status_code == 200
            except httpx.TransportError:
                return False

        wait_until(ready, timeout_s=30, every_s=0.05, what="the agent to be ready")

    def restart_after_kill(self) -> None:
        """Kill it, as a crash does, and start it again."""
        self.process.restart_after_kill()
        self.wait_until_ready()

    def drained(self, timeout_s: float = 60) -> None:
        """Return once nothing is left in its queue."""
        wait_until(lambda: self.health()["queue"]["messages"] == 0, timeout_s=timeout_s, what="the queue to drain")

    def output(self) -> str:
        """Return what it logged."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


def _made(nexus: Installation, name: str, applications: Sequence[str]) -> tuple[str, str]:
    """Make an agent at the centre; return its id and its token."""
    token = generate_key(AGENT_TOKEN)
    with nexus.metadata() as metadata:
        home = metadata.workspace_id("default")
        ids = tuple(metadata.repositories.applications.by_name(home, one).id for one in applications)
        made = metadata.agents.create(Agent("", home, name, applications=ids), ApiKey(token.id, token.digest))
    return made.id, token.text
