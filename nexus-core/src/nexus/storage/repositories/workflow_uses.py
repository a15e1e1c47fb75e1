"""What a workflow uses: recorded at each save, so that nothing in use can be deleted."""

from typing import Any

from sqlalchemy import Connection, select

from nexus.errors import NotFound
from nexus.model.workflow import Workflow
from nexus.storage.repositories.applications import require_applications
from nexus.storage.repositories.rows import new_id
from nexus.storage.tables import connections


def uses_of(connection: Connection, workflow: Workflow) -> list[dict[str, Any]]:
    """Return the rows of ``workflow_uses`` for this version.

    Raises:
        NotFound: a source or a destination is no application or connection of the workflow's workspace.
    """
    applications = {source.application for source in workflow.sources if source.application}
    require_applications(connection, workflow.workspace_id, sorted(applications))
    query = select(connections.c.id, connections.c.name).where(connections.c.workspace_id == workflow.workspace_id)
    names = {row.id: row.name for row in connection.execute(query)}
    wanted = [source.connection for source in workflow.sources if source.connection]
    wanted += [pipeline.destination for pipeline in workflow.pipelines]
    for missing in (one for one in wanted if one not in names):
        raise NotFound("connection", missing)
    by_name, by_id = _of_steps(workflow, names)
    rows = [_row(workflow, application_id=one) for one in sorted(applications)]
    rows += [_row(workflow, connection_id=one) for one in sorted({*wanted, *by_id} - by_name)]
    return rows + [_row(workflow, connection_id=one, by_name=True) for one in sorted(by_name)]


def _of_steps(workflow: Workflow, names: dict[str, str]) -> tuple[set[str], set[str]]:
    """Steps say ``connection: NAME`` (or an id); returns the ids of those named, and of those given by id."""
    said = {step.settings.get("connection") for step in workflow.steps}
    return {key for key, name in names.items() if name in said}, {key for key in names if key in said}


def _row(
    workflow: Workflow, *, application_id: str | None = None, connection_id: str | None = None, by_name: bool = False
) -> dict[str, Any]:
    used = {"application_id": application_id, "connection_id": connection_id, "by_name": by_name}
    return {"id": new_id(), "workflow_id": workflow.id, **used}
