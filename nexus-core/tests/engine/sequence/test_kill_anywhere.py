"""The law of sequences: a worker that is killed anywhere, any number of times, changes nothing about the outcome.

Workflows are generated; each is run once undisturbed, and then once for every point at which a worker can die: before and
after every call of a step, and before and after the store has applied a checkpoint or a settlement.
"""

import asyncio
from collections import Counter

import msgspec
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.engine.route import Route
from nexus.engine.sequence.batch import run_batch
from nexus.engine.sequence.gather import GatheredCheckpoints
from nexus.engine.sequence.graph import graph
from nexus.engine.sequence.opened import OpenStep, SequencePlan
from nexus.errors import Rejected, Retry, Unavailable
from nexus.hookspecs import BatchPolicy, StepResult
from nexus.model.message import Message
from nexus.model.run import Kept
from nexus.model.workflow import Step

ROUTE = Route("ws", "w", "sequence", "flow", "database", BatchPolicy(), max_retries=3, retry_base=1.0, retry_cap=1.0)


class Killed(BaseException):
    """The worker is gone: nothing of it goes on."""


@define
class World:
    """What outlives workers: the store, and the systems outside; and the clock of death."""

    kill_at: int = -1
    points: int = 0
    death: asyncio.Event = field(factory=asyncio.Event)
    pending: dict[str, bytes] = field(factory=dict)
    scheduled: dict[str, tuple[bytes, int]] = field(factory=dict)
    done: set[str] = field(factory=set)
    dead: dict[str, str] = field(factory=dict)
    effects: dict[str, object] = field(factory=dict)
    asked: Counter = field(factory=Counter)
    finished: set[tuple[str, str]] = field(factory=set)
    repeated: set[tuple[str, str]] = field(factory=set)

    def point(self):
        """A place where a worker can die."""
        self.points += 1
        if self.points - 1 == self.kill_at:
            self.death.set()
            raise Killed

    async def checkpoint(self, messages):
        self.point()
        for one in messages:
            name = one.id
            if one.scheduled:
                self.scheduled[name] = (one.state, self.scheduled[name][1])
            else:
                self.pending[name] = one.state
            self.finished |= {(name, step) for step in msgspec.json.decode(one.state).get("steps", {})}
        self.point()
        return [Kept.KEPT] * len(messages)

    def settle(self, outcome):
        self.point()
        for one in outcome.held:
            self.pending.pop(one.id, None)
            self.scheduled[one.id] = (one.state, one.attempt)
        for retry in outcome.settlement.retries:
            self.pending.pop(retry.message.id, None)
            self.scheduled[retry.message.id] = (retry.state, retry.message.attempt)
        for letter in outcome.settlement.dead:
            self.dead[letter.message.id] = letter.reason
        for one in (*outcome.settlement.done, *(letter.message for letter in outcome.settlement.dead)):
            self.pending.pop(one.id, None)
            self.scheduled.pop(one.id, None)
        self.done |= {one.id for one in outcome.settlement.done}
        self.point()

    def messages(self):
        """What a worker finds: what it or another held, and what is due."""
        found = [Message(f"{n}-0", n, "app", 7, b'{"n": [1, 2, 3]}', state=state) for n, state in self.pending.items()]
        for name, (state, attempt) in self.scheduled.items():
            found.append(
                Message(f"{name}-0", name, "app", 7, b'{"n": [1, 2, 3]}', state=state, scheduled=True, attempt=attempt)
            )
        return sorted(found, key=lambda one: one.id)


FAILURES = {
    "rejected": Rejected({0: "no"}),
    "busy": Retry("busy"),
    "away": Unavailable("away"),
    "bug": TypeError("bug"),
}


@define
class Script:
    """What one step does: an effect or none; some of its calls may fail."""

    effect: bool
    failure: str
    failures: int
    jump: bool

    def fails(self, attempt, asked):
        """What is refused for ever, for some attempts, or (a system that is away) for some time."""
        return self.failure == "rejected" or (
            bool(self.failure) and (asked if self.failure == "away" else attempt - 1) < self.failures
        )


def plan_of(world, steps, scripts):
    async def call(name, step_input):
        script = scripts[name]
        message_id = step_input.message_id if step_input.data.get("item") is None else None
        if message_id is not None and (message_id, name) in world.finished:
            world.repeated.add((message_id, name))
        world.point()
        await asyncio.sleep(0)
        key = step_input.idempotency_key
        if script.fails(step_input.attempt, world.asked[key]):
            world.asked[key] += 1
            raise FAILURES[script.failure]
        seen = {"item": step_input.data.get("item"), "saw": sorted(step_input.data["steps"])}
        if script.effect:
            world.effects.setdefault(key, (name, seen))
        world.point()
        await asyncio.sleep(0)
        skip_one = "end" if script.jump else None
        return StepResult(seen, current=not script.effect, next=skip_one)

    opened = {
        step.name: OpenStep(
            step, step.name, scripts[step.name].effect, (lambda data: data["payload"]["n"]) if step.for_each else None
        )
        for step in steps
    }
    return SequencePlan(ROUTE, graph(steps), opened, call, checkpoint=GatheredCheckpoints(world.checkpoint))


async def work(world, steps, scripts):
    """A worker's life: take what is there, run it, settle; until nothing is left, or it dies."""
    for _ in range(60):
        messages = world.messages()
        if not messages:
            return
        world.settle(await run_batch(plan_of(world, steps, scripts), messages))
    raise AssertionError("it never ends")


async def life(world, steps, scripts):
    """Worker after worker; returns how many died."""
    deaths = 0
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # the dead say nothing
    while True:
        worker = asyncio.create_task(work(world, steps, scripts))
        death = asyncio.create_task(world.death.wait())
        await asyncio.wait([worker, death], return_when=asyncio.FIRST_COMPLETED)
        if not death.done():
            death.cancel()
            await worker
            return deaths
        deaths += 1
        world.death.clear()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:  # nothing of a dead worker goes on
            task.cancel()
        await asyncio.gather(worker, *rest, return_exceptions=True)


names = st.integers(1, 4).map(lambda count: [f"s{number}" for number in range(count)])


@st.composite
def workflows(draw):
    steps, scripts = [], {}
    chosen = draw(names)
    for at, name in enumerate(chosen):
        on_error = draw(st.sampled_from(["stop", "skip", "retry", "goto"]))
        later = [*chosen[at + 1 :], "end"]
        steps.append(
            Step(
                name,
                "x",
                next=draw(st.sampled_from([None, *later])),
                on_error=on_error,
                goto=draw(st.sampled_from(later)) if on_error == "goto" else None,
                max_retries=draw(st.sampled_from([None, 1])),
                for_each=draw(st.sampled_from([None, None, "payload.n"])),
                concurrency=draw(st.integers(1, 3)),
                on_item_error=draw(st.sampled_from(["stop", "skip"])),
            )
        )
        scripts[name] = Script(
            effect=draw(st.booleans()),
            failure=draw(st.sampled_from(["", "", *FAILURES])),
            failures=draw(st.integers(1, 3)),
            jump=steps[-1].for_each is None and draw(st.integers(0, 5)) == 0,
        )
    return steps, scripts


def run_all(steps, scripts, kill_at=-1):
    world = World(kill_at=kill_at)
    world.pending = {"m1": b"", "m2": b""}
    return world, asyncio.run(life(world, steps, scripts))


@settings(max_examples=40, deadline=None)
@given(workflows())
def test_a_worker_that_is_killed_anywhere_changes_nothing(workflow):
    steps, scripts = workflow
    calm, _ = run_all(steps, scripts)
    for kill_at in range(calm.points):
        struck, deaths = run_all(steps, scripts, kill_at)
        assert deaths == 1
        assert struck.done == calm.done
        assert struck.dead.keys() == calm.dead.keys()
        assert struck.effects == calm.effects  # once per key, with what it saw
        assert not struck.repeated, "a step that was on record as finished ran again"
        assert (struck.pending, struck.scheduled) == ({}, {})


def test_the_law_can_be_broken():
    """Without checkpoints, a step that has finished runs again: this test would find it."""
    steps = [Step("s0", "x"), Step("s1", "x")]
    scripts = {name: Script(effect=True, failure="", failures=0, jump=False) for name in ("s0", "s1")}
    world = World(kill_at=-1)
    world.pending = {"m": b""}
    calls = []

    async def forgetful():
        plan = plan_of(world, steps, scripts)
        inner = plan.call

        async def call(name, given):
            calls.append(name)
            if calls == ["s0", "s1"]:
                raise Killed
            return await inner(name, given)

        async def keep_nothing(message):
            return Kept.KEPT

        world.settle(await run_batch(evolve(plan, call=call, checkpoint=keep_nothing), world.messages()))

    for _ in range(2):
        try:
            asyncio.run(forgetful())
        except Killed:
            continue
    assert calls == ["s0", "s1", "s0", "s1"]
