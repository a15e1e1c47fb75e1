"""Names beside ids: looked up for the few of a page, whatever kind of thing they are of."""

import time
from collections.abc import Callable, Collection
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


KEPT_S: Final = 1.0
"""A name that another process changes may be shown for so long."""

_MOST: Final = 10_000


class NameIndex:
    """Reads names; those of pipelines that were removed are known too.

    What is read is remembered for `KEPT_S`, and until this process changes anything or hears of a change.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[tuple[str, str], str | None] = {}
        self._masked: dict[tuple[str, str], tuple[str, ...] | None] = {}
        self._until = 0.0
        self._changes = -1

    def of(self, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
        """Return id -> name of all workflows, pipelines, applications and connections among ``ids``."""
        known, _ = self._remembered()
        missing = [one for one in ids if (workspace_id, one) not in known]
        if missing:
            found = self._read(workspace_id, missing)
            known |= {(workspace_id, one): found.get(one) for one in missing}
        named = {one: known.get((workspace_id, one)) for one in ids}
        return {one: name for one, name in named.items() if name is not None}

    def _remembered(self) -> tuple[dict[tuple[str, str], str | None], dict[tuple[str, str], tuple[str, ...] | None]]:
        """Return names and masks, emptied when they have become old; each reader goes on with those that it was given."""
        now, changes = self._clock(), self._database.changes
        if now >= self._until or changes != self._changes or len(self._known) + len(self._masked) > _MOST:
            self._known, self._masked, self._until, self._changes = {}, {}, now + KEPT_S, changes
        return self._known, self._masked

    def _read(self, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
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
        _, masked = self._remembered()
        key = (workspace_id, source)
        if key not in masked:
            masked[key] = self._masked_paths(workspace_id, source)
        return masked[key]

    def _masked_paths(self, workspace_id: str, source: str) -> tuple[str, ...] | None:
        mine = (applications.c.workspace_id == workspace_id, applications.c.id == source)
        other = (connections.c.workspace_id == workspace_id, connections.c.id == source)
        with self._database.read() as connection:
            row = connection.execute(select(applications.c.masked).where(*mine)).first()
            if row is not None:
                return tuple(row.masked)
            return () if connection.execute(select(connections.c.id).where(*other)).first() is not None else None
