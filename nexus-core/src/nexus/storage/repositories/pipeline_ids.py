"""Stable ids of pipelines: a cursor in the stream store goes by its pipeline's id, so edits must not change it."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, delete, insert, select, update

from nexus.errors import FieldError, InvalidInput
from nexus.model.workflow import Workflow
from nexus.storage.repositories.rows import new_id, now
from nexus.storage.tables import pipelines


def with_stable_ids(connection: Connection, workflow: Workflow) -> Workflow:
    """Give every pipeline its id, and keep book of it.

    A pipeline that brings an id of this workflow keeps it (it was renamed, perhaps); else it has the id that its name had
    before, also if it was gone in between; else a new one.
    """
    _require_distinct_names(workflow)
    rows = connection.execute(select(pipelines).where(pipelines.c.workflow_id == workflow.id)).all()
    known = {row.id: row.name for row in rows}
    ids = _assign(workflow, known)
    _keep_book(connection, workflow, known, ids)
    return evolve(workflow, pipelines=tuple(evolve(one, id=ids[one.name]) for one in workflow.pipelines))


def _require_distinct_names(workflow: Workflow) -> None:
    seen: set[str] = set()
    for index, pipeline in enumerate(workflow.pipelines):
        if pipeline.name in seen:
            message = f"{pipeline.name!r} stands there twice: pipelines of a workflow need different names"
            raise InvalidInput([FieldError(path=f"pipelines[{index}].name", message=message)])
        seen.add(pipeline.name)


def _assign(workflow: Workflow, known: Mapping[str, str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for pipeline in workflow.pipelines:
        if pipeline.id in known and pipeline.id not in ids.values():
            ids[pipeline.name] = pipeline.id
    by_name = {name: key for key, name in known.items()}
    for pipeline in workflow.pipelines:
        if pipeline.name not in ids:
            former = by_name.get(pipeline.name)
            ids[pipeline.name] = former if former is not None and former not in ids.values() else new_id()
    return ids


def _keep_book(connection: Connection, workflow: Workflow, known: Mapping[str, str], ids: Mapping[str, str]) -> None:
    names = {key: name for name, key in ids.items()}
    # Renamed rows are written anew, and rows of former pipelines make way for their name: so no order of updates collides.
    obsolete = [
        key for key, name in known.items() if names.get(key, name) != name or (key not in names and name in ids)
    ]
    connection.execute(delete(pipelines).where(pipelines.c.id.in_(obsolete)))
    retired = [key for key in known if key not in names and key not in obsolete]
    connection.execute(
        update(pipelines).where(pipelines.c.id.in_(retired), pipelines.c.retired_at.is_(None)).values(retired_at=now())
    )
    back = [key for key in known if key in names and key not in obsolete]
    connection.execute(update(pipelines).where(pipelines.c.id.in_(back)).values(retired_at=None))
    rows = [_row(workflow, key, name) for key, name in names.items() if key not in known or key in obsolete]
    if rows:
        connection.execute(insert(pipelines), rows)


def _row(workflow: Workflow, key: str, name: str) -> dict[str, Any]:
    return {"id": key, "workspace_id": workflow.workspace_id, "workflow_id": workflow.id, "name": name}
