"""A worker of one pipeline, whose lives can end anywhere, and the world that outlives it."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from attrs import define, field

from crashes.life import FOREVER_S, Life, MortalStore, Point
from nexus import wiring
from nexus.config import define as config
from nexus.config.settings import Settings
from nexus.engine.calls import Caller
from nexus.engine.plan import PipelinePlan, bind
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.errors import Rejected, Retry
from nexus.hookspecs import BatchPolicy, Connector, SinkType, hookimpl
from nexus.model.connection import Connection
from nexus.model.delivery import DeadLetter
from nexus.model.mapping import MappingRule
from nexus.model.message import NewMessage
from nexus.model.workflow import Pipeline, Workflow
from nexus.plugins import build_catalogue
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.producer import Commit, StreamProducer
from nexus.streams.schedule import StreamSchedule
from nexus.worker.collector import DeadLetterCollector
from nexus.worker.destination import Destination
from nexus.worker.unordered import UnorderedRunner
from nexus.worker.work import PipelineWork

LIFETIME_S = 3600
"""The clock goes on by so much with each life: leases of the former ones have ended."""
PIPELINE = "pipeline"
FAMILY = "database"


def kind(message_id: str) -> str:
    """Return what a destination does with a message: ``good``, ``late`` (at the second attempt), ``bad``, ``hopeless``."""
    return message_id.partition("-")[0]


@define
class Place:
    """A destination.

    Attributes:
        stored: how often each message was stored.
        tries: how often each was brought.
    """

    stored: Counter[str] = field(factory=Counter)
    tries: Counter[str] = field(factory=Counter)

    def store(self, ids: Sequence[str]) -> None:
        """Store what is good; raise what becomes of the others."""
        self.tries.update(ids)
        rejected = {at: "never" for at, one in enumerate(ids) if kind(one) == "bad"}
        again = [
            at for at, one in enumerate(ids) if kind(one) == "hopeless" or (kind(one) == "late" and self._is_early(one))
        ]
        self.stored.update(one for at, one in enumerate(ids) if at not in rejected and at not in again)
        if again:
            raise Retry("later", indexes=again, rejected=rejected)
        if rejected:
            raise Rejected(rejected)

    def _is_early(self, message_id: str) -> bool:
        return self.tries[message_id] < 2


@config
class PlaceConfig:
    """Nothing to set."""


class PlacePlugin:
    """A connector whose sinks write to a `Place`, as long as their life lasts."""

    nexus_contract = "1.0"

    def __init__(self, place: Place, life: Life) -> None:
        self._place = place
        self._life = life

    @hookimpl
    def nexus_sinks(self) -> list[SinkType]:
        connector = Connector("place", "Place", FAMILY, PlaceConfig, check=lambda _config, _context: [])
        opened = lambda _config, _target, _context: PlaceSink(self._place, self._life)  # noqa: E731
        return [SinkType(connector, open=opened, operations=("insert",), batching=BatchPolicy(max_rows=3))]


class PlaceSink:
    """Writes to a `Place`: one effect."""

    def __init__(self, place: Place, life: Life) -> None:
        self._place = place
        self._life = life

    async def write(self, batch: Any) -> None:
        """Write one batch."""

        async def effect() -> None:
            self._place.store(batch.ids)

        await self._life.io(effect)

    def close(self) -> None:
        """Nothing is open."""


@define
class Letters:
    """The database of dead letters: adding one again replaces it."""

    life: Life
    kept: dict[str, DeadLetter]

    def add(self, letters: Sequence[DeadLetter]) -> None:
        """Keep letters: one effect."""
        self.life.blocking_io(lambda: self.kept.update({one.message.id: one for one in letters}))


class World:
    """One workflow in the store, its destination and its dead letters.

    Args:
        store: beside all lives, to look.
        url: of the same store, for lives.
    """

    def __init__(self, store: Store, url: str, workflow_id: str, settings: Settings) -> None:
        self.store = store
        self.workflow_id = workflow_id
        self.place = Place()
        self.letters: dict[str, DeadLetter] = {}
        self.acknowledged: set[str] = set()
        self._url = url
        self._settings = settings
        self._lives = 0

    # -- lives --------------------------------------------------------------------------------------------------------

    async def live(self, body: Callable[["World", Life, Store], Any], point: Point | None = None) -> Life:
        """Lead one life to its end."""
        self._lives += 1
        life = Life(point)
        store = MortalStore(self._url, life)
        try:
            await life.lead(lambda living: body(self, living, store))
        finally:
            await store.close()
        return life

    def clock(self) -> float:
        """Return the time of the present life."""
        return time.time() + self._lives * LIFETIME_S

    def plan(self, life: Life) -> PipelinePlan:
        """Return the pipeline, bound to the destination as ``life`` reaches it."""
        from nexus.builtin import plugin as builtin

        catalogue = build_catalogue([builtin, PlacePlugin(self.place, life)])
        assert catalogue.faults == ()
        pipeline = Pipeline(PIPELINE, PIPELINE, "c", "insert", mappings=(MappingRule(source="$", target="$"),))
        workflow = Workflow(
            id=self.workflow_id,
            workspace_id="ws",
            name="w",
            pipelines=(pipeline,),
            max_retries=1,
            retry_base=0.0,
            retry_cap=0.0,
        )
        return bind(
            workflow, pipeline, Connection(id="c", workspace_id="ws", name="c", connector="place", config={}), catalogue
        )

    # -- what is found at the end -------------------------------------------------------------------------------------

    async def in_stream(self) -> Counter[str]:
        """Return how often each message was taken."""
        stream = keys.stream(self.workflow_id)
        return Counter(fields[1].decode() for _, fields in await self.store.call(stream, "XRANGE", stream, "-", "+"))

    async def left(self) -> dict[str, int]:
        """Return what is left to do in the store, by kind; zeros left out."""
        queue = keys.retry_queue(self.workflow_id, FAMILY)
        jobs, dead = keys.jobs(self.workflow_id), keys.dead(self.workflow_id)
        depth = await StreamConsumer(self.store, self.workflow_id, PIPELINE, "observer", family=FAMILY).depth()
        found = {
            "unread": depth.lag,
            "pending": depth.pending,
            "scheduled": await self.store.call(queue, "ZCARD", queue),
            "jobs": await self.store.call(jobs, "HLEN", jobs),
            "dead": await self.store.call(dead, "XLEN", dead),
        }
        return {name: count for name, count in found.items() if count}


# -- what lives do ----------------------------------------------------------------------------------------------------


async def send(world: World, life: Life, store: Store, ids: Sequence[str], digests: dict[str, bytes]) -> None:
    """Send what is not acknowledged, two messages at once, and wait for each answer."""
    producer = StreamProducer(store, commit=Commit(wait_for_fsync=True, timeout_ms=2000))
    waiting = [one for one in ids if one not in world.acknowledged]
    for at in range(0, len(waiting), 2):
        part = waiting[at : at + 2]
        messages = [NewMessage(one, "app", json.dumps({"id": one}).encode(), digest=digests[one]) for one in part]
        receipts = await producer.accept(world.workflow_id, messages)
        assert [one.id for one in receipts] == part
        world.acknowledged.update(part)


async def work(world: World, life: Life, store: Store) -> None:
    """Deliver until nothing is left, as a worker does: own pending, what others have left, what is new, what is due."""
    plan, threads = world.plan(life), ThreadPoolExecutor(2)
    context = ComponentContext(ConnectionResources(), wiring.open_egress(world._settings), logging.getLogger("crashes"))
    stream = StreamConsumer(store, world.workflow_id, PIPELINE, "worker", family=FAMILY, clock=world.clock)
    schedule = StreamSchedule(store, world.workflow_id, FAMILY, clock=world.clock)
    runner = UnorderedRunner(PipelineWork(plan, Destination(plan, context, Caller(threads))), stream, lambda _: None)
    handover = DeadLetterHandover(store, "worker", abandoned_ms=0)
    collector = DeadLetterCollector(handover, Letters(life, world.letters), threads, lambda _: None, lambda: None)
    collecting = asyncio.ensure_future(collector.run())
    try:
        while True:
            runner.wake()
            while runner.busy:  # noqa: ASYNC110 — thousands of times, each a few rounds of the loop
                await asyncio.sleep(0)
            collector.expect(world.workflow_id)
            await collector.settled(FOREVER_S)
            if not await world.left():
                return
            due = [retry for _, retry in await schedule.take(10, 1000)]
            if due:
                await runner.take_retries(due)
    finally:
        runner.halt()
        collecting.cancel()
        threads.shutdown(wait=False)
