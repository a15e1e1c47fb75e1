"""A server as a process of ours: started, waited for, killed, paused, restarted, and never left behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, TypedDict

from nexus.testing.polling import wait_until
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.run_folder import new_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

HOST = "127.0.0.1"

# The kernel ties a child to the *thread* that started it (PR_SET_PDEATHSIG). One thread that lives as long as the
# process starts them all, or a server would die with whatever short-lived thread happened to restart it.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nexus-testing-starter")


class ServerProcess(ABC):
    """A server that listens on a loopback port and keeps its data in a private folder.

    Attributes:
        host: always 127.0.0.1.
        port: the same over `kill` and `restart`.
        folder: data and log; removed by `close`.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    orphan_signal: ClassVar[signal.Signals] = signal.SIGKILL
    start_timeout_s: ClassVar[float] = 60.0

    def __init__(self) -> None:
        self.host = HOST
        self.port = claim_port()
        self.folder = new_folder(self.name)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return the command line that runs the server in the foreground."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the server answers a real request."""

    def prepare(self) -> None:  # noqa: B027 — not every server has something to prepare
        """Make the data, before the first start."""

    def user(self) -> str | None:
        """Return the user to run as, or None for this process's own."""
        return None

    @property
    def log_file(self) -> Path:
        """Where the server's output goes."""
        return self.folder / "server.log"

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running; call start() or use it in a with statement")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there (it may be paused)."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the server and return once it answers."""
        if not self.is_running:
            if not self.log_file.exists():
                self.prepare()
            with self.log_file.open("ab") as log:
                self._process = spawn(self.command(), log, user=self.user(), orphan_signal=self.orphan_signal)
            wait_until(self._answers, timeout_s=self.start_timeout_s, every_s=0.02, what=f"{self.name} to answer")
        return self

    def stop(self) -> None:
        """Ask the server to stop cleanly, and wait for it; data and port are kept."""
        if self._process is None:
            return
        self.resume()
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the server at once (SIGKILL); data and port are kept."""
        if self._process is not None:
            families = [self._process.pid, *_children(self._process.pid)]
            for pid in families:
                _signal(pid, signal.SIGKILL)
            self._process.wait()
            wait_until(lambda: not any(_is_alive(pid) for pid in families), what=f"the end of {self.name}")
            self._process = None

    def restart(self) -> None:
        """Start again with the same data and port, after a clean stop if it is running."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Stop the process where it is (SIGSTOP): connections stay open and nothing answers."""
        for pid in (self.pid, *_children(self.pid)):
            _signal(pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on (SIGCONT)."""
        for pid in (self.pid, *_children(self.pid)):
            _signal(pid, signal.SIGCONT)

    def close(self) -> None:
        """End the server and remove its data; nothing is left."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        release_port(self.port)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _answers(self) -> bool:
        if not self.is_running:
            status = self._process.returncode if self._process else None
            raise RuntimeError(f"{self.name} ended with status {status} instead of starting:\n{self.log_tail()}")
        return self.is_ready()

    def log_tail(self, lines: int = 30) -> str:
        """Return the end of the server's log."""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])


def spawn(
    command: Sequence[str], log: BinaryIO, *, user: str | None, orphan_signal: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a child that the kernel ends with ``orphan_signal`` when this process ends in any way."""

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*_tied_to_parent(orphan_signal), *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for pytest, which then closes its servers
            cwd="/",
            **identity(user),
        )

    return _starter.submit(start).result()


class Identity(TypedDict, total=False):
    """The arguments by which `subprocess` starts a program as another user."""

    user: int
    group: int
    extra_groups: list[int]


def identity(user: str | None) -> Identity:
    """Return the arguments by which `subprocess` starts a program as ``user``; none for this process's own."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def run(command: Sequence[str], *, user: str | None = None, stdin: str = "", timeout_s: float = 120.0) -> str:
    """Run a program to its end and return its output.

    Raises:
        RuntimeError: it failed; the message carries what it said.
    """
    done = subprocess.run(
        command,
        input=stdin.encode(),
        capture_output=True,
        timeout=timeout_s,
        check=False,
        cwd="/",
        **identity(user),
    )
    if done.returncode:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()
        raise RuntimeError(f"{command[0]} failed with status {done.returncode}: {said}")
    return str(done.stdout.decode(errors="replace"))


def give(folder: Path, user: str | None) -> None:
    """Make ``user`` the owner of a folder of ours."""
    if user is not None:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)


def _tied_to_parent(orphan_signal: signal.Signals) -> list[str]:
    """Return the words before a command line that set PR_SET_PDEATHSIG, where there is such a thing."""
    setpriv = shutil.which("setpriv")  # part of util-linux; a preexec_fn would be unsafe beside running threads
    return [setpriv, "--pdeathsig", orphan_signal.name, "--"] if setpriv else []


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _is_alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
