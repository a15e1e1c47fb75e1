"""Workflows: every save is a version that never changes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve
from sqlalchemy import Connection, Row, Select, delete, insert, select

from nexus.model.documents import from_document, to_document
from nexus.model.workflow import Workflow
from nexus.model.workflow_version import WorkflowVersion
from nexus.storage.database import Database
from nexus.storage.repositories.pipeline_ids import with_stable_ids
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.repositories.workflow_uses import uses_of
from nexus.storage.tables import pipelines, workflow_uses, workflow_versions, workflows

_MOST_BUILT: Final = 5_000
_AT_ONCE: Final = 500
_DOCUMENT: Final = (workflow_versions.c.workflow_id, workflow_versions.c.definition)


class Workflows:
    """Reads and changes workflows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: dict[tuple[str, int, bool], Workflow] = {}
        self._sources: dict[str, tuple[int, frozenset[str]]] = {}

    def list(self, workspace_id: str) -> Sequence[Workflow]:
        """All workflows of a workspace by name, in their current version."""
        query = current_versions().where(workflows.c.workspace_id == workspace_id).order_by(workflows.c.name)
        with self._database.read() as connection:
            return [self._built(row) for row in connection.execute(query)]

    def get(self, workspace_id: str, workflow_id: str) -> Workflow:
        """One workflow in its current version."""
        with self._database.read() as connection:
            _find(connection, workspace_id, workflow_id)
            row = connection.execute(current_versions().where(workflows.c.id == workflow_id)).one()
            return self._built(row)

    def by_name(self, workspace_id: str, name: str) -> Workflow:
        """The workflow of this name in its current version."""
        with self._database.read() as connection:
            mine = workflows.c.workspace_id == workspace_id
            row = find(connection, workflows, "workflow", name, mine, workflows.c.name == name)
            return self.get(workspace_id, row.id)

    def _built(self, row: Row[Any]) -> Workflow:
        """Build the value of a row of `current_versions`, once for each version: what is committed never changes."""
        if self._database.in_transaction:
            return workflow_of(row)
        key = (row.id, row.version, row.enabled)
        found = self._versions.get(key)
        if found is None:
            if len(self._versions) >= _MOST_BUILT:
                self._versions.clear()
            found = self._versions[key] = workflow_of(row)
        return found

    def create(self, workflow: Workflow, *, author: str, comment: str = "") -> Workflow:
        """Store a new workflow as its version 1; its id and those of its pipelines are given here."""
        made = evolve(workflow, id=new_id(), version=1)
        with self._database.write() as connection, unique("workflow", made.name):
            row = {"id": made.id, "workspace_id": made.workspace_id, "name": made.name, "enabled": made.enabled}
            connection.execute(insert(workflows).values(**row, version=1, created_at=now()))
            return _store_version(connection, made, author, comment)

    def save(self, workflow: Workflow, *, author: str, comment: str = "", expected: int | None = None) -> Workflow:
        """Store the workflow as its next version, which is the current one from then on.

        Args:
            workflow: pipelines keep their id, or get that of their name; see `nexus.storage.repositories.pipeline_ids`.
            author: who saves it.
            comment: why.
            expected: the version that was edited (``If-Match``).
        """
        values = {"name": workflow.name, "enabled": workflow.enabled}
        with self._database.write() as connection, unique("workflow", workflow.name):
            _find(connection, workflow.workspace_id, workflow.id)
            number = change(connection, workflows, "workflow", workflow.id, values, expected=expected)
            return _store_version(connection, evolve(workflow, version=number), author, comment)

    def set_enabled(self, workspace_id: str, workflow_id: str, *, enabled: bool, author: str) -> Workflow:
        """Switch a workflow on or off: a version that says so, so that an edit from before is not taken for a later one."""
        with self._database.write():
            workflow = self.get(workspace_id, workflow_id)
            if workflow.enabled == enabled:
                return workflow
            comment = "enabled" if enabled else "disabled"
            return self.save(evolve(workflow, enabled=enabled), author=author, comment=comment)

    def delete(self, workspace_id: str, workflow_id: str) -> None:
        """Delete a workflow with its versions; its dead letters and its log stay."""
        with self._database.write() as connection:
            _find(connection, workspace_id, workflow_id)
            remove(connection, workflows, "workflow", workflow_id)

    def versions(
        self, workspace_id: str, workflow_id: str, *, before: int | None = None, limit: int | None = None
    ) -> Sequence[WorkflowVersion]:
        """Versions below number ``before``, newest first; all without it."""
        query = _versions(workflow_id).order_by(workflow_versions.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(workflow_versions.c.number < before)
        with self._database.read() as connection:
            _find(connection, workspace_id, workflow_id)
            return [_version(row) for row in connection.execute(query)]

    def sources(self, workspace_id: str) -> Mapping[str, frozenset[str]]:
        """What feeds each workflow, or has ever fed it: ids of applications and connections, by its id.

        Remembered, for versions never change: those of a workflow are read again when it has another one.
        """
        numbers = select(workflows.c.id, workflows.c.version).where(workflows.c.workspace_id == workspace_id)
        with self._database.read() as connection:
            current = {row.id: row.version for row in connection.execute(numbers)}
            known = {one: self._sources[one] for one in current if one in self._sources}
            stale = [one for one, number in current.items() if one not in known or known[one][0] != number]
            found: dict[str, set[str]] = {one: set() for one in stale}
            for start in range(0, len(stale), _AT_ONCE):
                part = workflow_versions.c.workflow_id.in_(stale[start : start + _AT_ONCE])
                for row in connection.execute(select(*_DOCUMENT).where(part)):
                    found[row.workflow_id] |= _sources_of(row.definition)
        read = {one: (current[one], frozenset(found[one])) for one in stale}
        if not self._database.in_transaction:
            self._remember(read)
        return {one: (known | read)[one][1] for one in current}

    def _remember(self, read: Mapping[str, tuple[int, frozenset[str]]]) -> None:
        if len(self._sources) + len(read) > _MOST_BUILT:
            self._sources = {}
        self._sources |= read

    def version(self, workspace_id: str, workflow_id: str, number: int) -> WorkflowVersion:
        """One version; to restore it, `save` its workflow."""
        with self._database.read() as connection:
            _find(connection, workspace_id, workflow_id)
            this = (workflow_versions.c.workflow_id == workflow_id) & (workflow_versions.c.number == number)
            find(connection, workflow_versions, "workflow version", str(number), this)
            return _version(connection.execute(_versions(workflow_id).where(this)).one())

    def retired_pipelines(self, workspace_id: str, workflow_id: str) -> Sequence[str]:
        """Ids of pipelines that no current version has: their cursors hold back the stream's trimming until removed."""
        query = select(pipelines.c.id).where(
            pipelines.c.workflow_id == workflow_id, pipelines.c.retired_at.is_not(None)
        )
        with self._database.read() as connection:
            _find(connection, workspace_id, workflow_id)
            return list(connection.execute(query).scalars())


def current_versions() -> Select[Any]:
    """Select every workflow with the document of its current version."""
    current = (workflow_versions.c.workflow_id == workflows.c.id) & (workflow_versions.c.number == workflows.c.version)
    return select(workflows, workflow_versions.c.definition).join(workflow_versions, current)


def workflow_of(row: Row[Any]) -> Workflow:
    """Build the model value from a row of `current_versions`."""
    return from_document(
        row.definition, workflow_id=row.id, workspace_id=row.workspace_id, version=row.version, enabled=row.enabled
    )


def _find(connection: Connection, workspace_id: str, workflow_id: str) -> Row[Any]:
    mine = workflows.c.workspace_id == workspace_id
    return find(connection, workflows, "workflow", workflow_id, mine, workflows.c.id == workflow_id)


def _versions(workflow_id: str) -> Select[Any]:
    query = select(workflow_versions, workflows.c.enabled).join(workflows)
    return query.where(workflow_versions.c.workflow_id == workflow_id)


def _version(row: Row[Any]) -> WorkflowVersion:
    workflow = from_document(
        row.definition,
        workflow_id=row.workflow_id,
        workspace_id=row.workspace_id,
        version=row.number,
        enabled=row.enabled,
    )
    return WorkflowVersion(workflow, row.number, row.author, row.comment, row.created_at)


def _store_version(connection: Connection, workflow: Workflow, author: str, comment: str) -> Workflow:
    stored = with_stable_ids(connection, workflow)
    row = {"workflow_id": stored.id, "number": stored.version, "workspace_id": stored.workspace_id}
    written = {"definition": to_document(stored), "author": author, "comment": comment, "created_at": now()}
    connection.execute(insert(workflow_versions).values(**row, **written))
    connection.execute(delete(workflow_uses).where(workflow_uses.c.workflow_id == stored.id))
    uses = uses_of(connection, stored)
    if uses:
        connection.execute(insert(workflow_uses), uses)
    return stored


def _sources_of(document: Mapping[str, Any]) -> set[str]:
    """Return what feeds a version, by its document."""
    given = (source.get(kind) for source in document.get("sources", ()) for kind in ("application", "connection"))
    return {one for one in given if one}
