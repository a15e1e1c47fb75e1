"""Programs that send to Nexus beside a test, and end with it."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class SenderProgram:
    """A program that runs beside the test and ends with it.

    Args:
        command: the interpreter, with its options.
        script: the program.
        environment: further variables.
        text: what it reads from its standard input.
    """

    def __init__(self, command: Sequence[str], script: Path, environment: Mapping[str, str], text: str = "") -> None:
        self._command = [*command, str(script)]
        self._script = script
        self._environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
        self._text = text
        self.lines: list[str] = []
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._child = subprocess.Popen(
            self._command, env=self._environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
        )
        assert self._child.stdin is not None
        self._child.stdin.write(self._text)
        self._child.stdin.close()
        streams = ((self._child.stdout, self.lines), (self._child.stderr, self.errors))
        self._readers = [threading.Thread(target=lambda s=s, to=to: to.extend(s), daemon=True) for s, to in streams]
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self.kill()
        for reader in self._readers:
            reader.join(10)
        for stream in (self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()

    @property
    def acknowledged(self) -> int:
        """How many messages it has said to be acknowledged."""
        return max((int(line.split()[1]) for line in self.lines if line.startswith("acknowledged")), default=0)

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._child.poll() is None

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._child.kill()
        self._child.wait(10)

    def finish(self, timeout_s: float) -> list[str]:
        """Wait for its end and return the lines it has written; raises with its errors if it failed."""
        status = self._child.wait(timeout_s)
        for reader in self._readers:
            reader.join(10)
        if status:
            raise AssertionError(f"{self._script.name} ended with {status}:\n{''.join(self.errors)}")
        return self.lines
