"""A whole worker on a real stream store and a real metadata database, with destinations that do as they are told."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from nexus import wiring
from nexus.config import Secret, define
from nexus.config.settings import Settings
from nexus.errors import GroupLost
from nexus.hookspecs import BatchPolicy, Capability, Connector, SinkType, hookimpl
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import Depth
from nexus.model.message import NewMessage
from nexus.plugins import build_catalogue
from nexus.ports import Vault
from nexus.security.keyring import generate_key
from nexus.security.vault import Keeper
from nexus.services.definitions.apply import Definitions
from nexus.storage.repositories import PayloadKeys
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.hub import StreamHub
from nexus.streams.producer import StreamProducer
from nexus.streams.rollups import RollUps
from nexus.streams.situation import StreamSituation
from nexus.streams.store import connect
from nexus.streams.wake import publish
from nexus.telemetry.counts import Counts
from nexus.telemetry.tracing import Tracing
from nexus.testing import eventually
from nexus.worker.measure import Measures
from nexus.worker.worker import Outside, Worker, WorkerSettings

QUICK = WorkerSettings(claim_idle_s=0.4, sweep_s=0.2, sweep_rate=1000.0, retention_s=0.3)


class Place:
    """What a scripted sink writes to; ``script(batch)`` may raise, before or instead of storing."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.tries: list[list[str]] = []
        self.opened = 0
        self.closed = 0
        self.script: Callable[..., None] = lambda batch: None
        self.on_open: Callable[[], None] = lambda: None

    @property
    def ids(self) -> list[str]:
        return [one for batch in self.batches for one in batch]

    def write(self, batch) -> None:
        self.tries.append(list(batch.ids))
        self.script(batch)
        self.batches.append(list(batch.ids))

    def store(self, *ids: str) -> None:
        """For scripts that store a part."""
        self.batches.append(list(ids))


class ScriptedSink:
    def __init__(self, place: Place) -> None:
        self._place = place
        place.opened += 1
        place.on_open()

    def write(self, batch) -> None:
        self._place.write(batch)

    def close(self) -> None:
        self._place.closed += 1


@define
class ScriptedConfig:
    place: str = "a"


class Scripted:
    """A plugin with one connector, whose sinks write to `Place` objects by name."""

    nexus_contract = "1.0"

    def __init__(self, places: dict[str, Place], batching: BatchPolicy) -> None:
        self.places = places
        self.batching = batching

    @hookimpl
    def nexus_sinks(self):
        connector = Connector("scripted", "Scripted", "database", ScriptedConfig, check=lambda config, context: [])
        return [
            SinkType(
                connector,
                open=lambda config, target, context: ScriptedSink(self.places[config.place]),
                operations=("insert",),
                batching=self.batching,
                capabilities={"insert": {Capability.ORDERED}},
            )
        ]


class World:
    """Definitions, streams and workers of one test."""

    def __init__(self, settings: Settings, metadata: wiring.Metadata, store: Store) -> None:
        self.settings = settings
        self.metadata = metadata
        self.store = store
        self.places = {name: Place() for name in "abc"}
        self.batching = BatchPolicy(max_rows=50)
        self.lease_s = 2.0
        self.tracing: Tracing | None = None
        self.workspace = metadata.workspace_id("default")
        self.vault: Vault = metadata.vault

    @property
    def catalogue(self):
        found = build_catalogue([_builtin(), Scripted(self.places, self.batching)])
        assert found.faults == ()
        return found

    def apply(self, **sections) -> None:
        """Make the definitions so; as `nexus apply`."""
        done = Definitions(
            self.metadata.repositories,
            self.catalogue,
            wiring.open_credentials(self.metadata),
            workspace_id=self.workspace,
            actor="test",
        ).apply({"applications": [], "connections": [], "workflows": [], **sections}, prune=True)
        self.changed = done.changed_ids

    def fan_out(self, *places: str, name: str = "w", ordered_by: str | None = None, **settings) -> str:
        """Define a workflow with a pipeline to each place, and return its id."""
        pipelines = [
            {
                "name": place,
                "destination": place,
                "operation": "insert",
                "mappings": [{"source": "$", "target": "$"}],
                "ordered_by": ordered_by,
            }
            for place in places
        ]
        self.apply(
            connections=[{"name": p, "connector": "scripted", "config": {"place": p}} for p in places],
            workflows=[{"name": name, "retry_base": 0.02, "retry_cap": 0.1, "pipelines": pipelines, **settings}],
        )
        return self.workflow(name).id

    def workflow(self, name: str = "w"):
        [found] = [one for one in self.metadata.repositories.workflows.list(self.workspace) if one.name == name]
        return found

    async def announce(self) -> None:
        for changed in self.changed:
            await publish(self.store, keys.CONFIG, changed)

    async def send(self, workflow_id: str, *ids: str, payload=None) -> list[str]:
        made = [NewMessage(one, "app", json.dumps(payload or {"id": one}).encode()) for one in ids]
        await StreamProducer(self.store).accept(workflow_id, made)
        await publish(self.store, keys.WAKE, workflow_id)
        return list(ids)

    async def send_kept(self, workflow_id: str, *ids: str, payload=None) -> list[str]:
        """Send as the API does for an application that keeps its payloads encrypted in the store."""
        source = PayloadKeys(self.metadata.database, self.metadata.key_ring)
        keeper = Keeper(source.current(self.workspace, "app"))
        made = [NewMessage(one, "app", keeper.seal(json.dumps(payload or {"id": one}).encode(), one)) for one in ids]
        await StreamProducer(self.store).accept(workflow_id, made)
        await publish(self.store, keys.WAKE, workflow_id)
        return list(ids)

    async def depth(self, workflow_id: str, place: str = "a", name: str = "w") -> Depth:
        [pipeline] = [one for one in self.workflow(name).pipelines if one.name == place]
        return await StreamConsumer(self.store, workflow_id, pipeline.id, "test", family="database").depth()

    async def drained(self, workflow_id: str, place: str = "a", timeout_s: float = 15) -> None:
        async def empty() -> bool:
            try:
                return await self.depth(workflow_id, place) == Depth(0, 0, 0)
            except GroupLost:  # it has not begun
                return False

        await eventually(empty, timeout_s=timeout_s, what=f"{place} to be drained")

    def letters(self):
        found = self.metadata.dead_letters.search(self.workspace, DeadLetterFilter()).items
        return {one.letter.message.id: one.letter.reason for one in found}

    @asynccontextmanager
    async def worker(self, name: str = "worker", settings: WorkerSettings = QUICK) -> AsyncIterator[Worker]:
        store = connect(self.settings.redis_url)
        store.vault = self.vault
        try:
            with wiring.open_log(self.settings, self.catalogue) as log:
                outside = Outside(
                    definitions=self.metadata.definitions,
                    components=self.catalogue,
                    streams=StreamHub(store, name, lease_s=self.lease_s),
                    egress=wiring.open_egress(self.settings),
                    log=log,
                    dead_letters=self.metadata.dead_letters,
                    measures=Measures(Counts(), RollUps(store), StreamSituation(store, name)),
                    tracing=self.tracing,
                    ticks=wiring.open_ticks(self.settings, store),
                )
                worker, stop = Worker(outside, settings), asyncio.Event()
                running = asyncio.create_task(worker.run(stop, grace_s=5.0))
                try:
                    yield worker
                finally:
                    stop.set()
                    await asyncio.wait_for(running, 20)
        finally:
            await store.close()


def _builtin():
    from nexus.builtin import plugin

    return plugin


@pytest.fixture
def settings(tmp_path, fresh_valkey_url, new_metadata) -> Settings:
    made = Settings(data_dir=tmp_path, redis_url=fresh_valkey_url, encryption_keys=Secret(generate_key("k1")))
    url = new_metadata("sqlite")
    assert made.database_url == made.log_url == url
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


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Scripts may wait for it; open at the end, so that no thread stays."""
    event = threading.Event()
    yield event
    event.set()
