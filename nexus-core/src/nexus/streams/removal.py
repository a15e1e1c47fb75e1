"""Ends a workflow in the stream store: all that it has there, in one step, and never what waits unless that is wanted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.past_scripts import END_WORKFLOW

REFUSED_SECONDS: Final = 120
"""How long what is sent to a removed workflow is refused; longer than anyone goes by definitions that have changed."""

SCHEDULED: Final = "scheduled"
"""Stands for what is to be tried again, of all pipelines."""


async def remove_workflow(
    store: Store, workflow_id: str, pipelines: Collection[str], families: Sequence[str], *, discard: bool = False
) -> Mapping[str, int]:
    """Remove a workflow's stream and schedules, unless a pipeline has not delivered all of it.

    Whoever still sends to it for lack of news is refused for a while, as if the store were away, and sends again: nothing
    is acknowledged that nobody would read.

    Args:
        store: where the stream is.
        workflow_id: whose.
        pipelines: ids of all that must have delivered everything (``sequence`` for a sequential one).
        families: all connector families that there are.
        discard: remove it in any case.

    Returns:
        Number of messages that wait, or waited, by pipeline id, and of those to be tried again under `SCHEDULED`; unread
        ones are counted up to 1,000. Without ``discard``, nothing was removed if this is not empty.

    Raises:
        StoreError: the store is away; whether it was removed is unknown. Call again.
    """
    queues = [keys.retry_queue(workflow_id, family) for family in families]
    touched = [keys.stream(workflow_id), keys.jobs(workflow_id), *queues]
    flat = await store.run(END_WORKFLOW, touched, [int(discard), REFUSED_SECONDS, *pipelines])
    if discard or not flat:
        noted = keys.agent_batches(workflow_id)
        await store.call(noted, "DEL", noted)
    return {name.decode(): number for name, number in zip(flat[::2], flat[1::2], strict=True)}
