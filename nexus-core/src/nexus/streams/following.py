"""What a change of definitions means for the stream store: cursors begin and end, and running processes are told."""

from collections.abc import Callable, Collection, Mapping, Sequence

from nexus.errors import GroupLost, StoreError
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.consumer import StreamConsumer
from nexus.streams.removal import remove_workflow
from nexus.streams.retention import retire_pipeline
from nexus.streams.wake import publish

Route = tuple[str, str]
"""Workflow id and pipeline id."""


class StreamFollowing:
    """Follows changes of definitions in the stream store, after they are committed.

    Args:
        store: where the streams are.
        families: returns all connector families that there are.
    """

    def __init__(self, store: Store, families: Callable[[], Collection[str]]) -> None:
        self._store = store
        self._families = families

    async def follow(
        self, changed_ids: Sequence[str], added: Sequence[Route] = (), removed: Sequence[Route] = ()
    ) -> tuple[str, ...]:
        """Begin new cursors, tell running processes, and end the cursors of removed pipelines that have nothing left.

        Args:
            changed_ids: of definitions.
            added: pipelines that their workflow did not have before: its past is not theirs.
            removed: pipelines that are gone.

        Returns:
            What a person should know: that nobody could be told, or that a removed pipeline still holds messages.
        """
        try:
            await self.begin(added)
            for changed in changed_ids:
                await publish(self._store, keys.CONFIG, changed)
            notes = [await self._retire(*route) for route in removed]
        except StoreError as error:
            return (f"running processes could not be told: {error}; they look again when the stream store is back",)
        return tuple(note for note in notes if note)

    async def begin(self, added: Sequence[Route]) -> None:
        """Begin cursors with what comes from now on: what earlier versions accepted is not owed to these pipelines.

        Before workers see them, who would begin at the start.

        Raises:
            StoreError: the store is away.
        """
        for workflow_id, pipeline_id in added:
            await StreamConsumer(self._store, workflow_id, pipeline_id, "apply", family="database").ensure("$")

    async def remove(self, workflow_id: str, pipelines: Collection[str], *, discard: bool) -> Mapping[str, int]:
        """Remove a workflow's streams; see `nexus.streams.removal.remove_workflow`."""
        return await remove_workflow(self._store, workflow_id, pipelines, self._all_families(), discard=discard)

    async def _retire(self, workflow_id: str, pipeline_id: str) -> str:
        """End the cursor of a removed pipeline, unless it still holds messages: those are a person's to discard."""
        waiting, families = 0, self._all_families()
        for family in families:
            try:
                depth = await StreamConsumer(self._store, workflow_id, pipeline_id, "retire", family=family).depth()
            except GroupLost:
                break  # it never read anything
            waiting = max(waiting, depth.lag + depth.pending) + depth.scheduled
        if waiting:
            return (
                f"pipeline {pipeline_id} was removed with {waiting} messages that it has not delivered; they are kept. "
                f"Put the pipeline back to deliver them"
            )
        await retire_pipeline(self._store, workflow_id, pipeline_id, families)
        return ""

    def _all_families(self) -> Sequence[str]:
        return sorted({"database", *self._families()})
