"""Ports that children are to listen on: looked at, or bound, before they start."""

import socket
from collections.abc import Sequence

from nexus.errors import ConfigurationError

BACKLOG = 4096


def free_port(host: str, port: int) -> int:
    """Return ``port`` if it can be listened on (any free one for 0): a child could only fail again and again.

    Raises:
        ConfigurationError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"cannot listen on {host}:{port}: {error.strerror}",
                path="NEXUS_PORT",
                remedy="end what listens there, or choose another, as with --port 8081",
            ) from error
        return int(probe.getsockname()[1])


def listeners(host: str, port: int, processes: int) -> Sequence[socket.socket]:
    """Return a listening socket for each process, all of one port, which the kernel spreads connections over.

    Whoever makes them keeps them: while a process is started again, those who connect to its socket wait in its queue.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = []
    for _ in range(processes):
        one = socket.socket(family)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind((host, port))
        one.listen(BACKLOG)
        made.append(one)
    return made
