"""The control interface: lines of JSON on a port of its own, by which tests plan faults and read counts."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any, Final

from attrs import define

from hana_simulator.faults import Faults, When
from hana_simulator.server import Server

_TIMEOUT_S: Final = 10.0


@define(eq=False)
class Control:
    """Serves the interface."""

    server: Server
    faults: Faults
    listener: socket.socket

    def serve(self) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as lines:
            for line in lines:
                lines.write(json.dumps(self._done(line)).encode() + b"\n")
                lines.flush()

    def _done(self, line: bytes) -> dict[str, Any]:
        acts: dict[str, Callable[..., Any]] = {
            "error": self.faults.plan_error,
            "cut": self.faults.plan_cut,
            "settings": self.faults.change,
            "reset": self.faults.reset,
            "cut_all": self.server.cut_all,
            "counts": lambda: dict(self.faults.counts),
        }
        try:
            asked = json.loads(line)
            result = acts[asked.pop("do")](**asked)
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}
        return {"ok": True, "result": result}


class Controller:
    """Asks a simulator's control interface; each call is a connection of its own."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._address = (host, port)

    def fail(self, code: int, *, statement: int = 1, every: int = 0, matching: str = "", text: str = "") -> None:
        """Let the n-th statement from now (that contains ``matching``) fail with an error; then every so many-th."""
        self._ask("error", code=code, statement=statement, every=every, matching=matching, text=text)

    def cut(self, when: When, *, commit: int = 1, every: int = 0) -> None:
        """Cut the connection before or after the n-th commit from now; then at every so many-th."""
        self._ask("cut", when=when, commit=commit, every=every)

    def settings(self, **settings: Any) -> None:
        """Change `hana_simulator.faults.Settings`."""
        self._ask("settings", **settings)

    def reset(self) -> None:
        """Forget all that was planned and changed."""
        self._ask("reset")

    def cut_all(self) -> None:
        """Cut all connections now."""
        self._ask("cut_all")

    def counts(self) -> dict[str, int]:
        """Return how many statements, commits, connections, errors and cuts there were."""
        counts: dict[str, int] = self._ask("counts")
        return counts

    def _ask(self, do: str, **arguments: Any) -> Any:
        with socket.create_connection(self._address, _TIMEOUT_S) as connection, connection.makefile("rwb") as lines:
            lines.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
            lines.flush()
            answer = json.loads(lines.readline())
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer.get("result")
