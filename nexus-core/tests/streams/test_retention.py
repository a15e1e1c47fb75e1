import time

import pytest
from attrs import evolve

from nexus.model.delivery import Depth, ScheduledRetry, Settlement
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.streams import keys
from nexus.streams.consumer import StreamConsumer
from nexus.streams.hub import StreamHub
from nexus.streams.retention import retire_pipeline, trim

HOUR = 3600


@pytest.fixture
def length(store, workflow):
    async def length():
        return await store.call("", "XLEN", keys.stream(workflow))

    return length


@pytest.fixture
def fill(producer, workflow, new_message):
    async def fill(count, size=10):
        await producer.accept(workflow, [new_message(str(i), b"x" * size, digest=None) for i in range(count)])

    return fill


@pytest.fixture
def trim_all(store, workflow):
    """Trim as if ten hours had passed."""

    async def trim_all(*pipelines, **more):
        return await trim(store, workflow, pipelines, 1.0, now=time.time() + 10 * HOUR, **more)

    return trim_all


async def test_what_every_pipeline_has_settled_and_is_old_goes(consumer, fill, trim_all, length):
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))

    result = await trim_all("pipeline")

    assert result.removed == 9, "the last delivered stays: it is the cursor"
    assert await length() == 1


async def test_what_is_young_stays(store, workflow, consumer, fill, length):
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))

    assert (await trim(store, workflow, ["pipeline"], 1.0)).removed == 0
    assert await length() == 10


async def test_what_one_pipeline_has_not_read_stays(consumer, store, workflow, fill, trim_all, length):
    slow = StreamConsumer(store, workflow, "slow", "w", family="rest")
    await slow.ensure()
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))
    await slow.settle(Settlement(done=await slow.read(3)))

    result = await trim_all("pipeline", "slow")

    assert result.removed == 2
    assert result.holder == "slow"
    assert await length() == 8
    assert len(await slow.read(10)) == 7


async def test_what_is_pending_stays(consumer, fill, trim_all):
    await fill(10)
    messages = await consumer.read(10)
    await consumer.settle(Settlement(done=[*messages[:4], *messages[5:]]))

    result = await trim_all("pipeline")

    assert result.removed == 4
    assert result.floor == messages[4].entry
    assert [m.entry for m in await consumer.own_pending(10)] == [messages[4].entry]


async def test_a_pipeline_without_a_group_yet_keeps_everything(consumer, fill, trim_all, length):
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))

    assert (await trim_all("pipeline", "not-yet-started")).holder == "not-yet-started"
    assert await length() == 10


async def test_a_workflow_without_pipelines_keeps_for_its_hours_only(fill, trim_all, length):
    await fill(10)

    assert (await trim_all()).removed == 10
    assert await length() == 0


async def test_a_workflow_without_stream_has_nothing_to_trim(trim_all):
    assert (await trim_all("pipeline")).removed == 0


async def test_the_memory_budget_takes_the_settled_past_first(store, workflow, consumer, fill, length):
    for _ in range(10):
        await fill(100, size=1000)
    await consumer.settle(Settlement(done=await consumer.read(800)))
    pending = await consumer.read(50)

    result = await trim(store, workflow, ["pipeline"], 1.0, memory_budget=500_000)

    assert not result.over_budget  # the store estimates its use from samples: room is left for that
    assert await store.call("", "MEMORY", "USAGE", keys.stream(workflow)) <= 500_000
    assert 200 <= await length() < 1000
    assert len(await consumer.own_pending(100)) == len(pending)
    assert (await consumer.depth()).lag == 150


async def test_a_budget_never_takes_what_is_undelivered(store, workflow, consumer, fill, length):
    await fill(1000, size=500)

    result = await trim(store, workflow, ["pipeline"], 1.0, memory_budget=1000)

    assert result.over_budget
    assert result.removed == 0
    assert await length() == 1000


async def test_a_removed_pipeline_no_longer_holds_the_stream_and_is_accounted_for(
    consumer, store, workflow, fill, trim_all, length
):
    gone = StreamConsumer(store, workflow, "gone", "w", family="rest")
    await gone.ensure()
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))
    first, *_ = await gone.read(4)
    await gone.settle(Settlement(retries=[ScheduledRetry(evolve(first, attempt=2), 1, "x")]))

    discarded = await retire_pipeline(store, workflow, "gone", ["rest", "database"])

    assert discarded == Depth(lag=6, pending=3, scheduled=1)
    assert (await trim_all("pipeline")).removed == 9
    assert await store.call("", "EXISTS", keys.jobs(workflow), keys.retry_queue(workflow, "rest")) == 0
    assert await retire_pipeline(store, workflow, "gone", ["rest"]) == Depth(0, 0, 0)


async def test_a_worker_trims_by_the_workflows_definition(store, workflow, consumer, fill, length):
    await fill(10)
    await consumer.settle(Settlement(done=await consumer.read(10)))
    pipelines = tuple(Pipeline(id=name, name=name, destination="d", operation="insert") for name in ("pipeline", "b"))
    definition = Workflow(id=workflow, workspace_id="w", name="n", pipelines=pipelines, retention_hours=-1)
    streams = StreamHub(store, "worker")

    await streams.trim(definition)
    assert await length() == 10, "b has not started"

    off = evolve(definition, pipelines=(pipelines[0], evolve(pipelines[1], enabled=False)))
    await streams.trim(evolve(off, mode=Mode.SEQUENTIAL))
    assert await length() == 10, "the sequence has not started"
    await streams.trim(off)
    assert await length() == 1
