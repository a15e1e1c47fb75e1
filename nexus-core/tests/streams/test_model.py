"""Whatever order things happen in, the store agrees with a plain model of the promise: nothing is lost.

Hypothesis draws accepts, reads, settlements, crashes of workers, takes and the passing of time, and the model below says
what must be where.
"""

import asyncio
import itertools
from collections import Counter

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from nexus.model.delivery import DeadLetter, Depth, ScheduledRetry, Settlement
from nexus.model.message import NewMessage
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.producer import StreamProducer
from nexus.streams.retention import trim
from nexus.streams.schedule import StreamSchedule
from nexus.streams.store import connect

_machines = itertools.count()
LEASE_MS = 1000
FATES = st.lists(st.sampled_from(["done", "retry", "dead", "keep"]), min_size=1, max_size=6)


class Promise(RuleBasedStateMachine):
    """One workflow, one pipeline, workers that may die at any time."""

    url: str

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.workflow = f"model-{next(_machines)}"
        self.now_ms = 1_700_000_000_000
        self.store = connect(self.url)
        clock = lambda: self.now_ms / 1000  # noqa: E731 — two users of one clock
        self.producer = StreamProducer(self.store, clock=clock)
        self.schedule = StreamSchedule(self.store, self.workflow, "rest", clock=clock)
        self.handover = DeadLetterHandover(self.store, "collector")
        self.names = (f"m{n}" for n in itertools.count())
        self.workers = (f"w{n}" for n in itertools.count())
        self.unread, self.scheduled, self.dead, self.finished = [], {}, [], Counter()
        self.hands = {}  # what the worker holds: id -> message
        self.left = set()  # what dead workers held
        self.consumer = self.new_consumer()
        self.run(self.consumer.ensure())

    def new_consumer(self):
        return StreamConsumer(self.store, self.workflow, "p", next(self.workers), family="rest", lease_ms=LEASE_MS)

    def run(self, action):
        return self.loop.run_until_complete(action)

    def teardown(self):
        self.run(self.store.close())
        self.loop.close()

    @rule(count=st.integers(1, 4))
    def accept(self, count):
        names = [next(self.names) for _ in range(count)]
        batch = [NewMessage(name, "s", name.encode(), digest=name.encode().ljust(20)) for name in names]
        receipts = self.run(self.producer.accept(self.workflow, batch))
        assert [r.id for r in receipts] == names
        self.unread += names

    @rule(data=st.data())
    def resend(self, data):
        known = [*self.unread, *self.hands, *self.left, *self.scheduled]
        if known:
            name = data.draw(st.sampled_from(known))
            batch = [NewMessage("again", "s", name.encode(), digest=name.encode().ljust(20))]
            [receipt] = self.run(self.producer.accept(self.workflow, batch))
            assert receipt.duplicate

    @rule(count=st.integers(1, 5))
    def read(self, count):
        messages = self.run(self.consumer.read(count))
        assert [m.id for m in messages] == self.unread[:count]
        del self.unread[:count]
        self.hands |= {m.id: m for m in messages}

    @rule(fates=FATES)
    def settle(self, fates):
        done, retries, dead = [], [], []
        for message, fate in zip(list(self.hands.values()), fates, strict=False):
            if fate == "keep":
                continue
            del self.hands[message.id]
            self.scheduled.pop(message.id, None)
            if fate == "done":
                done.append(message)
                self.finished[message.id] += 1
            elif fate == "retry":
                due = self.now_ms + 100
                retries.append(ScheduledRetry(evolve(message, attempt=message.attempt + 1), due))
                self.scheduled[message.id] = due
            else:
                dead.append(DeadLetter("ws", self.workflow, "p", message, "r", "f", self.now_ms))
                self.dead.append(message.id)
        self.run(self.consumer.settle(Settlement(done, retries, dead)))

    @rule(ms=st.integers(1, 3 * LEASE_MS))
    def time_passes(self, ms):
        self.now_ms += ms

    @rule(count=st.integers(1, 3))
    def take(self, count):
        due = sorted((at, name) for name, at in self.scheduled.items() if at <= self.now_ms)
        taken = self.run(self.schedule.take(count, LEASE_MS))
        assert len(taken) == min(count, len(due))
        for _, retry in taken:
            message = retry.message
            assert self.scheduled[message.id] <= self.now_ms
            assert message.payload == message.id.encode()
            self.scheduled[message.id] = self.now_ms + LEASE_MS
            self.hands[message.id] = message

    @rule()
    def worker_dies(self):
        self.left |= {name for name, m in self.hands.items() if not m.scheduled}
        self.hands = {}
        self.consumer = self.new_consumer()

    @rule(count=st.integers(1, 5))
    def claim(self, count):
        messages = self.run(self.consumer.claim(count, 0))
        assert len(messages) == min(count, len(self.left))
        assert all(m.deliveries > 1 for m in messages)
        self.left -= {m.id for m in messages}
        self.hands |= {m.id: m for m in messages}

    @rule()
    def trim(self):
        self.run(trim(self.store, self.workflow, ["p"], -1.0))

    @rule()
    def collect_dead_letters(self):
        drained = self.run(self.handover.drain(self.workflow, 100))
        assert sorted(letter.message.id for _, letter in drained) == sorted(self.dead)
        self.run(self.handover.confirm(self.workflow, [entry for entry, _ in drained]))
        self.dead = []

    @invariant()
    def the_store_agrees(self):
        pending = len(self.left) + len([m for m in self.hands.values() if not m.scheduled])
        expected = Depth(lag=len(self.unread), pending=pending, scheduled=len(self.scheduled))
        assert self.run(self.consumer.depth()) == expected


@pytest.mark.timeout(300)
def test_the_store_agrees_with_a_model_of_the_promise(shared_server):
    run_state_machine_as_test(
        type("OnServer", (Promise,), {"url": shared_server.url()}),
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
