"""Looks recorded messages and runs up in an installation."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from attrs import frozen

from nexus.errors import Conflict
from nexus.flowtests.recording.recorded import Recorded, headers_of, masked_payload, pipeline_answers, run_answers
from nexus.hookspecs import LogStore
from nexus.model.run import RunRecord
from nexus.model.trace import Trace
from nexus.model.workflow import Mode, Workflow
from nexus.plugins import Catalogue
from nexus.services.shown import masks_for
from nexus.services.traces import TraceDesk
from nexus.services.ways import Ways
from nexus.storage.run_history import SqlRunHistory
from nexus.streams.base import Store
from nexus.streams.runs import StreamRuns
from nexus.streams.whereabouts import Whereabouts
from nexus.wiring import Metadata


@frozen
class Archive:
    """What an installation remembers of the traffic of one workspace."""

    metadata: Metadata
    catalogue: Catalogue
    log: LogStore
    history: SqlRunHistory
    store: Store
    workspace_id: str

    async def of_message(self, message_id: str) -> list[Recorded]:
        """Return what is known of a message, for each workflow that it has gone through.

        Raises:
            NotFound: nobody has seen it in this workspace.
            Conflict: its payload is not kept any more, or it is no JSON.
        """
        ways = Ways(self.metadata.repositories, self.catalogue, self.workspace_id)
        whereabouts = Whereabouts(self.store)
        desk = TraceDesk(self.log, self.metadata.dead_letters, whereabouts, ways, self.workspace_id)
        trace = await desk.trace(message_id)
        workflows = await asyncio.to_thread(ways.workflows)
        ids = dict.fromkeys(one.workflow_id for one in trace.deliveries if one.workflow_id in workflows)
        if not ids:
            raise Conflict(f"the workflows that message {message_id} has gone through are gone")
        found = []
        for workflow_id in ids:
            if workflows[workflow_id].mode is Mode.SEQUENTIAL:
                found.append(await self.of_run(message_id, workflow_id))
            else:
                found.append(await asyncio.to_thread(self._delivered, trace, workflows[workflow_id]))
        return found

    async def of_run(self, run_id: str, workflow_id: str | None = None) -> Recorded:
        """Return what is known of a run, with the version of the workflow that it ran.

        Raises:
            NotFound: there is no such run.
            Conflict: it has not ended, or its message is not kept any more.
        """
        run = await asyncio.to_thread(self.history.get, self.workspace_id, run_id, workflow_id)
        if not run.status.ended:
            raise Conflict(f"run {run_id} has not ended: it is {run.status.value}")
        kept = await StreamRuns(self.store, run.workflow_id).message(run.entry) if run.entry else None
        payload = kept.payload if kept is not None and kept.id == run.id else run.payload
        return await asyncio.to_thread(self._run, run, payload)

    def _delivered(self, trace: Trace, workflow: Workflow) -> Recorded:
        message = trace.message
        if message is None:
            raise Conflict(f"the payload of message {trace.message_id} is not kept any more")
        names = {one.id: one.name for one in workflow.pipelines}
        ways = {
            names[one.pipeline_id]: one
            for one in trace.deliveries
            if one.workflow_id == workflow.id and one.pipeline_id in names
        }
        answers = {name: pipeline_answers(one.attempts) for name, one in ways.items()}
        return Recorded(
            id=message.id,
            source=message.source,
            received_at=message.received_at,
            payload=self._masked(message.id, message.source, message.payload, trace.masked),
            headers=headers_of(message.headers),
            workflow=workflow,
            answers={name: said for name, said in answers.items() if any(said)},
            ended={name: one.stage.value for name, one in ways.items()},
        )

    def _run(self, run: RunRecord, payload: bytes) -> Recorded:
        workflow = self._version(run)
        events = [one for one in self.log.trace(self.workspace_id, run.id) if one.workflow_id == run.workflow_id]
        return Recorded(
            id=run.id,
            source=run.source,
            received_at=run.received_at,
            payload=self._masked(run.id, run.source, payload),
            headers=headers_of(run.headers),
            workflow=workflow,
            answers=run_answers(run, workflow, self.catalogue, events),
            ended={workflow.name: run.status.value},
        )

    def _version(self, run: RunRecord) -> Workflow:
        workflows = self.metadata.repositories.workflows
        current = workflows.get(self.workspace_id, run.workflow_id)
        if run.version in {0, current.version}:
            return current
        return workflows.version(self.workspace_id, run.workflow_id, run.version).workflow

    def _masked(self, message_id: str, source: str, payload: bytes, also: Sequence[str] = ()) -> bytes:
        masks = masks_for(self.metadata.names, self.workspace_id, source, also)
        try:
            return masked_payload(payload, masks)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Conflict(f"message {message_id} is no JSON: write its case by hand") from error

    def names(self) -> Mapping[str, tuple[str, str]]:
        """Return what messages come from, by id: ``application`` or ``connection``, and its name."""
        repositories = self.metadata.repositories
        found: dict[str, Any] = {
            one.id: ("application", one.name) for one in repositories.applications.list(self.workspace_id)
        }
        return found | {one.id: ("connection", one.name) for one in repositories.connections.list(self.workspace_id)}
