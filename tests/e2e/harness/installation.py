"""An installation of Nexus: settings, a data folder, metadata in SQLite, processes on demand."""

import base64
import http.client
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from harness.nexus_process import NexusProcess
from nexus import wiring
from nexus.config.settings import load_settings
from nexus.testing import wait_until
from nexus.testing.servers.ports import claim_port, release_port

READY_WITHIN_S = 60.0


class Installation:
    """Nexus on free ports; what it started ends with it.

    Args:
        folder: for metadata, definitions and logs.
        redis_url: the stream store.
        settings: further settings, by the names of their variables.
    """

    def __init__(self, folder: Path, redis_url: str, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = claim_port()
        self._processes: list[NexusProcess] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "NEXUS_DATA_DIR": str(folder),
            "NEXUS_REDIS_URL": redis_url,
            "NEXUS_ENCRYPTION_KEYS": f"e2e:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "NEXUS_JWT_SECRET": secrets.token_urlsafe(48),
            "NEXUS_EGRESS_ALLOW": "127.0.0.0/8",
            "NEXUS_PORT": str(self.port),
            **(settings or {}),
        }
        self.run("migrate")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.close()
        release_port(self.port)

    def run(self, *arguments: str, check: bool = True) -> str:
        """Run a ``nexus`` command to its end and return what it prints.

        Raises:
            RuntimeError: it failed, and ``check`` is set.
        """
        command = [sys.executable, "-m", "nexus", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        if check and done.returncode:
            raise RuntimeError(f"nexus {' '.join(arguments)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout

    def apply(self, definitions: str, *options: str) -> Any:
        """Apply definitions and return what the command tells."""
        file = self.folder / "definitions.yaml"
        file.write_text(definitions, encoding="utf-8")
        return json.loads(self.run("apply", "-f", str(file), "--json", *options))

    def start(self, *arguments: str, name: str = "") -> NexusProcess:
        """Start a Nexus process that runs until it is stopped, or until the installation ends."""
        log = self.folder / f"{name or arguments[0]}.log"
        process = NexusProcess(arguments, self.environment, log)
        self._processes.append(process)
        return process

    def start_worker(self, name: str = "worker-1") -> NexusProcess:
        """Start a worker of this name."""
        return self.start("worker", "--name", name, name=name)

    def start_api(self) -> NexusProcess:
        """Start the API and return once it is ready for messages."""
        api = self.start("api")
        self.wait_until_ready(api)
        return api

    def wait_until_ready(self, api: NexusProcess) -> None:
        """Return once the API says that it takes messages; raises with its log if it ends instead."""

        def ready() -> bool:
            if not api.is_running:
                raise RuntimeError(f"the API ended instead of getting ready:\n{api.output()[-4000:]}")
            return health(self.port) == 200

        wait_until(ready, timeout_s=READY_WITHIN_S, every_s=0.05, what="the API to be ready")

    @contextmanager
    def metadata(self) -> Iterator[wiring.Metadata]:
        """Open the metadata database beside the running processes."""
        with wiring.open_metadata(load_settings(self.environment)) as opened:
            yield opened

    def workflow_ids(self) -> dict[str, str]:
        """Return the id of each workflow, by name."""
        with self.metadata() as metadata:
            return {workflow.name: workflow.id for workflow in metadata.definitions.workflows()}

    def pipeline_ids(self) -> dict[str, str]:
        """Return the id of each pipeline of a fan-out workflow, by name."""
        with self.metadata() as metadata:
            workflows = metadata.definitions.workflows()
        return {pipeline.name: pipeline.id for workflow in workflows for pipeline in workflow.pipelines}

    def processes(self) -> Sequence[NexusProcess]:
        """All processes that were started here."""
        return self._processes


def health(port: int, part: str = "ready") -> int | None:
    """Return the status of a health route, or None if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"/api/health/{part}")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
