"""``python -m hana_simulator``: starts the server and says where it listens."""

import argparse
import logging
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
from pathlib import Path

from hana_simulator.control import Control
from hana_simulator.database import Database
from hana_simulator.faults import Faults
from hana_simulator.server import Server

_log = logging.getLogger("hana_simulator")


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it cannot read, the client is told
    password = os.environ.get("HANA_SIMULATOR_PASSWORD", "Simulator1")
    folder = options.data or Path(tempfile.mkdtemp(prefix="hana-simulator-"))
    faults = Faults()
    server = Server(Database(folder, password), faults, _listener(options.host, options.port), _trust(options))
    control = Control(server, faults, _listener("127.0.0.1", options.control_port))
    for one in (server, control):
        threading.Thread(target=one.serve, daemon=True).start()
    _log.info(
        "listening on %s:%d%s, control on 127.0.0.1:%d, data in %s, user SYSTEM",
        *server.listener.getsockname()[:2],
        " (TLS)" if server.trust else "",
        control.listener.getsockname()[1],
        folder,
    )
    if options.control_file is not None:
        options.control_file.write_text(str(control.listener.getsockname()[1]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        signal.pause()
    except KeyboardInterrupt:
        sys.exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hana_simulator",
        description="Speaks SAP HANA's SQL command network protocol, for tests of its clients. The administrator is "
        "SYSTEM, with the password in HANA_SIMULATOR_PASSWORD (Simulator1).",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=30015, help="port for clients; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="port of the control interface, on the loopback")
    parser.add_argument("--control-file", type=Path, help="file that the control interface's port is written to")
    parser.add_argument("--data", type=Path, help="folder that keeps the data; a temporary one without it")
    parser.add_argument("--certificate", type=Path, help="PEM file with certificate and key: turns TLS on")
    return parser.parse_args()


def _listener(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=200)


def _trust(options: argparse.Namespace) -> ssl.SSLContext | None:
    if options.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate)
    return context


if __name__ == "__main__":
    main()
