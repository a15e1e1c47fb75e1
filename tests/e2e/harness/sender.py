"""Senders: many connections that send until each message is acknowledged, with the same message id again and again."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from harness.oracle import Oracle
from harness.orders import order

BATCHES = (1, 1, 5, 20)
"""Messages per request, in turn: single ones and arrays."""

PAUSE_S = 0.05
TIMEOUT_S = 10.0


class Sender:
    """Sends orders over several connections, in threads.

    Args:
        port: of the API on this machine.
        key: of the application, or that of each connection.
        numbers: the orders to send, each once for this sender, resends apart.
        connections: how many connections send at once.
        rate: messages per second over all connections, or None for as fast as it goes.
        may_send: asked before each request; while it is not so, nothing new is sent.

    Attributes:
        refusals: status -> how often it was answered; None is no answer.
    """

    def __init__(
        self,
        port: int,
        key: str | Sequence[str],
        oracle: Oracle,
        numbers: Sequence[int],
        *,
        connections: int = 4,
        rate: float | None = None,
        batches: Sequence[int] = BATCHES,
        payload: Callable[[int], dict[str, Any]] = order,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self._port = port
        self._oracle = oracle
        self._batches = batches
        self._payload = payload
        self._may_send = may_send
        self._pace = connections / rate if rate else 0.0
        self._stopping = threading.Event()
        self._faults: list[BaseException] = []
        self.refusals: Counter[int | None] = Counter()
        keys = [key] * connections if isinstance(key, str) else key
        shares = [(keys[index], numbers[index::connections]) for index in range(connections)]
        self._threads = [threading.Thread(target=self._run, args=share, daemon=True) for share in shares]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def is_done(self) -> bool:
        """Whether all is acknowledged; raises what ended a connection's thread."""
        if self._faults:
            raise self._faults[0]
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Send nothing more; what is under way is given up, so that its fate is unknown."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(TIMEOUT_S + 5)
        if self._faults:
            raise self._faults[0]

    def _run(self, key: str, numbers: Sequence[int]) -> None:
        try:
            self._send_all({"X-API-Key": key, "Content-Type": "application/json"}, numbers)
        except BaseException as fault:  # noqa: BLE001 — told to whoever asks is_done
            self._faults.append(fault)

    def _send_all(self, headers: dict[str, str], numbers: Sequence[int]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        position = turn = 0
        while position < len(numbers) and not self._stopping.is_set():
            if not self._may_send():
                self._stopping.wait(PAUSE_S)
                continue
            part = numbers[position : position + self._batches[turn % len(self._batches)]]
            position, turn = position + len(part), turn + 1
            bodies = [self._payload(number) for number in part]
            text = json.dumps(bodies[0] if len(part) == 1 else bodies)
            self._oracle.intend(part)
            began = time.monotonic()
            while not (accepted := self._post(connection, headers, text)) and not self._stopping.is_set():
                self._stopping.wait(PAUSE_S)
            if accepted:
                self._oracle.acknowledge(part)
            self._stopping.wait(max(0.0, began + self._pace * len(part) - time.monotonic()))
        connection.close()

    def _post(self, connection: http.client.HTTPConnection, headers: dict[str, str], text: str) -> bool:
        """Send once; False says try again: with the same message ids, which are taken once."""
        try:
            connection.request("POST", "/ingress", text.encode(), headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self.refusals[None] += 1
            return False
        if response.status == 202:
            return True
        self.refusals[response.status] += 1
        if response.status not in (429, 503):
            raise AssertionError(f"ingress answered {response.status}: {answer.decode(errors='replace')}")
        return False
