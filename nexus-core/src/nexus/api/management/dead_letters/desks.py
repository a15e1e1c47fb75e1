"""The use cases of one request: the desk of its workspace."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen
from litestar import Request

from nexus.api.management.caller import Caller, caller_of
from nexus.api.management.management import Management
from nexus.engine.route import SEQUENCE
from nexus.model.dead_letter import DeadLetterFilter, LetterStatus, StoredDeadLetter
from nexus.services.dead_letter_edits import Editor
from nexus.services.dead_letters import DeadLetterDesk
from nexus.services.places import place
from nexus.services.ways import Ways


@frozen
class Question:
    """Which letters are meant: places by name or id, times in milliseconds since 1970 (UTC)."""

    workflow: str | None = None
    pipeline: str | None = None
    application: str | None = None
    status: LetterStatus | None = LetterStatus.WAITING
    message_id: str | None = None
    fingerprint: str | None = None
    text: str | None = None
    since: int | None = None
    until: int | None = None


@frozen
class Desks:
    """What a person may do with the letters of their workspace."""

    management: Management
    caller: Caller

    @classmethod
    def of(cls, management: Management, request: Request[Any, Any, Any]) -> "Desks":
        """Return the desks of whoever sends a request."""
        return cls(management, caller_of(request))

    @property
    def letters(self) -> DeadLetterDesk:
        """Looking, replaying, discarding."""
        metadata = self.management.metadata
        return DeadLetterDesk(
            metadata.dead_letters, metadata.repositories, self.management.catalogue, self.caller.workspace_id
        )

    @property
    def editor(self) -> Editor:
        """Previewing and editing."""
        metadata, workspace_id = self.management.metadata, self.caller.workspace_id
        return Editor(
            archive=metadata.dead_letters,
            ways=Ways(metadata.repositories, self.management.catalogue, workspace_id),
            names=metadata.names,
            applications=metadata.repositories.applications,
            functions=self.management.catalogue.transforms,
            workspace_id=workspace_id,
        )

    def filter(self, asked: Question) -> DeadLetterFilter:
        """Return the filter of a question; raises InvalidInput for a name that is nobody's, or that of several."""
        where = place(
            self.management.metadata.names,
            self.caller.workspace_id,
            workflow=asked.workflow,
            pipeline=asked.pipeline,
            application=asked.application,
        )
        return DeadLetterFilter(
            workflow_id=where.workflow_id,
            pipeline_id=where.pipeline_id,
            source=where.source,
            message_id=asked.message_id,
            fingerprint=asked.fingerprint,
            status=asked.status,
            text=asked.text or None,
            since=asked.since,
            until=asked.until,
        )

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return id -> name of what there is among ``ids``."""
        return {SEQUENCE: SEQUENCE, **self.management.metadata.names.of(self.caller.workspace_id, set(ids))}

    def names_of(self, *letters: StoredDeadLetter) -> Mapping[str, str]:
        """Return id -> name of all that letters name."""
        return self.names(
            one
            for each in letters
            for one in (each.letter.workflow_id, each.letter.pipeline_id, each.letter.message.source)
        )
