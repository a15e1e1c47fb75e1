"""An agent and its centre, either of which can end at any of its effects, and what outlives both: a file, and a stream."""

import asyncio
import hashlib
import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crashes.life import Life, MortalStore, Point
from nexus import Unavailable
from nexus.api.agents.forwarding import Forwarding
from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.ingress.sender import Sender, sender_of
from nexus.api.ingress.unpacking import Caps
from nexus.model.agent import Agent
from nexus.model.connection import Application, Dedup
from nexus.model.message import NewMessage
from nexus.streams import keys
from nexus.streams.agent_batches import StreamBatches
from nexus.streams.base import Store
from nexus.streams.producer import Commit, StreamProducer
from nexus.telemetry.counts import Counts
from nexus_agent.centre import Answer
from nexus_agent.forwarding.forwarder import Forwarder
from nexus_agent.pauses import Bandwidth
from nexus_agent.queue import writer
from nexus_agent.queue.file import QueueFile
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.sealing import Plain

APPLICATION = "shop"
AT_ONCE = 2
_HEAD = Head([(b"content-type", b"application/x-ndjson"), (b"content-encoding", b"gzip")])


class MortalFile(QueueFile):
    """The queue's file as a life reaches it: each transaction is an effect."""

    life: Life

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is done in it, or nothing; where the life ends with it, nobody hears of it."""
        if not self.life.grant(1):
            self.life.end()
            raise sqlite3.OperationalError("the process is gone")
        with super().transaction():
            yield
        if self.life.is_over or self.life.hears_no_more:
            self.life.end()
            raise sqlite3.OperationalError("the process is gone")


class Line:
    """The `nexus_agent.centre.Centre` of an agent's life: each batch that is sent is an effect."""

    def __init__(self, world: "ForwardingWorld", life: Life) -> None:
        self._world = world
        self._life = life

    async def forward(self, application: str, body: bytes) -> Answer:
        """Hand a batch over; raises Unavailable if the centre ends over it."""
        return await self._life.io(lambda: self._taken(application, body))

    async def _taken(self, application: str, body: bytes) -> Answer:
        """The centre goes on with a batch though the agent ends meanwhile."""
        taking = asyncio.ensure_future(self._world.taken(application, body))
        self._life.elsewhere.add(taking)
        return await asyncio.shield(taking)


class Senders:
    """The applications, as the centre's ingress sees them."""

    def __init__(self, workflow_id: str) -> None:
        application = Application(APPLICATION, "ws", APPLICATION, dedup=Dedup.OFF)
        self._sender = sender_of(application, [workflow_id])

    def get(self, workspace_id: str, application_id: str) -> Sender:
        """The only one."""
        assert (workspace_id, application_id) == ("ws", APPLICATION)
        return self._sender


class ForwardingWorld:
    """A queue's file, a workflow's stream, and senders that know what was acknowledged.

    Args:
        store: beside all lives, to look.
        url: of the same store, for lives of the centre.
        numbers: what is sent, a message each.
    """

    def __init__(self, store: Store, url: str, workflow_id: str, folder: Path, numbers: Sequence[int]) -> None:
        self.acknowledged: set[int] = set()
        self.centre_ends_at: Point | None = None
        self.centre_ended = False
        self.cut_for_a_day = False
        self.numbers = numbers
        self._store = store
        self._url = url
        self._workflow_id = workflow_id
        self._path = folder / workflow_id / "queue.db"

    async def live(self, point: Point | None = None) -> Life:
        """Lead one life of the agent: take what is not acknowledged, and forward until nothing is left."""
        life = Life(point)
        await life.lead(self._work)
        return life

    async def _work(self, life: Life) -> None:
        mortal = type("OfThisLife", (MortalFile,), {"life": life})
        writer.QueueFile = mortal  # type: ignore[misc] # by which the one thread that writes makes its file
        queue = Queue(self._path, Plain(), Limits(reserve_bytes=0))
        forwarder = Forwarder(queue, Line(self, life), Bandwidth(None))  # type: ignore[arg-type] # as much as is asked of it
        await queue.start(forwarder.put)
        forwarding = asyncio.ensure_future(forwarder.run())
        try:
            waiting = [one for one in self.numbers if one not in self.acknowledged]
            for at in range(0, len(waiting), AT_ONCE):
                part = waiting[at : at + AT_ONCE]
                await queue.accept("", [self._message(one) for one in part])
                self.acknowledged.update(part)
            while queue.count or life.is_over:
                forwarder.try_again()
                await asyncio.sleep(0)
        finally:
            forwarding.cancel()
            await asyncio.wait([forwarding])
            await queue.close()
            writer.QueueFile = QueueFile  # type: ignore[misc] # as before

    def _message(self, number: int) -> NewMessage:
        digest = hashlib.sha1(f"{self._workflow_id}/{number}".encode(), usedforsecurity=False).digest()
        return NewMessage(str(uuid.uuid4()), APPLICATION, json.dumps({"number": number}).encode(), digest=digest)

    async def taken(self, application: str, body: bytes) -> Answer:
        """Take a batch in a life of the centre, which may end over it."""
        life, replies = Life(self.centre_ends_at), list[Any]()
        self.centre_ends_at = None
        store = MortalStore(self._url, life)

        async def take(_: Life) -> None:
            producer = StreamProducer(store, commit=Commit(wait_for_fsync=True, timeout_ms=2000))
            desk = Forwarding(StreamBatches(store, producer), Senders(self._workflow_id), Counts(), Caps())  # type: ignore[arg-type] # as above
            agent = Agent("plant", "ws", "plant", applications=(application,))
            replies.append(await desk.take(agent, application, IngressRequest(_HEAD, body)))

        try:
            await life.lead(take)
        finally:
            await store.close()
        if life.is_over:
            self.centre_ended = True
            if self.cut_for_a_day:
                await self.let_a_day_pass()
            raise Unavailable("the centre is gone")
        return Answer(replies[0].status, json.loads(replies[0].body))

    async def let_a_day_pass(self) -> None:
        """Resends are recognised by nothing but what is kept for good."""
        stream = keys.stream(self._workflow_id)
        marks = await self._store.call(stream, "KEYS", keys.dedup_prefix(self._workflow_id) + "*")
        if marks:
            await self._store.call(stream, "DEL", *marks)

    async def arrived(self) -> list[int]:
        """Return the numbers of the messages in the stream, in its order."""
        stream = keys.stream(self._workflow_id)
        found = await self._store.call(stream, "XRANGE", stream, "-", "+")
        return [json.loads(dict(zip(fields[::2], fields[1::2], strict=True))[b"p"])["number"] for _, fields in found]
