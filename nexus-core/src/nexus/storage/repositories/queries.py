"""Saved queries."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Row, delete, insert, select

from nexus.model.documents import from_json, to_json
from nexus.model.query import Query, QueryParameter
from nexus.storage.database import Database
from nexus.storage.repositories.applications import require_applications
from nexus.storage.repositories.connections import require_connection
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.tables import queries, query_applications


class Queries:
    """Reads and changes saved queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, workspace_id: str) -> Sequence[Query]:
        """All queries of a workspace by slug."""
        query = select(queries).where(queries.c.workspace_id == workspace_id).order_by(queries.c.slug)
        with self._database.read() as connection:
            return _queries(connection, connection.execute(query).all())

    def get(self, workspace_id: str, query_id: str) -> Query:
        """One query."""
        return self._one(workspace_id, query_id, queries.c.id == query_id)

    def by_slug(self, workspace_id: str, slug: str) -> Query:
        """The query of this slug."""
        return self._one(workspace_id, slug, queries.c.slug == slug)

    def _one(self, workspace_id: str, name: str, condition: Any) -> Query:
        mine = queries.c.workspace_id == workspace_id
        with self._database.read() as connection:
            return _query(connection, find(connection, queries, "query", name, mine, condition))

    def create(self, query: Query) -> Query:
        """Store a new query; its ``id`` and ``version`` are given here."""
        made = evolve(query, id=new_id(), version=1)
        row = {"id": made.id, "workspace_id": made.workspace_id, "version": 1, "created_at": now()}
        with self._database.write() as connection, unique("query", made.slug):
            require_connection(connection, made.workspace_id, made.connection)
            connection.execute(insert(queries).values(**row, **_values(made)))
            _set_applications(connection, made)
        return made

    def update(self, query: Query, expected: int | None = None) -> Query:
        """Replace all of a query."""
        with self._database.write() as connection, unique("query", query.slug):
            self.get(query.workspace_id, query.id)
            require_connection(connection, query.workspace_id, query.connection)
            version = change(connection, queries, "query", query.id, _values(query), expected=expected)
            connection.execute(delete(query_applications).where(query_applications.c.query_id == query.id))
            _set_applications(connection, query)
        return evolve(query, version=version)

    def delete(self, workspace_id: str, query_id: str) -> None:
        """Delete a query."""
        with self._database.write() as connection:
            self.get(workspace_id, query_id)
            remove(connection, queries, "query", query_id)


def _set_applications(connection: Connection, query: Query) -> None:
    require_applications(connection, query.workspace_id, query.applications)
    rows = [{"query_id": query.id, "application_id": one} for one in dict.fromkeys(query.applications)]
    if rows:
        connection.execute(insert(query_applications), rows)


def _values(query: Query) -> dict[str, Any]:
    return {
        "slug": query.slug,
        "title": query.title,
        "connection_id": query.connection,
        "statement": query.statement,
        "parameters": to_json(query.parameters),
        "enabled": query.enabled,
        "max_limit": query.max_limit,
        "max_rows": query.max_rows,
        "max_bytes": query.max_bytes,
        "timeout_s": query.timeout_s,
        "cache_seconds": query.cache_seconds,
    }


def _query(connection: Connection, row: Row[Any]) -> Query:
    return _queries(connection, [row])[0]


def _queries(connection: Connection, rows: Sequence[Row[Any]]) -> list[Query]:
    links = query_applications.c
    granted = select(links.query_id, links.application_id).where(links.query_id.in_([row.id for row in rows]))
    applications: dict[str, list[str]] = {row.id: [] for row in rows}
    for link in connection.execute(granted.order_by(links.application_id)):
        applications[link.query_id].append(link.application_id)
    return [
        Query(
            id=row.id,
            workspace_id=row.workspace_id,
            slug=row.slug,
            connection=row.connection_id,
            statement=row.statement,
            title=row.title,
            parameters=from_json(tuple[QueryParameter, ...], row.parameters),
            applications=tuple(applications[row.id]),
            enabled=row.enabled,
            max_limit=row.max_limit,
            max_rows=row.max_rows,
            max_bytes=row.max_bytes,
            timeout_s=row.timeout_s,
            cache_seconds=row.cache_seconds,
            version=row.version,
        )
        for row in rows
    ]
