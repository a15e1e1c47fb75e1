"""Retention: how long the delivered past stays for replay. What is not delivered stays regardless (reliability 8)."""

import time
from collections.abc import Collection, Sequence
from typing import Final

from attrs import frozen

from nexus.errors import GroupLost
from nexus.model.delivery import Depth
from nexus.streams import depth, keys
from nexus.streams.base import Store
from nexus.streams.entries import order
from nexus.streams.replies import ErrorReply
from nexus.streams.scripts import FINISH, TRIM

_STEPS: Final = 8
_PAGE: Final = 1000


@frozen
class Trimmed:
    """What a trim did.

    Attributes:
        removed: number of messages removed; every pipeline had settled each of them.
        floor: stream id of the oldest message that some pipeline still needs.
        holder: that pipeline; empty if there is none.
        over_budget: True if what may not be removed alone is above the memory budget.
    """

    removed: int
    floor: str
    holder: str = ""
    over_budget: bool = False


async def trim(
    store: Store,
    workflow_id: str,
    pipelines: Collection[str],
    retention_hours: float,
    *,
    memory_budget: int | None = None,
    now: float | None = None,
) -> Trimmed:
    """Remove the part of a workflow's past that is settled everywhere, and too old or above the budget.

    Args:
        store: where the stream is.
        workflow_id: whose stream.
        pipelines: ids of all its pipelines (``sequence`` for a sequential one), disabled ones too; as long as one has no
            group yet, nothing is removed.
        retention_hours: how long settled messages stay.
        memory_budget: bytes that the stream may take, or None; older settled messages go first.
        now: seconds since 1970 (UTC), for tests.

    Raises:
        StoreError: the store is away; nothing or all of a step was done.
    """
    seconds = time.time() if now is None else now
    result = await _trim_to(store, workflow_id, pipelines, int((seconds - retention_hours * 3600) * 1000))
    if memory_budget is None:
        return result
    return await _keep_budget(store, workflow_id, pipelines, memory_budget, result)


async def retire_pipeline(store: Store, workflow_id: str, pipeline_id: str, families: Sequence[str]) -> Depth:
    """Destroy the cursor and the schedule of a pipeline that was removed; return what was discarded, for the audit.

    A group that nobody reads holds the stream for ever, so removing a pipeline must end here.

    Raises:
        StoreError: the store is away; call again.
    """
    stream, jobs = keys.stream(workflow_id), keys.jobs(workflow_id)
    try:
        before = await depth.of_pipeline(store, stream, keys.retry_queue(workflow_id, families[0]), pipeline_id)
    except GroupLost:
        before = Depth(0, 0, 0)
    reply = (await store.pipeline(stream, [("XGROUP", "DESTROY", stream, pipeline_id)]))[0]
    removed = 0
    for family in families:
        removed += await _unschedule(store, stream, keys.retry_queue(workflow_id, family), jobs, pipeline_id)
    destroyed = not isinstance(reply, ErrorReply)  # no stream: nothing to destroy
    return Depth(before.lag, before.pending, removed) if destroyed else Depth(0, 0, removed)


async def _trim_to(store: Store, workflow_id: str, pipelines: Collection[str], cutoff_ms: int) -> Trimmed:
    removed, floor, holder = await store.run(TRIM, [keys.stream(workflow_id)], [f"{max(0, cutoff_ms)}-0", *pipelines])
    return Trimmed(removed, floor.decode(), holder.decode())


async def _keep_budget(
    store: Store, workflow_id: str, pipelines: Collection[str], budget: int, result: Trimmed
) -> Trimmed:
    """Remove the settled past in slices of time, oldest first, until the stream fits."""
    stream = keys.stream(workflow_id)
    removed = result.removed
    if await _usage(store, stream) <= budget:
        return result
    oldest = await store.call(stream, "XRANGE", stream, "-", "+", "COUNT", 1)
    newest = await store.call(stream, "XREVRANGE", stream, "+", "-", "COUNT", 1)
    if not oldest:
        return result
    first = order(oldest[0][0].decode())[0]
    end = order(newest[0][0].decode())[0]
    if result.holder:  # else no pipeline needs anything, and the floor is only the cut-off
        end = min(end, order(result.floor)[0])
    for step in range(1, _STEPS + 1):
        result = await _trim_to(store, workflow_id, pipelines, first + (end - first) * step // _STEPS)
        removed += result.removed
        if await _usage(store, stream) <= budget:
            return Trimmed(removed, result.floor, result.holder)
    return Trimmed(removed, result.floor, result.holder, over_budget=True)


async def _usage(store: Store, stream: str) -> int:
    return int(await store.call(stream, "MEMORY", "USAGE", stream) or 0)


async def _unschedule(store: Store, stream: str, queue: str, jobs: str, pipeline_id: str) -> int:
    cursor, removed, prefix = "0", 0, f"{pipeline_id}:".encode()
    while True:
        at, page = await store.call(queue, "ZSCAN", queue, cursor, "COUNT", _PAGE)
        members = [member for member in page[::2] if member.startswith(prefix)]
        if members:
            await store.run(FINISH, [stream, queue, jobs], [pipeline_id, len(members), *members])
            removed += len(members)
        cursor = at.decode()
        if cursor == "0":
            return removed
