"""Workspaces share a worker by weight; what is asserted is the order of service, never time."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.hookspecs import BatchPolicy
from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.testing import eventually
from nexus.worker.fairness import QUANTUM, RECENT_S, FairShare


async def served(share: FairShare, gate, asked: list[tuple[str, int]], rounds: int = 1) -> list[str]:
    """Let everybody wait while the only place is taken, then free it; return the order in which they get it."""
    order: list[str] = []

    async def one(workspace: str, cost: int) -> None:
        for _ in range(rounds):
            await gate.enter(workspace)
            order.append(workspace)
            await asyncio.sleep(0)
            gate.leave(workspace, cost)

    await gate.enter("first")
    tasks = [asyncio.create_task(one(*each)) for each in asked]
    await asyncio.sleep(0)
    gate.leave("first", 0)
    await asyncio.gather(*tasks)
    return order


async def test_who_is_alone_never_waits_and_reads_as_much_as_it_wants():
    share = FairShare(slots=8, turns=2)
    share.weigh({"a": 1})
    for _ in range(8):
        await asyncio.wait_for(share.slots.enter("a"), 1)

    assert share.most("a", 500) == 500


async def test_a_neighbour_does_not_wait_behind_the_queue_of_a_noisy_one():
    share = FairShare(slots=1, turns=1)
    share.weigh({"noisy": 1, "quiet": 1})

    order = await served(share, share.turns, [*[("noisy", QUANTUM)] * 20, ("quiet", 1)])

    assert order.index("quiet") <= 1


async def test_service_is_by_weight():
    share = FairShare(slots=1, turns=1)
    share.weigh({"a": 1, "b": 3})

    order = await served(share, share.turns, [*[("a", QUANTUM)] * 40, *[("b", QUANTUM)] * 40])

    first = order[:40]
    assert first.count("b") == pytest.approx(3 * first.count("a"), abs=3)


async def test_who_reads_little_at_once_gets_as_many_messages_as_who_reads_much():
    share = FairShare(slots=1, turns=1)
    share.weigh({"much": 1, "little": 1})

    order = await served(share, share.turns, [*[("much", QUANTUM)] * 30, *[("little", QUANTUM // 8)] * 200])

    shown = order[:90]
    messages = {"much": shown.count("much") * QUANTUM, "little": shown.count("little") * QUANTUM // 8}
    assert messages["much"] == pytest.approx(messages["little"], rel=0.25)


async def test_one_workspace_leaves_slots_for_others_however_long_it_holds_its_own():
    share = FairShare(slots=8)
    share.weigh({"noisy": 1, "quiet": 1})
    waiting = [asyncio.create_task(share.slots.enter("noisy")) for _ in range(20)]
    await asyncio.sleep(0)

    assert sum(task.done() for task in waiting) == 6
    await asyncio.wait_for(share.slots.enter("quiet"), 1)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_batches_are_smaller_while_others_have_something_to_do_and_not_any_more_afterwards():
    now = 0.0
    share = FairShare(slots=8, clock=lambda: now)
    share.weigh({"a": 1, "b": 2})
    share.saw("a")
    share.saw("b")

    assert share.most("a", 500) == QUANTUM
    assert share.most("b", 500) == 2 * QUANTUM
    assert share.most("a", 10) == 10
    now = RECENT_S + 1.0
    share.saw("b")
    assert share.most("b", 500) == 500


async def test_debts_end_with_a_pause():
    now = 0.0
    share = FairShare(slots=1, turns=1, clock=lambda: now)
    share.weigh({"noisy": 1, "quiet": 1})
    await share.turns.enter("noisy")
    share.turns.leave("noisy", 1_000_000)
    now = RECENT_S + 1.0

    order = await served(share, share.turns, [("noisy", 1), ("quiet", 1)])

    assert order == ["noisy", "quiet"]


async def test_who_is_cancelled_while_it_waits_keeps_nobody_out():
    share = FairShare(slots=1, turns=1)
    await share.turns.enter("a")
    gone = asyncio.create_task(share.turns.enter("b"))
    stays = asyncio.create_task(share.turns.enter("c"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    share.turns.leave("a", 1)

    await asyncio.wait_for(stays, 1)
    share.turns.leave("c", 1)
    await asyncio.wait_for(share.turns.enter("a"), 1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), max_size=40),
    st.integers(1, 5),
    st.sets(st.integers(0, 39)),
)
def test_everybody_is_served_at_last_and_never_more_at_once_than_there_is_room(asked, room, cancelled):
    async def story() -> tuple[int, int]:
        share = FairShare(slots=room, turns=room)
        share.weigh({"a": 1, "b": 2, "c": 5})
        inside = most = done = 0

        async def one(workspace: str, cost: int) -> None:
            nonlocal inside, most, done
            await share.turns.enter(workspace)
            inside += 1
            most = max(most, inside)
            try:
                await asyncio.sleep(0)
            finally:
                inside -= 1
                share.turns.leave(workspace, cost)
            done += 1

        tasks = [asyncio.create_task(one(*each)) for each in asked]
        await asyncio.sleep(0)
        for at in cancelled:
            if at < len(tasks):
                tasks[at].cancel()
        found = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        assert done == sum(one is None for one in found)
        return most, inside

    most, inside = asyncio.run(story())
    assert most <= room
    assert inside == 0


async def test_a_workspace_with_a_backlog_does_not_hold_up_the_messages_of_another(world):
    """5,000 messages of one workspace wait before a worker; ten of another come in when it has begun."""
    order: list[str] = []
    world.batching = BatchPolicy(max_rows=500)
    quiet_room = world.metadata.workspaces.create("quiet").id
    noisy = world.fan_out("a", name="noisy")
    noisy_room, world.workspace = world.workspace, quiet_room
    quiet = world.fan_out("b", name="quiet")
    world.workspace = noisy_room
    world.places["a"].script = lambda batch: order.extend(batch.ids)
    world.places["b"].script = lambda batch: order.extend(batch.ids)
    await StreamProducer(world.store).accept(quiet, [NewMessage("early", "app", b"{}")])
    backlog = [NewMessage(f"n{number}", "app", json.dumps({"id": number}).encode()) for number in range(5_000)]
    for start in range(0, 5_000, 500):
        await StreamProducer(world.store).accept(noisy, backlog[start : start + 500])
    async with world.worker():
        await eventually(lambda: "early" in order and len(order) > QUANTUM)
        late = [NewMessage(f"q{number}", "app", b"{}") for number in range(10)]
        await StreamProducer(world.store).accept(quiet, late)
        begun = len(order)
        await eventually(lambda: len(order) == 5_011, timeout_s=60)

    last = max(order.index(f"q{number}") for number in range(10))
    assert last - begun < 20 * QUANTUM


async def test_a_workspace_whose_destinations_hang_leaves_the_worker_to_others(world, gate, monkeypatch):
    monkeypatch.setattr("nexus.worker.worker.WRITERS", 8)
    rules = [{"source": "$", "target": "$"}]
    world.places["a"].script = lambda batch: gate.wait(30)
    world.apply(
        connections=[{"name": "a", "connector": "scripted", "config": {"place": "a"}}],
        workflows=[
            {
                "name": "noisy",
                "pipelines": [
                    {"name": f"p{number}", "destination": "a", "operation": "insert", "mappings": rules}
                    for number in range(12)
                ],
            }
        ],
    )
    noisy = world.workflow("noisy").id
    world.workspace = world.metadata.workspaces.create("quiet").id
    quiet = world.fan_out("b", name="quiet")
    await world.send(noisy, "n")
    async with world.worker():
        await eventually(lambda: len(world.places["a"].tries) == 6)  # of eight
        await world.send(quiet, "q")
        await eventually(lambda: world.places["b"].ids == ["q"])
        assert world.places["a"].ids == []
        gate.set()
        await eventually(lambda: len(world.places["a"].ids) == 12)
