"""Counts what sources brought, from what their intakes have counted already."""

import asyncio
import logging

from attrs import define

from nexus.model.connection import Connection
from nexus.model.metrics import Kind, Subject
from nexus.ports import DefinitionStore
from nexus.receiver.fleet import Fleet, Slot
from nexus.receiver.runner import InstanceRunner
from nexus.telemetry.counts import Counts, Names

log = logging.getLogger(__name__)


@define
class _Known:
    """What of an instance has been counted."""

    runner: InstanceRunner
    messages: int = 0
    refused: int = 0


class SourceSampler:
    """Adds every second what each instance has taken since the last."""

    def __init__(self, counts: Counts, fleet: Fleet, definitions: DefinitionStore) -> None:
        self._counts = counts
        self._fleet = fleet
        self._definitions = definitions
        self._known: dict[Slot, _Known] = {}
        self._workspaces: dict[str, str] = {}

    async def sample(self) -> None:
        """Count."""
        held = self._fleet.held
        self._known = {slot: one for slot, one in self._known.items() if held.get(slot) is one.runner}
        for slot, runner in held.items():
            known = self._known.setdefault(slot, _Known(runner))
            report = runner.report()
            refused, messages = report.refused - known.refused, report.messages - known.messages
            if not messages:
                continue
            connection = runner.source.connection
            names = Names(workspace=await self._workspace(connection), connection=connection.name)
            subject = Subject(Kind.CONNECTION, connection.id)
            figures = self._counts.enrol(subject, names, [Subject(Kind.WORKSPACE, connection.workspace_id)]).figures
            figures.took(messages - refused, 0)
            if refused:
                figures.refuse("unreadable", refused)
            known.messages, known.refused = report.messages, report.refused

    async def _workspace(self, connection: Connection) -> str:
        """Return the name of a connection's workspace; its id, while the database is away."""
        wanted = connection.workspace_id
        if wanted not in self._workspaces:
            try:
                found = await asyncio.to_thread(self._definitions.workspace, wanted)
            except Exception as error:  # noqa: BLE001 — whatever the database says, it is asked again
                log.debug("the workspace of %s cannot be read: %s", connection.name, error)
                return wanted
            self._workspaces[wanted] = found.name if found is not None else wanted
        return self._workspaces[wanted]
