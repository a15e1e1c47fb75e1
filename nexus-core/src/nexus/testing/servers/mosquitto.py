"""MQTT brokers for tests: Debian's mosquitto."""

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from nexus.testing.servers.certificates import CertificateAuthority
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.process import ServerProcess, give, run
from nexus.testing.servers.programs import program, unprivileged

_CONNECT = bytes.fromhex("100c00044d5154540402000a0000")
"""CONNECT of MQTT 3.1.1 with a clean session and without a client id."""


class MosquittoServer(ServerProcess):
    """A mosquitto broker that keeps what it has taken: it saves after every change, and queues without a limit.

    It acknowledges a message just before it saves it: whoever kills it must first `wait_until_saved`.

    Args:
        authority: also listen with TLS, with a certificate of this authority; clients must show one of it, too.
        websockets: also listen for WebSocket.
        accounts: user name -> password; without any, everyone is let in.
        durable: keep sessions, queued and retained messages over `kill` and `restart`.
        settings: further lines of ``mosquitto.conf``, by name.

    Attributes:
        tls_port: for TLS.
        websocket_port: for WebSocket.
    """

    name = "mosquitto"

    def __init__(
        self,
        *,
        authority: CertificateAuthority | None = None,
        websockets: bool = False,
        accounts: Mapping[str, str] | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._mosquitto = program("mosquitto", "mosquitto")
        self._authority = authority
        self._accounts = dict(accounts or {})
        self._settings = {
            "persistence": "true" if durable else "false",
            "autosave_interval": "1",
            "autosave_on_changes": "true",
            "max_queued_messages": "0",
            "max_inflight_messages": "0",
            **(settings or {}),
        }
        self.tls_port = claim_port() if authority is not None else 0
        self.websocket_port = claim_port() if websockets else 0
        super().__init__()

    def user(self) -> str | None:
        """As root mosquitto would change to a user of its own, who could not write into our folder."""
        return unprivileged("mosquitto")

    def prepare(self) -> None:
        """Write certificates and passwords."""
        if self._authority is not None:
            issued = self._authority.issue(self.host)
            for name, text in (
                ("ca", self._authority.certificate),
                ("certificate", issued.certificate),
                ("key", issued.key),
            ):
                self._write(f"{name}.pem", text)
        if self._accounts:
            self._write("accounts", "".join(f"{name}:{password}\n" for name, password in self._accounts.items()))
            run([program("mosquitto_passwd", "mosquitto"), "-U", str(self.folder / "accounts")])
            give(self.folder / "accounts", self.user())
        give(self.folder, self.user())

    def command(self) -> Sequence[str]:
        """The broker in the foreground."""
        lines = [
            f"listener {self.port} {self.host}",
            f"allow_anonymous {'false' if self._accounts else 'true'}",
            *([f"password_file {self.folder / 'accounts'}"] if self._accounts else []),
            f"persistence_location {self.folder}/",
            *(f"{name} {value}" for name, value in self._settings.items()),
        ]
        if self.websocket_port:
            lines += [f"listener {self.websocket_port} {self.host}", "protocol websockets"]
        if self.tls_port:
            lines += [f"listener {self.tls_port} {self.host}", "require_certificate true"]
            files = {"cafile": "ca.pem", "certfile": "certificate.pem", "keyfile": "key.pem"}
            lines += [f"{name} {self.folder / file}" for name, file in files.items()]
        self._write("mosquitto.conf", "\n".join([*lines, ""]))
        return [self._mosquitto, "-c", str(self.folder / "mosquitto.conf")]

    def is_ready(self) -> bool:
        """Whether it answers CONNECT."""
        try:
            with socket.create_connection((self.host, self.port), timeout=2) as connection:
                connection.sendall(_CONNECT)
                return connection.recv(4)[:1] == b"\x20"
        except OSError:
            return False

    @property
    def saved_at(self) -> int:
        """When it last saved, in nanoseconds; 0 if it never did."""
        file = self.folder / "mosquitto.db"
        return file.stat().st_mtime_ns if file.exists() else 0

    def close(self) -> None:
        """End the broker and remove its data; nothing is left."""
        super().close()
        for port in filter(None, (self.tls_port, self.websocket_port)):
            release_port(port)

    def _write(self, name: str, text: str) -> None:
        file: Path = self.folder / name
        file.touch(mode=0o600)
        file.write_text(text)
        give(file, self.user())
