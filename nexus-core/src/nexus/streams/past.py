"""Replay: deliver a span of the retained past to a pipeline once more."""

from typing import Final

from nexus.errors import FieldError, GroupLost, InvalidInput
from nexus.model.delivery import ScheduledRetry
from nexus.streams import entries, keys
from nexus.streams.base import Store
from nexus.streams.depth import groups
from nexus.streams.schedule import StreamSchedule

_PAGE: Final = 500


async def replay_past(
    store: Store,
    workflow_id: str,
    pipeline_id: str,
    family: str,
    *,
    since_ms: int,
    until_ms: int,
    now_ms: int,
    limit: int | None = None,
) -> int:
    """Schedule what a pipeline has read before, from ``since_ms`` up to ``until_ms``, to be delivered again now.

    Messages that the pipeline has not read yet are left to their turn. Its cursor does not move, so that new messages
    go on meanwhile; those that wait for a retry already are not scheduled twice.

    Args:
        store: where the stream is.
        workflow_id: whose past.
        pipeline_id: to which pipeline.
        family: connector family of its destination.
        since_ms: accepted at or after this time (ms since 1970, UTC).
        until_ms: accepted before this time.
        now_ms: when they are due.
        limit: at most so many, or None.

    Returns:
        How many were scheduled.

    Raises:
        InvalidInput: the span is empty.
        GroupLost: the pipeline has never run.
        StoreFull: there is no room for all; what was scheduled before is delivered.
        StoreError: the store is away; replaying again schedules what is missing.
    """
    if until_ms <= since_ms:
        raise InvalidInput([FieldError("until", "must be later than since")])
    stream = keys.stream(workflow_id)
    group = (await groups(store, stream)).get(pipeline_id)
    if group is None:
        raise GroupLost(f"pipeline {pipeline_id} has no group on {stream}")
    read_up_to = group["last-delivered-id"].decode()
    end = min(read_up_to, f"{until_ms - 1}-18446744073709551615", key=entries.order)
    schedule = StreamSchedule(store, workflow_id, family)
    start, scheduled, seen = f"{since_ms}-0", 0, 0
    while limit is None or seen < limit:
        count = _PAGE if limit is None else min(_PAGE, limit - seen)
        page = entries.parse(await store.call(stream, "XRANGE", stream, start, end, "COUNT", count), [])
        if not page:
            break
        seen += len(page)
        scheduled += await schedule.add([(pipeline_id, ScheduledRetry(m, now_ms, "replay")) for m in page])
        start = f"({page[-1].entry}"
    return scheduled
