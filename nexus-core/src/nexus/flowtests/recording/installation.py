"""Records from the installation that the settings name."""

import asyncio
from collections.abc import Sequence
from contextlib import closing

from nexus import wiring
from nexus.config.settings import Settings
from nexus.flowtests.recording.archive import Archive
from nexus.flowtests.recording.recorded import Recorded
from nexus.flowtests.recording.writing import Writer, Written
from nexus.services.definitions.export import export


def record(settings: Settings, workspace: str, messages: Sequence[str], runs: Sequence[str]) -> Written:
    """Return a flow test of recorded messages and runs.

    Raises:
        NotFound: one of them is not known in the workspace.
        Conflict: one of them is not kept any more, or not over.
        StoreError: the stream store, which keeps payloads, is away.
    """
    catalogue = wiring.open_catalogue(settings)
    with (
        wiring.open_metadata(settings) as metadata,
        wiring.open_log(settings, catalogue) as log,
        closing(wiring.open_run_history(settings)) as history,
    ):
        workspace_id = metadata.workspace_id(workspace)

        async def found() -> tuple[list[Recorded], Archive]:
            store = wiring.open_store(settings, metadata)
            try:
                archive = Archive(metadata, catalogue, log, history, store, workspace_id)
                recorded = [one for message in messages for one in await archive.of_message(message)]
                return [*recorded, *[await archive.of_run(run) for run in runs]], archive
            finally:
                await store.close()

        recorded, archive = asyncio.run(found())
        sections = export(metadata.repositories, catalogue, workspace_id)
        return Writer(sections, archive.names(), catalogue).written(recorded)
