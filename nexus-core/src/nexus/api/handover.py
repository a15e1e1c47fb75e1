"""Connections that go from one API process to another, so that what takes messages waits for nothing that people ask.

Where several processes serve one port, some listen: they take messages, and hand every connection that asks for anything
else to the one that answers people, with the bytes that it has sent. Threads and event loop of one process share an
interpreter; those of two do not.

Both ends of the channel belong to the supervisor, and its children have copies: what is handed over while the other
process is being started again waits for it. Messages keep their borders (``SOCK_SEQPACKET``); the first byte tells their
kind.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable
from typing import Final

from attrs import define, field

from nexus.api.ingress.counts import IngressCounts

log = logging.getLogger(__name__)

_CONNECTION: Final = b"c"
_COUNTS: Final = b"n"
_LARGEST: Final = 256 * 1024
_TOLD_EVERY_S: Final = 1.0
_AT_ONCE: Final = 64
"""So many connections are taken before other work goes on."""


def channel() -> tuple[socket.socket, socket.socket]:
    """Return the end that gives and the end that takes."""
    giving, taking = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (giving, taking):
        end.setblocking(False)
    giving.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST)
    return giving, taking


@define(eq=False)
class Giver:
    """The end of a process that listens.

    Args:
        channel: where connections go.
        name: of this process.
    """

    _channel: socket.socket
    _name: str

    def give(self, connection: int, data: bytes) -> bool:
        """Hand a connection over, with what was read from it; False if it cannot be: then it is to be served here."""
        try:
            socket.send_fds(self._channel, [_CONNECTION, data], [connection])
        except OSError:  # the channel is full, or the data more than one message of it takes
            return False
        return True

    async def tell(self, counts: IngressCounts) -> None:
        """Tell what this process counts, again and again: whoever asks for metrics does not ask here."""
        begin = b"%b%d %b " % (_COUNTS, os.getpid(), self._name.encode())
        while True:
            with contextlib.suppress(OSError):
                self._channel.send(begin + counts.encoded())
            await asyncio.sleep(_TOLD_EVERY_S)


@define(eq=False)
class Others:
    """What the other processes of one API count; what ended processes have counted stays counted."""

    _running: dict[str, tuple[int, IngressCounts]] = field(factory=dict, init=False)
    _ended: IngressCounts = field(factory=IngressCounts, init=False)

    def heard(self, name: str, pid: int, counts: IngressCounts) -> None:
        """Take note of the totals of a process."""
        known = self._running.get(name)
        if known is not None and known[0] != pid:
            known[1].connections = 0
            self._ended = self._ended.plus(known[1])
        self._running[name] = (pid, counts)

    def with_own(self, own: IngressCounts) -> IngressCounts:
        """Return the totals of all processes."""
        total = own.plus(self._ended)
        for _, counts in self._running.values():
            total = total.plus(counts)
        return total


@define(eq=False)
class Taker:
    """The end of the process that answers people.

    Args:
        channel: where connections come from.
        adopt: makes a connection of a socket and of what was read from it already.
        others: is told what the other processes count.
    """

    _channel: socket.socket
    _adopt: Callable[[socket.socket, bytes], None]
    _others: Others

    def start(self) -> None:
        """Take connections from now on, on this event loop."""
        asyncio.get_running_loop().add_reader(self._channel.fileno(), self._take)

    def stop(self) -> None:
        """Take those that are waiting, and then none."""
        asyncio.get_running_loop().remove_reader(self._channel.fileno())
        self._take()

    def _take(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, descriptors, _, _ = socket.recv_fds(self._channel, _LARGEST, 1)
            except BlockingIOError:
                return
            kind, rest = data[:1], data[1:]
            if kind == _COUNTS:
                self._hear(rest)
            elif descriptors:
                self._adopt(socket.socket(fileno=descriptors[0]), rest)
            else:
                log.warning("a connection was handed over without its descriptor: are all descriptors in use?")

    def _hear(self, told: bytes) -> None:
        pid, name, counts = told.split(b" ", 2)
        self._others.heard(name.decode(), int(pid), IngressCounts.decoded(counts))
