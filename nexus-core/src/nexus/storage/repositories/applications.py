"""Applications: the senders."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Row, insert, select

from nexus.errors import NotFound
from nexus.model.connection import Application, Dedup, FieldSpec
from nexus.model.documents import from_json, to_json
from nexus.storage.database import Database
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.tables import (
    agent_applications,
    agents,
    applications,
    queries,
    query_applications,
    workflow_uses,
    workflows,
)


class Applications:
    """Reads and changes applications."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, workspace_id: str) -> Sequence[Application]:
        """All applications of a workspace by name."""
        query = select(applications).where(applications.c.workspace_id == workspace_id).order_by(applications.c.name)
        with self._database.read() as connection:
            return [application_of(row) for row in connection.execute(query)]

    def get(self, workspace_id: str, application_id: str) -> Application:
        """One application."""
        return self._one(workspace_id, application_id, applications.c.id == application_id)

    def by_name(self, workspace_id: str, name: str) -> Application:
        """The application of this name."""
        return self._one(workspace_id, name, applications.c.name == name)

    def _one(self, workspace_id: str, name: str, condition: Any) -> Application:
        mine = applications.c.workspace_id == workspace_id
        with self._database.read() as connection:
            return application_of(find(connection, applications, "application", name, mine, condition))

    def create(self, application: Application) -> Application:
        """Store a new application; its ``id`` and ``version`` are given here."""
        made = evolve(application, id=new_id(), version=1)
        row = {"id": made.id, "workspace_id": made.workspace_id, "version": 1, "created_at": now(), **_values(made)}
        with self._database.write() as connection, unique("application", made.name):
            connection.execute(insert(applications).values(row))
        return made

    def update(self, application: Application, expected: int | None = None) -> Application:
        """Replace all of an application but its keys and secrets."""
        with self._database.write() as connection, unique("application", application.name):
            self.get(application.workspace_id, application.id)
            version = change(
                connection, applications, "application", application.id, _values(application), expected=expected
            )
        return evolve(application, version=version)

    def delete(self, workspace_id: str, application_id: str) -> None:
        """Delete an application with its keys and secrets, unless something uses it."""
        with self._database.write() as connection:
            self.get(workspace_id, application_id)
            remove(connection, applications, "application", application_id, _users_of(connection, application_id))


def require_applications(connection: Connection, workspace_id: str, ids: Sequence[str]) -> None:
    """Raise `NotFound` for the first of ``ids`` that is no application of the workspace."""
    query = select(applications.c.id).where(applications.c.workspace_id == workspace_id, applications.c.id.in_(ids))
    known = set(connection.execute(query).scalars())
    for missing in (one for one in ids if one not in known):
        raise NotFound("application", missing)


def _users_of(connection: Connection, application_id: str) -> list[str]:
    by_workflow = select(workflows.c.name).join(workflow_uses).where(workflow_uses.c.application_id == application_id)
    by_agent = (
        select(agents.c.name).join(agent_applications).where(agent_applications.c.application_id == application_id)
    )
    by_query = (
        select(queries.c.slug).join(query_applications).where(query_applications.c.application_id == application_id)
    )
    return [
        f"{kind} {name!r}"
        for kind, query in (("workflow", by_workflow), ("agent", by_agent), ("query", by_query))
        for name in sorted(set(connection.execute(query).scalars()))
    ]


def _values(application: Application) -> dict[str, Any]:
    return {
        "name": application.name,
        "enabled": application.enabled,
        "fields": to_json(application.fields),
        "allow_unknown": application.allow_unknown,
        "dedup": application.dedup.value,
        "message_id_path": application.message_id_path,
        "rate_limit": application.rate_limit,
        "burst": application.burst,
        "encryption": application.encryption,
        "keep_encrypted": application.keep_encrypted,
        "masked": list(application.masked),
    }


def application_of(row: Row[Any]) -> Application:
    """Build the model value from a row of ``applications``."""
    return Application(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        enabled=row.enabled,
        fields=from_json(tuple[FieldSpec, ...], row.fields),
        allow_unknown=row.allow_unknown,
        dedup=Dedup(row.dedup),
        message_id_path=row.message_id_path,
        rate_limit=row.rate_limit,
        burst=row.burst,
        encryption=row.encryption,
        keep_encrypted=row.keep_encrypted,
        masked=tuple(row.masked),
        version=row.version,
    )
