"""A publisher that knows what the broker has acknowledged: it sends again after an outage, until PUBACK comes."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from harness.oracle import Oracle

IN_FLIGHT = 50
AT_ONCE = 10
STOP_S = 60.0


class MqttSender:
    """Publishes orders with QoS 1, from a thread of its own.

    Args:
        port: of the broker on this machine.
        topic: ``topic(number)`` is the topic of an order.
        payload: ``payload(number)`` is the order, or bytes that are no order.
        rate: messages per second.
    """

    def __init__(
        self,
        port: int,
        oracle: Oracle,
        numbers: Sequence[int],
        *,
        topic: Callable[[int], str],
        payload: Callable[[int], dict[str, Any] | bytes],
        rate: float,
    ) -> None:
        self._oracle = oracle
        self._numbers = numbers
        self._topic = topic
        self._payload = payload
        self._pace = AT_ONCE / rate
        self._stopping = threading.Event()
        self._of_mid: dict[int, int] = {}
        self._early: set[int] = set()
        self._answered: list[int] = []
        self._lock = threading.Lock()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="sender", clean_session=False)
        self._client.max_inflight_messages_set(IN_FLIGHT)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_publish = self._acknowledged
        self._client.connect("127.0.0.1", port)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._client.loop_start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(STOP_S)
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def is_done(self) -> bool:
        """Whether all is sent and acknowledged."""
        self._write_down()
        with self._lock:
            return not self._thread.is_alive() and not self._of_mid and not self._answered

    def _run(self) -> None:
        for start in range(0, len(self._numbers), AT_ONCE):
            part = self._numbers[start : start + AT_ONCE]
            self._oracle.intend(part)
            began = time.monotonic()
            for number in part:
                self._publish(number)
            self._write_down()
            if self._stopping.wait(max(0.0, began + self._pace - time.monotonic())):
                return

    def _publish(self, number: int) -> None:
        payload = self._payload(number)
        raw = payload if isinstance(payload, bytes) else json.dumps(payload)
        mid = self._client.publish(self._topic(number), raw, qos=1).mid  # not under our lock: paho has its own
        with self._lock:
            if mid in self._early:
                self._early.remove(mid)
                self._answered.append(number)
            else:
                self._of_mid[mid] = number

    def _acknowledged(self, _client: Any, _data: Any, mid: int, *_: Any) -> None:
        with self._lock:
            number = self._of_mid.pop(mid, None)
            if number is None:  # the answer has come before `publish` returned
                self._early.add(mid)
            else:
                self._answered.append(number)

    def _write_down(self) -> None:
        """Let the oracle know of the answers that have come: many at once, for each call waits for the disk."""
        with self._lock:
            answered, self._answered = self._answered, []
        if answered:
            self._oracle.acknowledge(answered)
