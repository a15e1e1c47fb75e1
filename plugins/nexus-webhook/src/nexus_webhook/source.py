"""Listens for webhooks, and answers each when it is durable."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from typing import Final

import uvicorn

from nexus import ConfigurationError, Emit, NexusError, SourceContext, Subscription, Unavailable
from nexus_webhook.config import ListenerConfig
from nexus_webhook.door import Door, Waiting
from nexus_webhook.rejections import Rejections

BATCH: Final = 500
"""Webhooks that are emitted together, at most."""

_GRACE_S: Final = 10.0


def subscriptions(config: ListenerConfig) -> Sequence[Subscription]:
    """Return what workflows can take messages from."""
    return [Subscription(one.name, one.fields, allow_unknown=one.allow_unknown) for one in config.endpoints]


def open_source(config: ListenerConfig, context: SourceContext) -> "WebhookSource":
    """Open the listener; it listens from ``run`` on.

    Raises:
        ConfigurationError: there is nothing to take, or the rejection log cannot be written.
    """
    if not config.endpoints:
        raise ConfigurationError(
            "it has no endpoints", path="endpoints", remedy="name at least one path and its secret"
        )
    return WebhookSource(config, context, Rejections(config.rejection_log, context.logger, time.monotonic))


class WebhookSource:
    """One server."""

    def __init__(self, config: ListenerConfig, context: SourceContext, rejections: Rejections) -> None:
        self._config = config
        self._context = context
        self._rejections = rejections

    async def run(self, emit: Emit) -> None:
        """Take webhooks until cancelled; see `nexus.Source.run`."""
        door = Door(self._config, frozenset(self._context.subscriptions), self._rejections)
        listening = _bound(self._config)
        server = _Server(
            uvicorn.Config(
                door,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=int(_GRACE_S),
                server_header=False,
            )
        )
        serving = asyncio.create_task(server.serve([listening]))
        emitting = asyncio.create_task(_emit_all(door, emit))
        try:
            self._context.connected()
            await asyncio.wait([serving, emitting], return_when=asyncio.FIRST_COMPLETED)
            if emitting.done():
                emitting.result()
            raise Unavailable("the server has ended")
        finally:
            server.should_exit = (
                True  # takes nothing more, and answers what has come: it goes on being stored meanwhile
            )
            await asyncio.shield(asyncio.wait([serving], timeout=_GRACE_S + 1))
            emitting.cancel()
            await asyncio.wait([emitting])
            listening.close()

    def close(self) -> None:
        """Close the rejection log."""
        self._rejections.close()


class _Server(uvicorn.Server):
    """A server within a process that has its own signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield


async def _emit_all(door: Door, emit: Emit) -> None:
    """Store what has come together, one batch after the other, so that webhooks keep their order."""
    while True:
        batch = [await door.queue.get()]
        while len(batch) < BATCH and not door.queue.empty():
            batch.append(door.queue.get_nowait())
        await asyncio.shield(asyncio.ensure_future(_stored(batch, emit)))


async def _stored(batch: Sequence[Waiting], emit: Emit) -> None:
    try:
        await emit([one.message for one in batch])
    except NexusError as error:  # the senders are told, and come again
        for one in batch:
            if not one.stored.done():
                one.stored.set_exception(error)
    else:
        for one in batch:
            if not one.stored.done():
                one.stored.set_result(None)


def _bound(config: ListenerConfig) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ConfigurationError: the address is not one of this machine's, or the port may not be used.
        Unavailable: the port is in use: by a former instance that has not ended, perhaps.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigurationError(
            f"{config.host}: {error}", path="host", remedy="name an address of this machine"
        ) from error
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(1024)
    except PermissionError as error:
        listening.close()
        raise ConfigurationError(f"port {config.port}: {error}", path="port", remedy="use one above 1023") from error
    except OSError as error:
        listening.close()
        raise Unavailable(f"cannot listen on {config.host}:{config.port}: {error.strerror or error}") from error
    listening.setblocking(False)
    return listening
