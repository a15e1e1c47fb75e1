"""Between a connected client and the event loop: reads packets as they come, writes what one turn of it has gathered."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from nexus import ConfigurationError, NexusError, Unavailable
from nexus_mqtt.packets import PUBLISH, Received, decode_publish
from nexus_mqtt.transport import BufferedSocket, PinnedClient

PACKETS_AT_ONCE: Final = 500
"""So many packets are read before the event loop may do something else."""

_QOS_2: Final = "the broker's session of this client id has a subscription of QoS 2, which is not Nexus's"


class Pump:
    """Drives a client whose socket is connected, until `stop`.

    Args:
        client: it has sent CONNECT.
        received: called with each message as it comes.
        failed: called with what ends the connection; what the client itself finds, it tells by its own callbacks.
        version_5: PUBLISH has properties.
    """

    def __init__(
        self,
        client: PinnedClient,
        received: Callable[[Received], None],
        failed: Callable[[NexusError], None],
        *,
        version_5: bool,
    ) -> None:
        assert client.buffer is not None
        self._client = client
        self._socket: BufferedSocket = client.buffer
        self._received = received
        self._failed = failed
        self._version_5 = version_5
        self._loop = asyncio.get_running_loop()
        self._fd = self._socket.fileno()
        self._stopped = False
        self._reading = False
        self._writing = False
        self._flush_planned = False
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin."""
        self._client.on_socket_register_write = self._plan_flush
        self._client.on_socket_close = self._detach
        self.resume()
        self.flush()
        self._tick()

    def stop(self) -> None:
        """Watch the socket no more."""
        self._stopped = True
        self._detach()
        if self._timer is not None:
            self._timer.cancel()

    @property
    def is_paused(self) -> bool:
        """Whether nothing is read."""
        return not self._reading

    def pause(self) -> None:
        """Read nothing more for now."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def resume(self) -> None:
        """Read again."""
        if not self._reading and not self._stopped:
            self._reading = True
            self._loop.add_reader(self._fd, self._read)
            self._loop.call_soon(self._read)  # what is in the buffers already

    def send(self, packets: bytes) -> None:
        """Send packets that the client has no part in."""
        if not self._stopped:
            self._socket.send(packets)
            self.flush()

    def flush(self) -> None:
        """Send what the client has to send, and what was not sent before."""
        self._flush_planned = False
        if self._stopped:
            return
        try:
            self._client.loop_write()
            done = self._socket.flush()
        except OSError as error:
            self._failed(Unavailable(f"the connection to the broker was lost: {error}"))
            return
        if done == self._writing and not self.is_stopped:
            self._writing = not done
            if done:
                self._loop.remove_writer(self._fd)
            else:
                self._loop.add_writer(self._fd, self.flush)

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped, perhaps by what a call of the client has told."""
        return self._stopped

    def _read(self) -> None:
        if self.is_paused:
            return
        self._socket.fill()
        try:
            self._read_packets()
        except Exception as error:  # noqa: BLE001 — bytes that are no MQTT must not end the process
            self._failed(Unavailable(f"the broker sends what is no MQTT: {type(error).__name__}: {error}"))

    def _read_packets(self) -> None:
        for _ in range(PACKETS_AT_ONCE):
            packet = self._socket.packet()
            if packet is None:
                break
            self._handle(*packet)
            if self.is_paused:
                return
        else:
            self._loop.call_soon(self._read)
            return
        if self._socket.is_over:
            self._client.loop_read()  # which finds that there is nothing more

    def _handle(self, command: int, body: int, end: int) -> None:
        socket = self._socket
        if command & 0xF0 != PUBLISH:
            socket.allow(end)
            self._client.loop_read()
            return
        message = decode_publish(socket.data, command, body, end, version_5=self._version_5)
        socket.skip(end)
        if message.qos == 2:
            self._failed(ConfigurationError(_QOS_2, path="client_id", remedy="choose another client_id"))
        else:
            self._received(message)

    def _plan_flush(self, *_: Any) -> None:
        if not self._flush_planned:
            self._flush_planned = True
            self._loop.call_soon(self.flush)

    def _tick(self) -> None:
        """Once a second: keep alive, or find that the broker does not."""
        self._client.loop_misc()
        self.flush()
        if not self.is_stopped:
            self._timer = self._loop.call_later(1.0, self._tick)

    def _detach(self, *_: Any) -> None:
        """Before the socket is closed, for its number may soon be another's."""
        self.pause()
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._fd)
