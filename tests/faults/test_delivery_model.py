"""Whatever happens in whatever order, and whichever command is refused, loses its reply or is cancelled: nothing is lost.

Hypothesis draws steps and troubles; `crashes.model` says what may be the case after each.
"""

import asyncio
import itertools

import pytest
from crashes.model import LEASE_MS, Core
from crashes.trouble import Kind, Trouble
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from nexus.testing import ValkeyServer

_machines = itertools.count()
FATES = st.lists(st.sampled_from(["done", "retry", "dead", "keep"]), min_size=1, max_size=6)
CALM = st.just(Trouble())
TROUBLES = st.one_of(CALM, st.builds(Trouble, st.sampled_from(Kind), st.integers(0, 3)))
NAMES = st.lists(st.integers(0, 30).map("m{}".format), min_size=1, max_size=4)


class Delivery(RuleBasedStateMachine):
    """One pipeline in trouble."""

    url: str

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.core = Core(self.url, f"trouble-{next(_machines)}")
        self.run(self.core.begin())

    def run(self, step):
        return self.loop.run_until_complete(step)

    def teardown(self):
        try:
            self.run(self.core.finish())
            assert self.core.lost() == set()
        finally:
            self.run(self.core.end())
            self.loop.close()

    @rule(ids=NAMES, trouble=TROUBLES)
    def accept(self, ids, trouble):
        self.run(self.core.accept(ids, trouble))

    @rule(count=st.integers(1, 5), trouble=TROUBLES)
    def read(self, count, trouble):
        self.run(self.core.read(count, trouble))

    @rule(fates=FATES, trouble=TROUBLES)
    def settle(self, fates, trouble):
        self.run(self.core.settle(fates, trouble))

    @rule(ms=st.integers(1, 3 * LEASE_MS))
    def time_passes(self, ms):
        self.core.now_ms += ms

    @rule(count=st.integers(1, 3), trouble=TROUBLES)
    def take(self, count, trouble):
        self.run(self.core.take(count, trouble))

    @rule()
    def worker_dies(self):
        self.core.new_worker()

    @rule(count=st.integers(1, 5), trouble=TROUBLES)
    def claim(self, count, trouble):
        self.run(self.core.claim(count, trouble))

    @rule(trouble=TROUBLES)
    def collect(self, trouble):
        self.run(self.core.collect(trouble))

    @precondition(lambda self: self.core.letters)
    @rule(data=st.data(), trouble=TROUBLES)
    def replay(self, data, trouble):
        self.run(self.core.replay(data.draw(st.sampled_from(sorted(self.core.letters))), trouble))

    @rule(trouble=TROUBLES)
    def trim(self, trouble):
        self.run(self.core.trim(trouble))

    @invariant()
    def nothing_is_lost(self):
        assert self.core.lost() == set()


@pytest.fixture(scope="module")
def server():
    with ValkeyServer() as made:
        yield made


@pytest.mark.timeout(3600)
def test_nothing_is_lost_whatever_goes_wrong_in_whatever_order(server, plan):
    run_state_machine_as_test(
        type("OnServer", (Delivery,), {"url": server.url()}),
        settings=settings(max_examples=2000 if plan.is_whole else 60, stateful_step_count=40, deadline=None),
    )
