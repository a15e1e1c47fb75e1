"""The simulator as a server of tests, in a process of its own: hdbcli holds Python's lock while it reads large values.

Needs the kit of nexus-core, `nexus.testing`; the simulator itself does not.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from hana_simulator.control import Controller
from nexus.testing import ServerProcess


class HanaSimulator(ServerProcess):
    """A simulator whose administrator is ``SYSTEM``; its data outlive `kill`.

    Args:
        certificate: PEM file with certificate and key: clients have to use TLS.

    Attributes:
        control: plans faults and reads counts.
    """

    name = "hana_simulator"
    username: ClassVar[str] = "SYSTEM"
    password: ClassVar[str] = "Simulator1"

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__()
        self._certificate = certificate
        self.control = Controller(0)

    def command(self) -> Sequence[str]:
        """Run with this interpreter."""
        command = [sys.executable, "-m", "hana_simulator", "--port", str(self.port)]
        command += ["--data", str(self.folder / "data"), "--control-file", str(self._control_file)]
        return [*command, "--certificate", str(self._certificate)] if self._certificate else command

    def is_ready(self) -> bool:
        """Whether the control interface answers; it is there last."""
        with suppress(OSError, ValueError):
            self.control = Controller(int(self._control_file.read_text()))
            self.control.counts()
            return True
        return False

    def kill(self) -> None:
        """End the server at once; data and port are kept."""
        super().kill()
        self._control_file.unlink(missing_ok=True)

    def stop(self) -> None:
        """Ask the server to stop cleanly, and wait for it."""
        super().stop()
        self._control_file.unlink(missing_ok=True)

    @property
    def _control_file(self) -> Path:
        return self.folder / "control-port"
