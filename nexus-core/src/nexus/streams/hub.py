"""Everything that one worker needs of the stream store, on connections that do not wait for one another."""

import logging
from collections.abc import AsyncIterator

from nexus.engine.route import SEQUENCE
from nexus.errors import StoreError
from nexus.model.workflow import Mode, Workflow
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.deadletters import DeadLetterHandover
from nexus.streams.retention import trim
from nexus.streams.schedule import StreamSchedule
from nexus.streams.wake import listen

log = logging.getLogger(__name__)


class StreamHub:
    """The `nexus.ports.Streams` on the stream store.

    Args:
        worker: name of this worker as a consumer; used by one process at a time, and the same after a restart, so that a
            restarted worker at once finds what it held.
        memory_budget: bytes that one workflow's stream may take with its delivered past, or None.
    """

    def __init__(self, store: Store, worker: str, *, memory_budget: int | None = None) -> None:
        self._store = store
        self._worker = worker
        self._memory_budget = memory_budget
        self._handover = DeadLetterHandover(store, worker)

    def pipeline(self, workflow_id: str, pipeline_id: str, family: str) -> StreamConsumer:
        """Return the cursor of one pipeline."""
        return StreamConsumer(self._store, workflow_id, pipeline_id, self._worker, family=family)

    def schedule(self, workflow_id: str, family: str) -> StreamSchedule:
        """Return the retry schedule of one workflow and connector family."""
        return StreamSchedule(self._store, workflow_id, family)

    @property
    def handover(self) -> DeadLetterHandover:
        """Dead letters that are not in the database yet."""
        return self._handover

    def wakes(self) -> AsyncIterator[str | None]:
        """Yield ids of workflows that have new messages; None after a reconnect: look at all of them."""
        return listen(self._store, keys.WAKE)

    def changes(self) -> AsyncIterator[str | None]:
        """Yield ids of definitions that changed; None after a reconnect."""
        return listen(self._store, keys.CONFIG)

    async def trim(self, workflow: Workflow) -> None:
        """Forget delivered messages beyond the workflow's retention; never an undelivered one."""
        routes = [SEQUENCE] if workflow.mode is Mode.SEQUENTIAL else [pipeline.id for pipeline in workflow.pipelines]
        trimmed = await trim(
            self._store, workflow.id, routes, workflow.retention_hours, memory_budget=self._memory_budget
        )
        if trimmed.removed:
            log.debug("%s: forgot %d delivered messages", workflow.name, trimmed.removed)
        if trimmed.over_budget:
            log.warning("%s: what %s has not delivered is above the memory budget", workflow.name, trimmed.holder)

    async def leave(self, workflow_id: str, pipeline_id: str, family: str) -> None:
        """Forget this worker as a consumer of a pipeline, if it holds nothing (reliability 9)."""
        try:
            await self.pipeline(workflow_id, pipeline_id, family).forget_consumer()
        except StoreError as error:
            log.debug("cannot leave %s: %s", pipeline_id, error)
