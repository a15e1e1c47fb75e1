"""Workspaces."""

from collections.abc import Sequence

from attrs import evolve
from sqlalchemy import Row, Table, func, insert, select

from nexus.errors import Conflict
from nexus.model.user import Workspace
from nexus.storage.database import Database
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.tables import agents, applications, connections, dead_letters, queries, workflows, workspaces

DEFAULT = "default"
"""Name of the workspace that the first migration makes."""

_CONTENTS: tuple[Table, ...] = (applications, connections, workflows, agents, queries, dead_letters)


class Workspaces:
    """Reads and changes workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> Sequence[Workspace]:
        """All workspaces by name."""
        with self._database.read() as connection:
            return [workspace_of(row) for row in connection.execute(select(workspaces).order_by(workspaces.c.name))]

    def get(self, workspace_id: str) -> Workspace:
        """One workspace."""
        with self._database.read() as connection:
            return workspace_of(
                find(connection, workspaces, "workspace", workspace_id, workspaces.c.id == workspace_id)
            )

    def by_name(self, name: str) -> Workspace:
        """The workspace of this name."""
        with self._database.read() as connection:
            return workspace_of(find(connection, workspaces, "workspace", name, workspaces.c.name == name))

    def create(self, name: str, title: str = "", weight: int = 1) -> Workspace:
        """Make a workspace."""
        workspace = Workspace(id=new_id(), name=name, title=title, weight=weight)
        with self._database.write() as connection, unique("workspace", name):
            row = {"id": workspace.id, "name": name, "title": title, "weight": weight}
            connection.execute(insert(workspaces).values(row | {"version": 1, "created_at": now()}))
        return workspace

    def update(self, workspace: Workspace, expected: int | None = None) -> Workspace:
        """Change name, title and weight."""
        values = {"name": workspace.name, "title": workspace.title, "weight": workspace.weight}
        with self._database.write() as connection, unique("workspace", workspace.name):
            version = change(connection, workspaces, "workspace", workspace.id, values, expected=expected)
        return evolve(workspace, version=version)

    def delete(self, workspace_id: str) -> None:
        """Delete an empty workspace, its memberships with it."""
        with self._database.write() as connection:
            if self.get(workspace_id).name == DEFAULT:
                raise Conflict("the workspace 'default' stays")
            held = [
                f"{count} {table.name.replace('_', ' ')}"
                for table in _CONTENTS
                if (
                    count := connection.execute(
                        select(func.count()).select_from(table).where(table.c.workspace_id == workspace_id)
                    ).scalar_one()
                )
            ]
            remove(connection, workspaces, "workspace", workspace_id, held)


def workspace_of(row: Row[tuple[object, ...]]) -> Workspace:
    """Return the workspace of a row."""
    return Workspace(id=row.id, name=row.name, title=row.title, version=row.version, weight=row.weight)
