"""An API process: from settings to a serving application."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from typing import Final

from attrs import evolve, frozen
from litestar import Litestar

from nexus import wiring
from nexus.api.agents.assembly import agents_of
from nexus.api.app import ApiParts, Lifespan, create_app
from nexus.api.dependencies import dependencies
from nexus.api.handover import Giver
from nexus.api.ingress.unpacking import Caps
from nexus.api.management import kept
from nexus.api.management.assembly import management_routes
from nexus.api.management.management import Management, News
from nexus.api.management.schemas import BodySchemas
from nexus.api.measuring import Measuring
from nexus.api.plugin_routes import plugin_routes
from nexus.api.queries.assembly import query_runs_of
from nexus.api.runs.assembly import runs_of
from nexus.api.server import make_server
from nexus.api.sites import site_routes
from nexus.api.standing import StoreCollector
from nexus.config.settings import Settings
from nexus.hookspecs import LogStore
from nexus.plugins import Catalogue
from nexus.security.agent_seals import seal
from nexus.security.passwords import Passwords
from nexus.services.agent_links.reach import AgentReach
from nexus.services.agent_links.switchboard import Switchboard
from nexus.services.agent_sources import AgentSources
from nexus.services.runs.desk import Histories
from nexus.storage.database import Database
from nexus.streams import keys
from nexus.streams.agent_batches import StreamBatches
from nexus.streams.base import Store
from nexus.streams.durability import DurabilityMonitor
from nexus.streams.past import StreamPast
from nexus.streams.sources import SourceBoard
from nexus.streams.wake import listen, publish
from nexus.telemetry import logs
from nexus.telemetry.counts import Counts
from nexus.telemetry.prometheus.collectors import QuarantineCollector
from nexus.telemetry.tracing import Tracing, open_tracing

log = logging.getLogger(__name__)

HANDOVER_S: Final = 0.0005
"""A thread that reads for a person lets the event loop go on after so long; Python's own 5 ms would be those of ingress."""


COURTESY: Final = 5
"""By so much the process that answers people stands back (``nice``) where others take messages beside it."""


@frozen
class Part:
    """What one of several processes of an API has; its supervisor made it.

    Attributes:
        listening: sockets that it takes connections from; None: those of the settings' host and port.
        give_to: where it hands over what is no ingress.
        take_from: where others hand that over.
    """

    listening: Sequence[socket.socket] | None = None
    give_to: socket.socket | None = None
    take_from: socket.socket | None = None


def run(settings: Settings, name: str = "api", part: Part | None = None) -> None:
    """Serve until SIGTERM or SIGINT; ``part`` says which one of several processes this is."""
    logs.configure(settings.log_level, process=name, form=settings.log_format)
    part = part or Part()
    if part.take_from is not None:
        os.nice(COURTESY)
    import uvloop  # noqa: PLC0415 — not on Windows

    sys.setswitchinterval(HANDOVER_S)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, name, part))


async def _serve(settings: Settings, name: str, part: Part) -> None:
    catalogue = wiring.open_catalogue(settings, routes=True)
    with wiring.open_metadata(settings) as metadata, wiring.open_log(settings, catalogue) as delivery_log:
        store, ear = wiring.open_store(settings, metadata), wiring.open_store(settings)
        try:
            monitor = wiring.open_monitor(settings, store)
            catalogue.observers.startup("api")
            parts = parts_of(settings, metadata, catalogue, delivery_log, store, ear, monitor)
            app = create_app(_shared(parts, name, part))
            server = make_server(app, settings.host, settings.port, take_from=part.take_from)
            await server.serve(list(part.listening) if part.listening is not None else None)
            catalogue.observers.shutdown("api")
        finally:
            await store.close()
            await ear.close()


def _shared(parts: ApiParts, name: str, part: Part) -> ApiParts:
    """Return the parts of one of several processes."""
    if part.give_to is None:
        return parts
    giver = Giver(part.give_to, name)

    @contextlib.asynccontextmanager
    async def telling(app: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(giver.tell(app.state.metrics.ingress))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    return evolve(parts, give=giver.give, lifespan=[*parts.lifespan, telling])


def parts_of(  # noqa: PLR0917 — the composition root's own list
    settings: Settings,
    metadata: wiring.Metadata,
    catalogue: Catalogue,
    delivery_log: LogStore,
    store: Store,
    ear: Store,
    monitor: DurabilityMonitor,
) -> ApiParts:
    """Return what the application of an API process is made of."""
    history = wiring.open_run_history(settings)
    switchboard = wiring.open_switchboard(store, ear)
    management = _management(settings, metadata, catalogue, delivery_log, history, store, switchboard)
    managing = management_routes(management)
    about_all = [StoreCollector(monitor), QuarantineCollector(len(catalogue.faults))]
    measuring = Measuring(settings, Counts(), store, about_all, management.measures, metadata.workspaces.list)
    producer = wiring.open_producer(settings, store, monitor, measuring.counts)
    runs = runs_of(
        metadata=metadata,
        catalogue=catalogue,
        history=history,
        log_in=management.log_in,
        producer=producer,
        egress=management.egress,
        store=store,
        ear=ear,
    )
    querying = query_runs_of(management)
    caps = Caps(body_bytes=settings.max_body_bytes)
    burial = wiring.open_burial(settings, store, monitor)
    batches = StreamBatches(store, producer)
    agents = agents_of(management, switchboard, batches, burial, counts=measuring.counts, caps=caps)
    tracing = open_tracing(settings, "api")

    return ApiParts(
        producer=producer,
        definitions=metadata.definitions,
        changes=lambda: _noted(listen(ear, keys.CONFIG), metadata.database, switchboard),
        health=dependencies(metadata.database, catalogue, monitor),
        routes=[
            *managing.routes,
            *runs.routes,
            *querying.routes,
            *agents.routes,
            *plugin_routes(catalogue.routes, management),
        ],
        root_routes=[*managing.root_routes, *runs.root_routes, *querying.root_routes, *site_routes(catalogue.sites)],
        guards=managing.guards,
        plugins=[BodySchemas()],
        lifespan=[
            _watching(settings, management, monitor, tracing),
            measuring.lifespan,
            runs.lifespan,
            querying.lifespan,
            agents.lifespan,
        ],
        counts=measuring.counts,
        collectors=about_all,
        state={kept.CHANGES: lambda: metadata.database.changes},
        stores={kept.STORE: kept.BoundedStore()},
        tracing=tracing,
        caps=caps,
        cors_origins=settings.cors_origins,
        cors_ingress_origins=settings.cors_ingress_origins,
    )


def _watching(
    settings: Settings, management: Management, monitor: DurabilityMonitor, tracing: Tracing | None
) -> Lifespan:
    @contextlib.asynccontextmanager
    async def watching(_: Litestar) -> AsyncIterator[None]:
        log.info("listening on http://%s:%d", settings.host, settings.port)
        management.news.start()
        task = asyncio.create_task(monitor.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            management.log_in.close()
            if tracing is not None:
                await asyncio.to_thread(tracing.close)

    return watching


async def _noted(
    news: AsyncIterator[str | None], database: Database, switchboard: Switchboard
) -> AsyncIterator[str | None]:
    """Yield what is heard, and take note of it: what was read of the database before may be old now, here and at agents."""
    async for one in news:
        database.changes += 1
        switchboard.changed()
        yield one


def _management(  # noqa: PLR0917 — as above
    settings: Settings,
    metadata: wiring.Metadata,
    catalogue: Catalogue,
    delivery_log: LogStore,
    history: Histories,
    store: Store,
    switchboard: Switchboard,
) -> Management:
    passwords, egress = Passwords(), wiring.open_egress(settings)
    agents = AgentReach(switchboard, metadata.agents.get, seal)
    return Management(
        metadata=metadata,
        catalogue=catalogue,
        log_in=wiring.open_log_in(settings, metadata, store, passwords),
        passwords=passwords,
        news=News(lambda changed: publish(store, keys.CONFIG, changed)),
        board=SourceBoard(store),
        egress=egress,
        reach=wiring.open_reach(catalogue, egress, agents),
        agents=agents,
        agent_sources=AgentSources(metadata.definitions, catalogue, lambda: metadata.database.changes, time.monotonic),
        measures=wiring.open_measures(metadata, catalogue, store),
        streams=wiring.open_following(store, lambda: catalogue),
        past=StreamPast(store),
        log=delivery_log,
        runs=history,
        store=store,
    )
