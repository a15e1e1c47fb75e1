"""The socket below the MQTT client: hands it whole packets, and keeps what it writes until a whole group can leave at once.

paho reads a packet in at least three calls (one byte, the length byte by byte, the rest) and writes each in one of its own.
With a buffer on either side these cost no system call. Packets of the hot path do not get to it at all.
"""

import socket
import ssl
from collections.abc import Callable
from typing import Any, Final

from paho.mqtt.client import Client

from nexus_mqtt.packets import boundary

CHUNK: Final = 256 * 1024


class BufferedSocket:
    """A connected socket with a buffer on either side.

    Args:
        inner: a plain, TLS or WebSocket socket as paho makes it.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._at = 0
        self._allowed = 0
        self._fault: OSError | None = None
        self._ended = False
        self._out = bytearray()
        self.data = bytearray()

    # -- in ------------------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Read what has come, without waiting; an end or a fault is what `recv` then tells."""
        if self._at:
            del self.data[: self._at]
            self._at = self._allowed = 0
        try:
            while True:
                chunk = self._inner.recv(CHUNK)
                self.data += chunk
                self._ended = not chunk
                if not chunk or not self._pending():
                    return
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            self._fault = error

    def packet(self) -> tuple[int, int, int] | None:
        """Return first byte, begin of body and end of the next packet that has come whole; raises `Malformed`."""
        if self._at >= len(self.data):
            return None
        found = boundary(self.data, self._at)
        return None if found is None else (self.data[self._at], *found)

    def skip(self, end: int) -> None:
        """The packet up to ``end`` was read."""
        self._at = self._allowed = end

    def allow(self, end: int) -> None:
        """Let `recv` read up to ``end``."""
        self._allowed = end

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come."""
        return self._ended or self._fault is not None

    def recv(self, size: int) -> bytes:
        """Return up to ``size`` bytes of what is allowed; as a socket, nothing at the end of the connection."""
        if self._at < self._allowed:
            part = bytes(self.data[self._at : min(self._at + size, self._allowed)])
            self._at += len(part)
            return part
        if self._fault is not None:
            raise self._fault
        if self._ended:
            return b""
        raise BlockingIOError

    def _pending(self) -> int:
        """Bytes that TLS has decrypted, of which the operating system does not tell any more."""
        pending = getattr(self._inner, "pending", None)  # sockets have none, TLS and WebSocket sockets do
        return int(pending()) if pending is not None else 0

    # -- out -----------------------------------------------------------------------------------------------------------

    def send(self, data: bytes | bytearray) -> int:
        """Take all of ``data``; it leaves with `flush`."""
        self._out += data
        return len(data)

    def flush(self) -> bool:
        """Send what was taken as far as it goes; True if all of it left. Raises OSError if the connection is lost."""
        while self._out:
            try:
                sent = self._inner.send(bytes(self._out))
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return False
            if not sent:  # a WebSocket frame that left in part: the same data once more
                return False
            del self._out[:sent]
        return True

    # -- as a socket ---------------------------------------------------------------------------------------------------

    def fileno(self) -> int:
        """The file descriptor."""
        return int(self._inner.fileno())

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 — as sockets have it
        """Whether reads and writes wait."""
        self._inner.setblocking(flag)

    def close(self) -> None:
        """Close the connection; what was taken last (a farewell) still leaves, as far as that needs no waiting."""
        try:
            self.flush()
        except OSError:
            self._out.clear()  # the other side is gone: nobody is left to hear it
        finally:
            self._inner.close()


class PinnedClient(Client):
    """A client that connects to one address and to no other, with the original host for TLS (security: SSRF).

    Args:
        resolve: returns the permitted address of host and port; see `nexus.Egress.resolve`.
    """

    def __init__(self, resolve: Callable[[str, int], str], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._resolve = resolve
        self.buffer: BufferedSocket | None = None
        self._made: socket.socket | None = None

    def _create_socket(self) -> Any:
        try:
            self.buffer = BufferedSocket(super()._create_socket())
        except BaseException:
            if self._made is not None:  # TLS or WebSocket could not be agreed on
                self._made.close()
            raise
        return self.buffer

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        assert self._ssl_context is not None
        made = self._ssl_context.wrap_socket(tcp_sock, server_hostname=self._host, do_handshake_on_connect=False)
        self._made = made
        made.settimeout(self.connect_timeout)
        made.do_handshake()
        return made

    def _create_socket_connection(self) -> socket.socket:
        """Connect; no proxy of the environment is asked."""
        address = self._resolve(self._host, self._port)
        made = socket.create_connection((address, self._port), timeout=self.connect_timeout)
        self._made = made
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
