"""Free loopback ports that stay ours while a server is down."""

import random
import socket
import sys

# Below the range from which the kernel takes the ports of outgoing connections (32768 and up on Linux): otherwise any
# client on the machine could take the port of a server between its kill and its restart.
LOWEST, HIGHEST = 12_000, 32_000

_claims: dict[int, socket.socket | None] = {}


def claim_port() -> int:
    """Return a free port on 127.0.0.1 that no other test process will be given until `release_port`."""
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST), 500):
        if port not in _claims and _is_free(port) and _claim(port):
            return port
    raise OSError(f"found no free port between {LOWEST} and {HIGHEST} on 127.0.0.1 in 500 tries")


def release_port(port: int) -> None:
    """Give a claimed port back."""
    claim = _claims.pop(port, None)
    if claim is not None:
        claim.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim(port: int) -> bool:
    """Hold an abstract socket named for the port: atomic between processes, and gone when this process is."""
    if sys.platform != "linux":
        _claims[port] = None
        return True
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0nexus-testing-port-{port}")
    except OSError:
        claim.close()
        return False
    _claims[port] = claim
    return True
