"""Receivers on a real stream store and a real metadata database, with a source that does as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest
from attrs import define as attrs_define
from attrs import field

from nexus import wiring
from nexus.config import Secret, define
from nexus.config.settings import Settings
from nexus.hookspecs import Connector, SinkType, SourceMessage, SourceType, Subscription, hookimpl
from nexus.mapping.documents import FieldDocument
from nexus.plugins import build_catalogue
from nexus.receiver.receiver import Outside, Receiver
from nexus.security.keyring import generate_key
from nexus.services.definitions.apply import Definitions
from nexus.services.sources import read_sources, statuses
from nexus.storage import schema
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover, DeadLetterWriter
from nexus.streams.lease import StreamLease
from nexus.streams.producer import StreamProducer
from nexus.streams.sources import SourceBoard
from nexus.streams.store import connect
from nexus.streams.wake import listen, publish
from nexus.testing import eventually

LEASE_S = 1.0


@define
class FeedConfig:
    upstream: str = "a"
    subscriptions: tuple[str, ...] = ()
    fields: tuple[FieldDocument, ...] = ()
    instances: int = 1
    password: Secret | None = None


@attrs_define
class Upstream:
    """What a source receives from: keeps what is not acknowledged, and sends it again on the next connection."""

    waiting: list[SourceMessage] = field(factory=list)
    acknowledged: list[SourceMessage] = field(factory=list)
    arrived: asyncio.Event = field(factory=asyncio.Event)
    runs: list[str] = field(factory=list)
    wanted: list[set[str]] = field(factory=list)
    running: set[str] = field(factory=set)
    closed: int = 0
    fault: Exception | None = None

    def send(self, *payloads, subscription: str = "", **about) -> None:
        for payload in payloads:
            raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.waiting.append(SourceMessage(raw, subscription=subscription, **about))
        self.arrived.set()


class ScriptedSource:
    def __init__(self, upstream: Upstream, context) -> None:
        self._upstream = upstream
        self._context = context
        upstream.wanted.append(set(context.subscriptions))

    async def run(self, emit) -> None:
        upstream = self._upstream
        upstream.runs.append(self._context.identity)
        if upstream.fault is not None:
            raise upstream.fault
        upstream.running.add(self._context.identity)
        self._context.connected()
        try:
            while True:
                await upstream.arrived.wait()
                upstream.arrived.clear()
                batch, upstream.waiting = upstream.waiting, []
                await self._take(emit, batch)
        finally:
            upstream.running.discard(self._context.identity)

    async def _take(self, emit, batch) -> None:
        emitting = asyncio.ensure_future(emit(batch))
        try:
            await asyncio.shield(emitting)
        except asyncio.CancelledError:
            await asyncio.wait([emitting])
            self._settle(batch, emitting)
            raise
        except Exception:
            self._settle(batch, emitting)
            raise
        self._settle(batch, emitting)

    def _settle(self, batch, emitting) -> None:
        if emitting.exception() is None:
            self._upstream.acknowledged += batch
        else:
            self._upstream.waiting = batch + self._upstream.waiting
            self._upstream.arrived.set()

    def close(self) -> None:
        self._upstream.closed += 1


class Feeds:
    """A plugin with a source that reads from `Upstream` objects by name, and a sink that nobody writes to."""

    nexus_contract = "1.0"

    def __init__(self, upstreams: dict[str, Upstream]) -> None:
        self.upstreams = upstreams
        self.feed = Connector("feed", "Feed", "feed", FeedConfig, check=lambda config, context: [])
        self.place = Connector("place", "Place", "database", FeedConfig, check=lambda config, context: [])

    @hookimpl
    def nexus_sources(self):
        return [
            SourceType(
                self.feed,
                open=lambda config, context: ScriptedSource(self.upstreams[config.upstream], context),
                subscriptions=self._subscriptions,
                instances=lambda config: config.instances,
            ),
        ]

    @hookimpl
    def nexus_sinks(self):
        return [SinkType(self.place, open=lambda config, target, context: None, operations=("insert",))]

    @staticmethod
    def _subscriptions(config):
        return [Subscription(name, fields=config.fields) for name in config.subscriptions or ("",)]


class World:
    """Definitions, upstreams and receivers of one test."""

    def __init__(self, settings: Settings, metadata: wiring.Metadata, store: Store) -> None:
        self.settings = settings
        self.metadata = metadata
        self.store = store
        self.upstreams = {name: Upstream() for name in "abcdef"}
        self.workspace = metadata.workspace_id("default")
        self.board = SourceBoard(store)

    @staticmethod
    def feed(name: str, **config) -> dict:
        """The definition of a source."""
        return {"name": name, "connector": "feed", "config": {"upstream": name, **config}}

    @staticmethod
    def taking(name: str, *sources, pipelines=("p",), **settings) -> dict:
        """The definition of a workflow; a source is a connection's name, or (connection, subscription)."""
        pairs = [(one, None) if isinstance(one, str) else one for one in sources]
        named = [{"connection": connection, "subscription": subscription} for connection, subscription in pairs]
        rules = [{"source": "$", "target": "$"}]
        made = [{"name": one, "destination": "place", "operation": "insert", "mappings": rules} for one in pipelines]
        return {"name": name, "sources": named, "pipelines": made, **settings}

    @property
    def catalogue(self):
        from nexus.builtin import plugin

        found = build_catalogue([plugin, Feeds(self.upstreams)])
        assert found.faults == ()
        return found

    async def apply(self, **sections) -> None:
        """Make the definitions so, as `nexus apply`, and tell receivers of it."""
        place = {"name": "place", "connector": "place"}
        sections["connections"] = [place, *sections.get("connections", [])]
        whole = {"applications": [], "workflows": [], **sections}
        done = await asyncio.to_thread(self.definitions().apply, whole, prune=True)
        for changed in done.changed_ids:
            await publish(self.store, keys.CONFIG, changed)

    def definitions(self) -> Definitions:
        """What applies definition files."""
        credentials = wiring.open_credentials(self.metadata)
        repositories = self.metadata.repositories
        return Definitions(repositories, self.catalogue, credentials, workspace_id=self.workspace, actor="test")

    def connection_id(self, name: str) -> str:
        [found] = [one.id for one in self.metadata.repositories.connections.list(self.workspace) if one.name == name]
        return found

    def workflow(self, name: str):
        [found] = [one for one in self.metadata.repositories.workflows.list(self.workspace) if one.name == name]
        return found

    async def payloads(self, workflow: str) -> list:
        """What a workflow's stream holds."""
        return [json.loads(one.payload) for one in await self.messages(workflow)]

    async def messages(self, workflow: str):
        identity = self.workflow(workflow).id
        consumer = StreamConsumer(self.store, identity, "look", "test", family="database")
        await consumer.ensure()
        found = []
        while part := await consumer.read(1000):
            found += part
        await self.store.call(
            keys.stream(self.workflow(workflow).id),
            "XGROUP",
            "DESTROY",
            keys.stream(self.workflow(workflow).id),
            "look",
        )
        return found

    async def letters(self, workflow: str):
        """The dead letters of a workflow that are not in the database yet."""
        return [letter for _, letter in await DeadLetterHandover(self.store, "test").drain(self.workflow(workflow).id)]

    async def instances(self) -> dict[str, list]:
        """How the instances of each source are doing, by the connection's name."""
        found = await asyncio.to_thread(read_sources, self.metadata.definitions, self.catalogue)
        reports = await self.board.read()
        now = max((one.told_at for one in reports), default=0)
        return {one.connection.name: list(one.instances) for one in statuses(*found, reports, now)}

    async def becomes(self, name: str, state: str, timeout_s: float = 10.0):
        """Wait until every instance of a source is in ``state``, and return the first one's report."""

        async def there():
            found = (await self.instances())[name]
            return found[0] if {one.state for one in found} == {state} else None

        return await eventually(there, timeout_s=timeout_s, every_s=0.05, what=f"{name} to be {state}")

    @asynccontextmanager
    async def receiver(self, name: str = "receiver", url: str = "") -> AsyncIterator[Receiver]:
        async with AsyncExitStack() as stack:
            stores = [connect(url or self.settings.redis_url) for _ in range(2)]
            for each in stores:
                stack.push_async_callback(each.close)
            store, side = stores
            receiver, stop = Receiver(name, self._outside(name, store, side)), asyncio.Event()
            running = asyncio.create_task(receiver.run(stop, grace_s=5.0))
            try:
                yield receiver
            finally:
                stop.set()
                await asyncio.wait_for(running, 20)

    @asynccontextmanager
    async def crashing_receiver(self, name: str) -> AsyncIterator[Callable]:
        """A receiver and what ends it as a crash does: nothing is given back."""
        async with AsyncExitStack() as stack:
            stores = [connect(self.settings.redis_url) for _ in range(2)]
            for each in stores:
                stack.push_async_callback(each.close)
            receiver = Receiver(name, self._outside(name, *stores))
            loops = [asyncio.create_task(receiver._follow()), asyncio.create_task(receiver._look())]

            async def crash() -> None:
                for task in loops:
                    task.cancel()
                await asyncio.wait(loops)
                for runner in receiver.fleet.held.values():
                    await runner.stop()

            yield crash
            receiver._threads.shutdown()

    def _outside(self, name: str, store: Store, side: Store) -> Outside:
        return Outside(
            definitions=self.metadata.definitions,
            components=self.catalogue,
            producer=StreamProducer(store),
            burial=DeadLetterWriter(store),
            board=SourceBoard(side),
            lease=partial(_lease, side, name),
            changes=lambda: listen(side, keys.CONFIG),
            egress=wiring.open_egress(self.settings),
            max_bytes=10_000,
        )


def _lease(store, name, connection_id, instance):
    return StreamLease(store, keys.source_lease(connection_id, instance), name, ttl_s=LEASE_S)


@pytest.fixture
def settings(tmp_path, fresh_valkey_url) -> Settings:
    made = Settings(data_dir=tmp_path, redis_url=fresh_valkey_url, encryption_keys=Secret(generate_key("k1")))
    schema.upgrade(made.database_url)
    return made


@pytest.fixture
def metadata(settings) -> Iterator[wiring.Metadata]:
    with wiring.open_metadata(settings) as opened:
        yield opened


@pytest.fixture
async def world(settings, metadata) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        store = connect(settings.redis_url)
        stack.push_async_callback(store.close)
        yield World(settings, metadata, store)
