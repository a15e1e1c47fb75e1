"""Dead letters reach the database, whatever one of them is like."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from attrs import evolve

from nexus.model.delivery import DeadLetter, Settlement
from nexus.model.message import Message
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.testing import eventually
from nexus.worker.collector import DeadLetterCollector


async def hand_over(world, workflow, *ids):
    """Put dead letters in the hand-over stream; those whose id begins with ``bad`` fit into no database."""
    [pipeline] = world.workflow().pipelines
    letters = []
    for number, one in enumerate(ids):
        message = Message(f"{number + 1}-0", one, "app", 7, b"{}")
        letters.append(DeadLetter(world.workspace, workflow, pipeline.id, message, "no", "f", 8))
        if one.startswith("bad"):
            letters[-1] = evolve(letters[-1], died_at=2**63)  # no 64-bit number
    stream = StreamConsumer(world.store, workflow, pipeline.id, "other", family="database")
    await stream.ensure()
    await stream.settle(Settlement(dead=letters))


async def test_a_letter_that_cannot_be_stored_stays_in_the_store_and_holds_up_no_other(world, caplog):
    workflow = world.fan_out("a")
    ids = [f"m{number}" for number in range(30)]
    await hand_over(world, workflow, *ids[:11], "bad1", *ids[11:20], "bad2", *ids[20:])
    with caplog.at_level(logging.ERROR, logger="nexus.worker.collector"):
        async with world.worker():
            await eventually(lambda: set(world.letters()) == set(ids))
            await hand_over(world, workflow, "later")
            await eventually(lambda: "later" in world.letters())
    told = [record.getMessage() for record in caplog.records]
    assert sorted(word for text in told for word in text.split() if word.startswith("bad")) == ["bad1", "bad2"]

    kept = await DeadLetterHandover(world.store, "other", abandoned_ms=0).drain(workflow)
    assert sorted(letter.message.id for _, letter in kept) == ["bad1", "bad2"]


async def test_while_the_database_is_away_all_letters_wait_and_none_is_tried_alone(world):
    workflow = world.fan_out("a")
    sizes = []

    class Away:
        def add(self, letters):
            sizes.append(len(letters))
            self.probe()

        def probe(self):
            if len(sizes) < 3:
                raise ConnectionError("no database")

    away, told = Away(), []
    await hand_over(world, workflow, *(f"m{number}" for number in range(20)))
    with ThreadPoolExecutor(1) as clerk:
        handover = DeadLetterHandover(world.store, "one")
        collector = DeadLetterCollector(handover, away, clerk, told.extend, away.probe)
        running = asyncio.create_task(collector.run())
        collector.expect(workflow)
        await eventually(lambda: told)
        running.cancel()
        await asyncio.wait([running])
    assert sizes == [20, 20, 20]
    assert await handover.drain(workflow) == []
