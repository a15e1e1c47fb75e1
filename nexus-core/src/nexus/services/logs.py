"""Looking into the delivery log of a workspace."""

from collections.abc import Mapping

from attrs import frozen

from nexus.engine.route import SEQUENCE
from nexus.hookspecs import LogStore
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter, LogPage
from nexus.services.places import NameBook, place


@frozen
class LogQuestion:
    """What a person asks for: places by name or id, times in milliseconds since 1970 (UTC)."""

    workflow: str | None = None
    pipeline: str | None = None
    application: str | None = None
    statuses: tuple[Status, ...] = ()
    message_id: str | None = None
    text: str | None = None
    since: int | None = None
    until: int | None = None


class LogDesk:
    """The log of one workspace, with names beside ids."""

    def __init__(self, log: LogStore, names: NameBook, workspace_id: str) -> None:
        self._log = log
        self._names = names
        self._workspace_id = workspace_id

    def filter(self, asked: LogQuestion) -> LogFilter:
        """Return the filter of a question.

        Raises:
            InvalidInput: a name is nobody's, or that of several.
        """
        where = place(
            self._names,
            self._workspace_id,
            workflow=asked.workflow,
            pipeline=asked.pipeline,
            application=asked.application,
        )
        return LogFilter(
            workflow_id=where.workflow_id,
            pipeline_id=where.pipeline_id,
            source=where.source,
            statuses=asked.statuses,
            message_id=asked.message_id,
            text=asked.text or None,
            since=asked.since,
            until=asked.until,
        )

    def search(self, asked: LogQuestion, cursor: str | None = None, limit: int = 100) -> LogPage:
        """Return one page, newest first; raises InvalidInput as `filter` does, or for a cursor of someone else."""
        return self._log.search(self._workspace_id, self.filter(asked), cursor, limit)

    def names(self, *events: DeliveryEvent) -> Mapping[str, str]:
        """Return id -> name of all that events name; what is gone has none."""
        ids = {one for event in events for one in (event.workflow_id, event.pipeline_id, event.source)}
        return {SEQUENCE: SEQUENCE, **self._names.of(self._workspace_id, ids)}
