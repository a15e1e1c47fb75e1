"""The agent's process: from settings to a running agent, and its end."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType
from typing import Final

import uvicorn

from nexus import ConfigurationError
from nexus.edge import (
    AllowedOrigins,
    Caps,
    Door,
    IngressCounts,
    KeyCache,
    KeyRing,
    Preflights,
    Rules,
    protocol_class,
    spare_the_collector,
)
from nexus_agent import logs
from nexus_agent.assignment import Directory, read_sender
from nexus_agent.centre import Centre
from nexus_agent.forwarding.forwarder import Forwarder
from nexus_agent.home import Home
from nexus_agent.link.answers import Answers
from nexus_agent.link.client import LinkClient, News, Telling
from nexus_agent.pauses import Bandwidth
from nexus_agent.plugins import Plugins
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.sealing import Plain, Sealed, Sealing
from nexus_agent.settings import Settings
from nexus_agent.site import Site
from nexus_agent.sources.keeper import Sources
from nexus_agent.standing import Parts
from nexus_agent.syncing import Sync

logger = logging.getLogger(__name__)

GRACE_SECONDS: Final = 10
"""After this time at shutdown, requests that are still under way are given up; none of them was acknowledged."""


def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; a second one ends it at once.

    Raises:
        ConfigurationError: the agent is not registered, or a setting cannot be used.
    """
    logs.configure(settings.log_level, settings.log_format)
    spare_the_collector()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    site = Site()
    async with _running(settings, site) as door:
        await _Server(_config(settings, site, door)).serve()


@contextlib.asynccontextmanager
async def _running(settings: Settings, site: Site) -> AsyncIterator[Door]:
    """Run everything but the server; what is queued is kept, whatever of the rest fails."""
    home, directory = Home(settings), Directory()
    queue = Queue(home.queue_file, sealing_of(settings), Limits(settings.queue_max_bytes, settings.queue_reserve_bytes))
    keys = KeyCache(directory, read_sender)
    rules = Rules(queue, keys, caps=Caps(body_bytes=settings.max_body_bytes))
    ingress = IngressCounts()
    door = Door(rules, ingress, origins=AllowedOrigins.of(settings.cors_ingress_origins))
    plugins = Plugins(settings)
    answers, sources = Answers(plugins, home, directory), Sources(plugins, home, directory, queue)
    async with Centre(home.server, home.token) as centre:
        forwarder = Forwarder(queue, centre, Bandwidth(settings.bandwidth_bytes))

        def changed() -> None:
            keys.forget(None)
            forwarder.try_again()
            sources.changed()

        def reached() -> None:
            sync.now()
            forwarder.try_again()

        sync = Sync(centre, home, directory, settings.sync_seconds, lambda: queue.count, changed)
        sync.remember()
        sources.changed()
        link = None
        if settings.link:
            telling = Telling(lambda: queue.count, lambda: bool(directory.sources()), sources.reports)
            link = LinkClient(home.server, home.token, answers, News(reached, sync.now), telling)
        await queue.start(forwarder.put)
        site.parts = Parts(queue, directory, sync, forwarder, ingress, link, sources, settings.queue_max_bytes)
        running = [sync.run(), forwarder.run(), sources.run(), *([link.run()] if link else [])]
        tasks = [asyncio.create_task(each) for each in running]
        try:
            yield door
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await sources.stop()
            await answers.close()
            await queue.close()
            await keys.close()


def sealing_of(settings: Settings) -> Sealing:
    """Return how messages are kept on the disk; raises ConfigurationError if a key is malformed."""
    if settings.encryption_keys is None:
        return Plain()
    return Sealed(KeyRing.parse(settings.encryption_keys.reveal()))


class _Server(uvicorn.Server):
    """A uvicorn server that returns to its caller after a signal, where uvicorn would end the process by it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT while serving."""
        signals = (signal.SIGTERM, signal.SIGINT)
        former = {each: signal.signal(each, self.handle_exit) for each in signals}
        try:
            yield
        finally:
            for each, handler in former.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 — the signature of a signal handler
        """Finish what is under way at the first signal, and give it up at the second (reliability 21)."""
        self.force_exit = self.should_exit
        self.should_exit = True


def _config(settings: Settings, site: Site, door: Door) -> uvicorn.Config:
    logger.info("listening on http://%s:%d", settings.host, settings.port)
    return uvicorn.Config(
        Preflights(site, door.origins) if door.origins.origins else site,
        host=settings.host,
        port=settings.port,
        http=protocol_class(door),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2048,
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    try:
        import uvloop  # noqa: PLC0415 — not on Windows
    except ImportError:
        raise ConfigurationError("uvloop is not installed", remedy="pip install nexus-agent") from None
    return uvloop.new_event_loop
