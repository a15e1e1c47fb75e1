"""Cuts the power of a process: leaves in its files what it had synced, and perhaps the beginning of the rest."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

from nexus.errors import ConfigurationError
from nexus.testing import ValkeyServer
from nexus.testing.servers.run_folder import new_folder, template

SOURCE = Path(__file__).with_name("shim.c")


class Power:
    """What a process is started with, so that its power can be cut."""

    def __init__(self) -> None:
        self._shadows = new_folder("power")
        self._fault = self._shadows.with_suffix(".fault")
        self.environment = {
            "LD_PRELOAD": str(template("power-cut", _build) / "shim.so"),
            "POWER_CUT_SHADOW": str(self._shadows),
            "POWER_CUT_FAIL": str(self._fault),
        }

    def fail(self, error: int) -> None:
        """Let writes and syncs fail with this errno, until `heal`."""
        self._fault.write_text(str(error))

    def heal(self) -> None:
        """Let writes and syncs succeed again."""
        self._fault.unlink(missing_ok=True)

    def cut(self, folder: Path, random: Random) -> int:
        """Leave in the files below ``folder`` what is on the disk; the process must have ended. Returns the bytes lost."""
        lost = 0
        for file in [path for path in folder.rglob("*") if path.is_file()]:
            if file.name.endswith("-shm"):  # SQLite's index of its log: memory that has the shape of a file
                file.unlink()
                continue
            status = file.stat()
            shadow = self._shadows / f"{status.st_dev}-{status.st_ino}"
            if shadow.exists():
                lost += _restore(file, shadow.read_bytes(), random)
        for shadow in self._shadows.iterdir():  # from now on, what is in the files is on the disk
            shadow.unlink()
        return lost

    def close(self) -> None:
        """Remove what was remembered."""
        shutil.rmtree(self._shadows, ignore_errors=True)
        self.heal()


class MortalValkey(ValkeyServer):
    """A durable Valkey server whose power can be cut.

    Args:
        settings: further settings of the server.
    """

    def __init__(self, *, settings: dict[str, str] | None = None) -> None:
        super().__init__(durable=True, settings=settings)
        self.power = Power()

    def command(self) -> Sequence[str]:
        """The server beneath the shim."""
        return [
            "/usr/bin/env",
            *(f"{name}={value}" for name, value in self.power.environment.items()),
            *super().command(),
        ]

    def cut_power(self, random: Random) -> int:
        """End the server, and return how many bytes it had written that were not on the disk; data and port are kept."""
        self.kill()
        return self.power.cut(self.folder, random)

    def close(self) -> None:
        """End the server and remove its data."""
        super().close()
        self.power.close()


def _restore(file: Path, synced: bytes, random: Random) -> int:
    """Write back what was synced; of what was appended since then some may have reached the disk."""
    found = file.read_bytes()
    if found == synced:
        return 0
    tail = found[len(synced) :] if found.startswith(synced) else b""
    kept = synced + tail[: random.randint(0, len(tail))]
    file.write_bytes(kept)
    return max(0, len(found) - len(kept))


def _build(folder: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        raise ConfigurationError(
            "no C compiler is there, and the tests of power cuts need one",
            remedy="install the Debian packages with: apt-get install gcc libc6-dev",
        )
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-pthread"]
    command = [compiler, *options, "-o", str(folder / "shim.so"), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        raise RuntimeError(f"the shim cannot be compiled:\n{done.stderr}")
