"""The delivery core and a plain model of its promise: each step happens as a whole or not at all, and loses nothing."""

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from attrs import define, evolve, field, frozen

from crashes.trouble import Trouble, TroubledStore
from nexus.model.delivery import DeadLetter, ScheduledRetry, Settlement
from nexus.model.message import Message, NewMessage
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.jobs import decode_letter
from nexus.streams.producer import StreamProducer
from nexus.streams.replay import StreamReplay
from nexus.streams.retention import trim
from nexus.streams.schedule import StreamSchedule
from nexus.streams.store import connect

LEASE_MS: Final = 1000
PIPELINE: Final = "p"
FAMILY: Final = "rest"


@frozen
class State:
    """Where messages are, by their ids.

    Attributes:
        unread: in their order.
        pending: handed to a worker and not settled.
        scheduled: waiting for a later attempt.
        dying: dead letters that the database does not have yet.
    """

    unread: tuple[str, ...] = ()
    pending: frozenset[str] = frozenset()
    scheduled: frozenset[str] = frozenset()
    dying: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Every message that the store still has to do with."""
        return frozenset(self.unread) | self.pending | self.scheduled | self.dying


@define
class Core:
    """One workflow with one pipeline, on a store in trouble.

    Attributes:
        hands: what the present worker holds, by id.
        mislaid: what the store has given to it in a reply that it never saw.
        letters: what the database of dead letters has.
        finished: how often each message was delivered.
    """

    url: str
    workflow: str
    store: TroubledStore = field(init=False)
    consumer: StreamConsumer = field(init=False)
    producer: StreamProducer = field(init=False)
    schedule: StreamSchedule = field(init=False)
    handover: DeadLetterHandover = field(init=False)
    now_ms: int = 1_700_000_000_000
    state: State = State()
    accepted: set[str] = field(factory=set)
    hands: dict[str, Message] = field(factory=dict)
    mislaid: set[str] = field(factory=set)
    letters: dict[str, DeadLetter] = field(factory=dict)
    finished: Counter[str] = field(factory=Counter)
    _observer: Store = field(init=False)
    _names: dict[str, str] = field(factory=dict)
    _workers: Any = field(factory=lambda: (f"w{number}" for number in itertools.count()))

    async def begin(self) -> None:
        """Connect."""
        self.store = TroubledStore(self.url)
        self._observer = connect(self.url)
        self.producer = StreamProducer(self.store, clock=self.clock)
        self.schedule = StreamSchedule(self.store, self.workflow, FAMILY, clock=self.clock)
        self.handover = DeadLetterHandover(self.store, "collector")
        self.new_worker()
        await self.consumer.ensure()

    async def end(self) -> None:
        """Disconnect."""
        await self.store.close()
        await self._observer.close()

    def clock(self) -> float:
        """Return seconds since 1970."""
        return self.now_ms / 1000

    def new_worker(self) -> None:
        """Let the worker die, and another begin."""
        self.hands, self.mislaid = {}, set()
        self.consumer = StreamConsumer(
            self.store, self.workflow, PIPELINE, next(self._workers), family=FAMILY, lease_ms=LEASE_MS, clock=self.clock
        )

    # -- steps: each returns whether it came to its end ---------------------------------------------------------------

    async def accept(self, ids: Sequence[str], trouble: Trouble) -> bool:
        """Send messages, some of them perhaps again."""
        batch = [NewMessage(one, "s", one.encode(), digest=one.encode().ljust(20)) for one in ids]
        fresh = tuple(one for one in dict.fromkeys(ids) if one not in self.accepted)
        done, receipts = await self.store.attempt(self.producer.accept(self.workflow, batch), trouble)
        after = evolve(self.state, unread=self.state.unread + fresh)
        await self._became(after, done)
        if done:
            assert receipts is not None
            first = [one for at, one in enumerate(ids) if one in fresh and one not in ids[:at]]
            assert [receipt.id for receipt in receipts if not receipt.duplicate] == first
        if self.state == after:
            self.accepted.update(fresh)
        return done

    async def read(self, count: int, trouble: Trouble) -> bool:
        """Read; what came in replies that were lost comes first."""
        done, messages = await self.store.attempt(self.consumer.read(count), trouble)
        before = self.state
        moved = before.unread[:count]
        after = evolve(before, unread=before.unread[count:], pending=before.pending | set(moved))
        if not done:
            await self._became(after, done=False)
            if self.state == after:
                self.mislaid.update(moved)
            return False
        assert messages is not None
        got = {one.id: one for one in messages}
        if self.mislaid:
            assert got.keys() <= self.mislaid
            assert len(got) == min(count, len(self.mislaid))
            self.mislaid -= got.keys()
            await self._became(before, done=True)
        else:
            assert list(got) == list(moved)
            await self._became(after, done=True)
        self.hands |= got
        return True

    async def settle(self, fates: Sequence[str], trouble: Trouble) -> bool:
        """Settle what is in hand, and again as long as nobody knows whether that was applied."""
        chosen = list(zip(self.hands.values(), fates, strict=False))
        done = [one for one, fate in chosen if fate == "done"]
        again = [one for one, fate in chosen if fate == "retry"]
        dead = [one for one, fate in chosen if fate == "dead"]
        retries = [ScheduledRetry(evolve(one, attempt=one.attempt + 1), self.now_ms + 100) for one in again]
        letters = [DeadLetter("ws", self.workflow, PIPELINE, one, "r", "f", self.now_ms) for one in dead]
        settlement = Settlement(done, retries, letters)
        gone = {one.id for one in (*done, *again, *dead)}
        after = State(
            self.state.unread,
            self.state.pending - gone,
            (self.state.scheduled - gone) | {one.id for one in again},
            self.state.dying | {one.id for one in dead},
        )
        for one in gone:
            del self.hands[one]
        self.finished.update(one.id for one in done)
        came_through, _ = await self.store.attempt(self.consumer.settle(settlement), trouble)
        await self._became(after, came_through)
        if not came_through:
            await self.consumer.settle(settlement)
            await self._became(after, done=True)
        return came_through

    async def take(self, count: int, trouble: Trouble) -> bool:
        """Take what is due; a lease whose reply was lost ends by itself."""
        done, taken = await self.store.attempt(self.schedule.take(count, LEASE_MS), trouble)
        await self._became(self.state, done)
        if done:
            assert taken is not None
            assert {retry.message.id for _, retry in taken} <= self.state.scheduled
            self.hands |= {retry.message.id: retry.message for _, retry in taken}
        return done

    async def claim(self, count: int, trouble: Trouble) -> bool:
        """Take over what dead workers have left."""
        others = self.state.pending - self.hands.keys() - self.mislaid
        done, messages = await self.store.attempt(self.consumer.claim(count, 0), trouble)
        await self._became(self.state, done)
        if done:
            assert messages is not None
            assert {one.id for one in messages} <= others
            self.hands |= {one.id: one for one in messages}
        else:  # some may be this worker's now, and nobody has them in hand: as after a restart under the same name
            self.new_worker()
        return done

    async def collect(self, trouble: Trouble) -> bool:
        """Bring dead letters into the database."""

        async def drain_and_confirm() -> None:
            drained = await self.handover.drain(self.workflow, 100)
            self.letters |= {letter.message.id: letter for _, letter in drained}
            await self.handover.confirm(self.workflow, [entry for entry, _ in drained])

        done, _ = await self.store.attempt(drain_and_confirm(), trouble)
        await self._became(evolve(self.state, dying=frozenset()), done)
        return done

    async def replay(self, message_id: str, trouble: Trouble) -> bool:
        """A person replays a letter; it waits until that is known to have happened."""
        deliveries = [(self.letters[message_id].message, self.now_ms)]
        replaying = StreamReplay(self.store).schedule(self.workflow, PIPELINE, FAMILY, deliveries)
        done, _ = await self.store.attempt(replaying, trouble)
        await self._became(evolve(self.state, scheduled=self.state.scheduled | {message_id}), done)
        if done:
            del self.letters[message_id]
        return done

    async def trim(self, trouble: Trouble) -> bool:
        """Forget what is beyond its retention, which is everything that is settled."""
        done, _ = await self.store.attempt(trim(self.store, self.workflow, [PIPELINE], -1.0), trouble)
        await self._became(self.state, done)
        return done

    async def finish(self) -> None:
        """Deliver all that is left, without trouble."""
        calm = Trouble()
        while self.state.all:
            self.now_ms += 10 * LEASE_MS
            self.new_worker()
            await self.claim(1000, calm)
            await self.settle(["done"] * len(self.hands), calm)
            await self.read(1000, calm)
            await self.take(1000, calm)
            await self.settle(["done"] * len(self.hands), calm)
            await self.collect(calm)

    # -- what is seen -------------------------------------------------------------------------------------------------

    def lost(self) -> set[str]:
        """Return what was accepted and is nowhere."""
        return self.accepted - self.state.all - self.finished.keys() - self.letters.keys()

    async def _became(self, after: State, done: bool) -> None:  # noqa: FBT001 — what became of a step
        """Look, and hold it against the model: the step has happened, or, where it came to no end, it has not."""
        seen = await self.look()
        allowed = [after] if done else [self.state, after]
        assert seen in allowed, f"{seen} is none of {allowed}"
        self.state = seen

    async def look(self) -> State:
        """Read the state by other means than the core has."""
        call = self._observer.call
        stream, queue, dead = (
            keys.stream(self.workflow),
            keys.retry_queue(self.workflow, FAMILY),
            keys.dead(self.workflow),
        )
        names = {entry.decode(): fields[1].decode() for entry, fields in await call(stream, "XRANGE", stream, "-", "+")}
        self._names |= names
        [group] = await call(stream, "XINFO", "GROUPS", stream)
        last = dict(zip(group[::2], group[1::2], strict=True))[b"last-delivered-id"].decode()
        unread = await call(stream, "XRANGE", stream, f"({last}", "+")
        pending = await call(stream, "XPENDING", stream, PIPELINE, "-", "+", 10_000)
        members = await call(queue, "ZRANGE", queue, 0, -1)
        letters = await call(dead, "XRANGE", dead, "-", "+")
        return State(
            tuple(self._names[entry.decode()] for entry, _ in unread),
            frozenset(names[entry.decode()] for entry, *_ in pending),
            frozenset(self._names[keys.split_member(member.decode())[1]] for member in members),
            frozenset(decode_letter(fields[1]).message.id for _, fields in letters),
        )
