"""One Nexus process: started, killed, restarted, watched."""

import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from nexus.testing import wait_until
from nexus.testing.servers.process import spawn


class NexusProcess:
    """``python -m nexus …`` as a child that ends with the test process, whatever ends that.

    Args:
        arguments: the command and its options.
        environment: the whole environment of the process.
        log: file that its output is appended to.
        module: what is run: Nexus, or its agent.
    """

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path, module: str = "nexus"
    ) -> None:
        self._module = module
        self.arguments = tuple(arguments)
        self.environment = dict(environment)
        self.log = log
        self.statuses: list[int] = []
        self.start()

    def start(self) -> None:
        """Start the process (again)."""
        given = [f"{name}={value}" for name, value in self.environment.items()]
        command = ["/usr/bin/env", "--ignore-environment", *given, sys.executable, "-m", self._module, *self.arguments]
        with self.log.open("ab") as output:
            self._child = spawn(command, output, user=None, orphan_signal=signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._child.poll() is None

    def kill(self) -> None:
        """End it at once: SIGKILL, as a crash does."""
        self._child.kill()
        self.statuses.append(self._child.wait(10))

    def restart_after_kill(self) -> None:
        """Kill it and start it again under the same name."""
        self.kill()
        self.start()

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._child.send_signal(number)

    def wait(self, timeout_s: float) -> int:
        """Wait for its end and return its exit status."""
        wait_until(lambda: not self.is_running, timeout_s=timeout_s, what=f"the end of nexus {self.arguments[0]}")
        return self._child.wait(1)

    def stop(self, timeout_s: float = 40.0) -> int:
        """End it in good order (SIGTERM) and return its exit status."""
        if self.is_running:
            self.send(signal.SIGTERM)
        return self.wait(timeout_s)

    def close(self) -> None:
        """End it and the processes that it has started, in whatever state they are."""
        with_children = _family(self.pid)
        if self.is_running:
            self.kill()
        for one in with_children:
            if one.is_running():
                one.kill()

    def children(self) -> dict[str, psutil.Process]:
        """Return the workers that this one has started and that run, by name."""
        found = {}
        for child in _family(self.pid):
            with suppress(psutil.NoSuchProcess):
                line = child.cmdline()
                if "--name" in line:
                    found[line[line.index("--name") + 1]] = child
        return found

    def peak_memory(self) -> int:
        """Return the most memory that it had resident so far, in bytes; it must be running."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024

    def output(self) -> str:
        """Return what it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
