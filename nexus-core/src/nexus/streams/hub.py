"""Everything that one worker needs of the stream store, bound to the store and the worker's name."""

import logging
from collections.abc import AsyncIterator, Callable

from nexus.engine.route import SEQUENCE
from nexus.errors import StoreError
from nexus.model.workflow import Mode, Workflow
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.continuity import Continuity
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.lease import TTL_S, StreamLease
from nexus.streams.retention import trim
from nexus.streams.runs import StreamRuns
from nexus.streams.schedule import StreamSchedule
from nexus.streams.wake import listen

_log = logging.getLogger(__name__)


class StreamHub:
    """The `nexus.ports.Streams` on the stream store.

    Args:
        store: where all streams are.
        worker: name of this worker; used by one process at a time. A name that stays the same over restarts finds its
            own pending at once, another is found by `StreamConsumer.claim`.
        memory_budget: bytes that one workflow's stream may take before settled messages younger than the retention go,
            or None.
        lease_s: so long an ordered pipeline stays with a worker that gives no sign of life.
        incident: told of what must not happen (messages removed by someone else, jobs lost), in words.
    """

    def __init__(
        self,
        store: Store,
        worker: str,
        *,
        memory_budget: int | None = None,
        lease_s: float = TTL_S,
        incident: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._worker = worker
        self._memory_budget = memory_budget
        self._lease_s = lease_s
        self._incident = incident
        self._continuity = Continuity(store, incident)
        self._handover = DeadLetterHandover(store, worker)

    @property
    def handover(self) -> DeadLetterHandover:
        """Dead letters that are not in the database yet."""
        return self._handover

    def pipeline(self, workflow_id: str, pipeline_id: str, family: str) -> StreamConsumer:
        """Return the cursor of one pipeline."""
        name = f"workflow {workflow_id}, pipeline {pipeline_id}"
        return StreamConsumer(
            self._store,
            workflow_id,
            pipeline_id,
            self._worker,
            family=family,
            purged=lambda ids: self._incident(f"{name}: {len(ids)} undelivered messages were removed by someone else"),
        )

    def lease(self, workflow_id: str, pipeline_id: str) -> StreamLease:
        """Return this worker's lease of one ordered pipeline."""
        return StreamLease(self._store, keys.lease(workflow_id, pipeline_id), self._worker, ttl_s=self._lease_s)

    def runs(self, workflow_id: str) -> StreamRuns:
        """Return what the runs of a sequential workflow need."""
        return StreamRuns(self._store, workflow_id, self._worker)

    def schedule(self, workflow_id: str, family: str) -> StreamSchedule:
        """Return the retry schedule of one workflow and connector family."""
        return StreamSchedule(
            self._store,
            workflow_id,
            family,
            lost=lambda members: self._incident(
                f"workflow {workflow_id}: {len(members)} scheduled deliveries are lost"
            ),
        )

    def wakes(self) -> AsyncIterator[str | None]:
        """Yield ids of workflows that have new messages; None after a reconnect: look at all of them."""
        return listen(self._store, keys.WAKE)

    def changes(self) -> AsyncIterator[str | None]:
        """Yield ids of definitions that changed; None after a reconnect."""
        return listen(self._store, keys.CONFIG)

    async def trim(self, workflow: Workflow) -> None:
        """Forget settled messages beyond the workflow's retention; never an undelivered one (reliability 8)."""
        await self._continuity.check(workflow.id)
        # a disabled pipeline that has a cursor holds what it has not delivered; one that never ran holds nothing
        enabled = [pipeline.id for pipeline in workflow.pipelines if pipeline.enabled]
        needed = [SEQUENCE] if workflow.mode is Mode.SEQUENTIAL else enabled
        trimmed = await trim(
            self._store, workflow.id, needed, workflow.retention_hours, memory_budget=self._memory_budget
        )
        if trimmed.over_budget:
            _log.warning(
                "workflow %s: its stream is above its memory budget; undelivered messages from %s on are needed by %s",
                *(workflow.name, trimmed.floor, trimmed.holder or "nobody"),
            )

    async def leave(self, workflow_id: str, pipeline_id: str, family: str) -> None:
        """This worker reads a pipeline no more: forget it as a consumer, if it holds nothing (reliability 9)."""
        try:
            await self.pipeline(workflow_id, pipeline_id, family).forget_consumer()
        except StoreError as error:
            _log.debug("cannot leave pipeline %s: %s", pipeline_id, error)
