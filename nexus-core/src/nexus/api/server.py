"""Runs the API: uvicorn with uvloop and the ingress protocol, ending gracefully on SIGTERM."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import Any, Final

import uvicorn
from litestar import Litestar

from nexus.api.handover import Taker
from nexus.api.ingress.protocol import protocol_class
from nexus.lifetime import spare_the_collector

GRACE_SECONDS: Final = 20
"""After this time at shutdown, requests that are still under way are given up; none of them was acknowledged."""


class Server(uvicorn.Server):
    """A uvicorn server that returns to its caller after a signal, where uvicorn would end the process by it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT while serving; in a thread, whoever started it sets ``should_exit``."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGTERM, signal.SIGINT)
        former = {each: signal.signal(each, self.handle_exit) for each in signals}
        try:
            yield
        finally:
            for each, handler in former.items():
                signal.signal(each, handler)

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event, take_from: socket.socket | None = None) -> None:
        super().__init__(config)
        self._stopping = stopping
        others = config.app.state.others  # type: ignore[union-attr] # the application that `make_server` was given
        self._taker = Taker(take_from, self._adopt, others) if take_from is not None else None
        self._adopting: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve; connections of other processes are taken once all is ready."""
        await super().startup(sockets)
        if self._taker is not None and self.started:
            self._taker.start()

    def _adopt(self, connection: socket.socket, data: bytes) -> None:
        connection.setblocking(False)
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        protocol = partial(
            make,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
            read_already=data,
        )
        making = asyncio.create_task(_connect(protocol, connection))
        self._adopting.add(making)
        making.add_done_callback(self._adopting.discard)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell answers that have no end to end, so that stopping need not wait for them."""
        self._stopping.set()
        if self._taker is not None:
            self._taker.stop()
            await asyncio.gather(*self._adopting)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 — the signature of a signal handler
        """Finish what is under way at the first signal, and give it up at the second (reliability 21)."""
        self.force_exit = self.should_exit
        self.should_exit = True


async def _connect(protocol: Callable[[], asyncio.Protocol], connection: socket.socket) -> None:
    try:
        await asyncio.get_running_loop().connect_accepted_socket(protocol, connection)
    except OSError:  # the client is gone
        connection.close()


def _websockets(*args: Any, **kwargs: Any) -> asyncio.Protocol:
    """Make the protocol of a WebSocket; what it takes is loaded with the first of them, for many servers have none."""
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol  # noqa: PLC0415

    return WebSocketsSansIOProtocol(*args, **kwargs)


def make_server(
    app: Litestar,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    grace_seconds: int = GRACE_SECONDS,
    trusted_proxies: str = "127.0.0.1",
    tls: tuple[str, str] | None = None,
    take_from: socket.socket | None = None,
) -> Server:
    """Return a server for an application of `nexus.api.app.create_app`.

    Args:
        app: the application; its ``state.door`` answers ingress, ``state.stopping`` is set at the end.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        grace_seconds: see `GRACE_SECONDS`.
        trusted_proxies: addresses whose ``X-Forwarded-For`` and ``-Proto`` are believed, comma-separated.
        tls: files of certificate chain and key.
        take_from: where other processes hand connections over; see `nexus.api.handover`.
    """
    certificate, key = tls or (None, None)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol_class(app.state.door),
        ws=_websockets,  # type: ignore[arg-type] # what makes a protocol does for its class
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,  # `nexus.access` has ingress; management routes have the audit log
        server_header=False,
        timeout_graceful_shutdown=grace_seconds,
        forwarded_allow_ips=trusted_proxies,
        backlog=4096,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    return Server(config, app.state.stopping, take_from)


def serve(
    app: Litestar,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    sockets: Sequence[socket.socket] | None = None,
    grace_seconds: int = GRACE_SECONDS,
    trusted_proxies: str = "127.0.0.1",
    tls: tuple[str, str] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT: requests under way are finished, their answers sent, connections closed.

    A supervisor that binds the port before it starts processes gives ``sockets``. See `make_server` for the rest.
    """
    server = make_server(app, host, port, grace_seconds=grace_seconds, trusted_proxies=trusted_proxies, tls=tls)
    spare_the_collector()
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(list(sockets) if sockets is not None else None))
