"""An agent's folder: who it is, and what the centre said last. Secrets in it are for its owner alone to read."""

import base64
import contextlib
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from nexus import ConfigurationError
from nexus_agent.settings import Settings

_TOKEN: Final = "token"  # noqa: S105 — the name of a file
_KEY: Final = "private.key"
_SERVER: Final = "server"
_ASSIGNMENT: Final = "assignment.json"

REGISTER: Final = "run `nexus-agent register`"


class Home:
    """The folder; made when something is first written."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.path = settings.data_dir

    @property
    def queue_file(self) -> Path:
        """The queue's database."""
        return self.path / "queue.db"

    @property
    def private_key(self) -> bytes:
        """32 bytes of X25519; raises ConfigurationError if the agent has none."""
        text = self._read(self.path / _KEY)
        if not text:
            raise ConfigurationError("the agent has no key", path=str(self.path / _KEY), remedy=REGISTER)
        return base64.b64decode(text)

    def make_key(self) -> X25519PrivateKey:
        """Return the agent's key, made if there is none."""
        text = self._read(self.path / _KEY)
        if text:
            return X25519PrivateKey.from_private_bytes(base64.b64decode(text))
        made = X25519PrivateKey.generate()
        self._write(_KEY, base64.b64encode(made.private_bytes_raw()))
        return made

    @property
    def server(self) -> str:
        """Address of the centre, without a slash at its end; raises ConfigurationError if none is known."""
        found = self._settings.server or self._read(self.path / _SERVER)
        if not found:
            raise ConfigurationError("no centre is named", path="NEXUS_AGENT_SERVER", remedy=f"set it, or {REGISTER}")
        return found.rstrip("/")

    @property
    def token(self) -> str:
        """The agent's token; raises ConfigurationError if there is none."""
        file = self._settings.token_file or self.path / _TOKEN
        found = self._read(file)
        if not found:
            raise ConfigurationError("the agent has no token", path=str(file), remedy=REGISTER)
        return found

    def keep_registration(self, server: str, token: str) -> None:
        """Keep where the centre is, and the token that was taken there."""
        self._write(_SERVER, server.encode())
        self._write(_TOKEN, token.encode())

    def assignment(self) -> bytes | None:
        """Return what the centre said last, None if nothing is known."""
        with contextlib.suppress(FileNotFoundError):
            return (self.path / _ASSIGNMENT).read_bytes()
        return None

    def keep_assignment(self, text: bytes) -> None:
        """Keep what the centre says."""
        self._write(_ASSIGNMENT, text)

    def _read(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ConfigurationError(f"cannot be read: {error.strerror}", path=str(file)) from None

    def _write(self, name: str, text: bytes) -> None:
        """Replace a file whole: after a power cut it has the former text or the new one."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self.path / f"{name}.new"
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path / name)
        except OSError as error:
            remedy = "let the agent's user write there, or name another folder in NEXUS_AGENT_DATA_DIR"
            raise ConfigurationError(
                f"cannot be written: {error.strerror}", path=str(self.path / name), remedy=remedy
            ) from None
