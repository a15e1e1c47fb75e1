"""Runs a command on "another host": in a network namespace of its own, with one way out to an address of this machine.

    sudo python elsewhere.py --reach 127.0.0.1:8080 --at 127.0.0.1:9000 -- COMMAND…

Inside, nothing of this machine's network is there but an empty loopback. What connects to ``--at`` there, arrives at
``--reach`` here: by a socket file between the two, as an outgoing connection passes a firewall. Nothing here reaches in.
Needs Linux, root, and ``unshare`` (util-linux).
"""

import argparse
import asyncio
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

SIOCSIFFLAGS = 0x8914
IFF_UP = 1
BYTES = 65536

Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def main() -> None:
    """Run the part that the arguments ask for; end with the command's status."""
    parser = argparse.ArgumentParser(description="Run a command in a network namespace of its own.")
    parser.add_argument("--reach", required=True, help="HOST:PORT here that is reached from there")
    parser.add_argument("--at", required=True, help="HOST:PORT there that leads to it")
    parser.add_argument("--inside", help=argparse.SUPPRESS)  # the socket file: this is the part inside
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    sys.exit(asyncio.run(inside(given) if given.inside else outside(given)))


async def outside(given: argparse.Namespace) -> int:
    """Listen at the socket file, and run the part inside."""
    folder = Path(tempfile.mkdtemp(prefix="elsewhere-"))
    host, port = address(given.reach)
    try:
        server = await asyncio.start_unix_server(joined_to(lambda: asyncio.open_connection(host, port)), folder / "way")
        again = ["--reach", given.reach, "--at", given.at, "--inside", str(folder / "way"), "--", *given.command]
        command = ("unshare", "--net", sys.executable, __file__, *again)
        child = await asyncio.create_subprocess_exec(*command, preexec_fn=die_with_parent)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, child.terminate)
        async with server:
            return await child.wait()
    finally:
        shutil.rmtree(folder)


async def inside(given: argparse.Namespace) -> int:
    """Bring the loopback up, listen there, and run the command."""
    raise_loopback()
    host, port = address(given.at)
    server = await asyncio.start_server(joined_to(lambda: asyncio.open_unix_connection(given.inside)), host, port)
    child = await asyncio.create_subprocess_exec(*given.command, preexec_fn=die_with_parent)
    async with server:
        return await child.wait()


def die_with_parent() -> None:
    """End when whoever has started this ends (``prctl(PR_SET_PDEATHSIG, SIGTERM)``)."""
    import ctypes  # noqa: PLC0415 — in the child alone

    ctypes.CDLL(None).prctl(1, 15)


def raise_loopback() -> None:
    """As ``ip link set lo up``, which not every machine has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP, b""))


def joined_to(opened: Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]) -> Served:
    """Return what joins each connection to one that it opens."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await opened()
        except OSError:
            writer.close()
            return
        await asyncio.gather(passed_on(reader, far_writer), passed_on(far_reader, writer))

    return served


async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Write what is read, until the end of it."""
    try:
        while data := await reader.read(BYTES):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def address(text: str) -> tuple[str, int]:
    """Return host and port."""
    host, _, port = text.rpartition(":")
    return host, int(port)


if __name__ == "__main__":
    if os.geteuid():
        sys.exit("a network namespace takes root: run this with sudo")
    if subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode:  # noqa: S607
        sys.exit("this machine gives no network namespaces (unshare --net fails)")
    main()
