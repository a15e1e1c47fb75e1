"""Names beside ids: looked up for the few of a page, whatever kind of thing they are of."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Table, or_, select

from nexus.storage.database import Database
from nexus.storage.tables import applications, connections, pipelines, workflows

KINDS: Final[dict[str, tuple[Table, ...]]] = {
    "workflow": (workflows,),
    "pipeline": (pipelines,),
    "application": (applications, connections),
}
"""What can be asked for by name; messages come from applications, and from connections."""


class NameIndex:
    """Reads names; those of pipelines that were removed are known too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
        """Return id -> name of all workflows, pipelines, applications and connections among ``ids``."""
        found: dict[str, str] = {}
        if not ids:
            return found
        with self._database.read() as connection:
            for table in dict.fromkeys(one for tables in KINDS.values() for one in tables):
                mine = (table.c.workspace_id == workspace_id, table.c.id.in_(ids))
                found |= {row.id: row.name for row in connection.execute(select(table.c.id, table.c.name).where(*mine))}
        return found

    def ids(self, workspace_id: str, kind: str, wanted: str) -> list[str]:
        """Return the ids of all things of a kind (see `KINDS`) that have this name or id."""
        with self._database.read() as connection:
            return [
                one
                for table in KINDS[kind]
                for one in connection.execute(
                    select(table.c.id)
                    .where(table.c.workspace_id == workspace_id, or_(table.c.id == wanted, table.c.name == wanted))
                    .order_by(table.c.id)
                ).scalars()
            ]

    def masked_paths(self, workspace_id: str, source: str) -> tuple[str, ...] | None:
        """Return what an application wants masked; nothing for a connection, None if there is no such source."""
        mine = (applications.c.workspace_id == workspace_id, applications.c.id == source)
        other = (connections.c.workspace_id == workspace_id, connections.c.id == source)
        with self._database.read() as connection:
            row = connection.execute(select(applications.c.masked).where(*mine)).first()
            if row is not None:
                return tuple(row.masked)
            return () if connection.execute(select(connections.c.id).where(*other)).first() is not None else None
