"""Connections; their secrets are encrypted one by one, and shown only by `Connections.open`."""

from collections.abc import Collection, Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Connection as Transaction
from sqlalchemy import Row, insert, select

from nexus.errors import Conflict, NotFound
from nexus.model.connection import Connection
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox
from nexus.storage.database import Database
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.sealing import mask_config, open_config, seal_config
from nexus.storage.tables import agents, connections, queries, workflow_uses, workflows


class Connections:
    """Reads and changes connections."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database = database
        self._secrets = secrets

    def list(self, workspace_id: str) -> Sequence[Connection]:
        """All connections of a workspace by name, secrets masked; needs no key."""
        query = select(connections).where(connections.c.workspace_id == workspace_id).order_by(connections.c.name)
        with self._database.read() as transaction:
            return [_masked(row) for row in transaction.execute(query)]

    def get(self, workspace_id: str, connection_id: str) -> Connection:
        """One connection, secrets masked; needs no key."""
        return _masked(self._row(workspace_id, connection_id, connections.c.id == connection_id))

    def by_name(self, workspace_id: str, name: str) -> Connection:
        """The connection of this name, secrets masked; needs no key."""
        return _masked(self._row(workspace_id, name, connections.c.name == name))

    def open(self, workspace_id: str, connection_id: str) -> Connection:
        """One connection, secrets in clear.

        Raises:
            ConfigurationError: an encryption key is missing; the message names it.
        """
        return opened(self._row(workspace_id, connection_id, connections.c.id == connection_id), self._secrets)

    def _row(self, workspace_id: str, name: str, condition: Any) -> Row[Any]:
        with self._database.read() as transaction:
            mine = connections.c.workspace_id == workspace_id
            return find(transaction, connections, "connection", name, mine, condition)

    def create(self, connection: Connection, secret_paths: Collection[str]) -> Connection:
        """Store a new connection; its ``id`` and ``version`` are given here.

        Args:
            connection: with its secrets in clear.
            secret_paths: where in the configuration they are, as `nexus.config.secret_paths` gives it.
        """
        made = evolve(connection, id=new_id(), version=1)
        with self._database.write() as transaction, unique("connection", made.name):
            _require_agent(transaction, made)
            row = {"id": made.id, "workspace_id": made.workspace_id, "version": 1, "created_at": now()}
            transaction.execute(insert(connections).values(**row, **self._values(made, secret_paths)))
        return made

    def update(self, connection: Connection, secret_paths: Collection[str], expected: int | None = None) -> Connection:
        """Replace all of a connection; masked secrets are filled in by the caller (`nexus.config.unmask`)."""
        with self._database.write() as transaction, unique("connection", connection.name):
            former = self.get(connection.workspace_id, connection.id)
            if former.name != connection.name:
                _refuse_rename(transaction, former)
            _require_agent(transaction, connection)
            values = self._values(connection, secret_paths)
            version = change(transaction, connections, "connection", connection.id, values, expected=expected)
        return evolve(connection, version=version)

    def delete(self, workspace_id: str, connection_id: str) -> None:
        """Delete a connection, unless something uses it."""
        with self._database.write() as transaction:
            self.get(workspace_id, connection_id)
            remove(transaction, connections, "connection", connection_id, _users_of(transaction, connection_id))

    def _values(self, connection: Connection, secret_paths: Collection[str]) -> dict[str, Any]:
        where = place(connection.workspace_id, connection.id)
        return {
            "name": connection.name,
            "connector": connection.connector,
            "config": seal_config(connection.config, secret_paths, self._secrets, where),
            "via_agent": connection.via_agent,
        }


def place(workspace_id: str, connection_id: str) -> SecretPlace:
    """Where a configuration is sealed for."""
    return SecretPlace(workspace_id, connections.name, connection_id, "config")


def opened(row: Row[Any], secrets: SecretBox) -> Connection:
    """Build the model value from a row of ``connections``, secrets in clear."""
    return _connection(row, open_config(row.config, secrets, place(row.workspace_id, row.id)))


def _masked(row: Row[Any]) -> Connection:
    return _connection(row, mask_config(row.config))


def _connection(row: Row[Any], config: Any) -> Connection:
    return Connection(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        connector=row.connector,
        config=config,
        via_agent=row.via_agent,
        version=row.version,
    )


def _require_agent(transaction: Transaction, connection: Connection) -> None:
    if connection.via_agent is not None:
        mine = agents.c.workspace_id == connection.workspace_id
        find(transaction, agents, "agent", connection.via_agent, mine, agents.c.id == connection.via_agent)


def _refuse_rename(transaction: Transaction, former: Connection) -> None:
    by_name = workflow_uses.c.by_name.is_(True) & (workflow_uses.c.connection_id == former.id)
    names = transaction.execute(select(workflows.c.name).join(workflow_uses).where(by_name).distinct()).scalars().all()
    if names:
        raise Conflict(f"steps of {', '.join(map(repr, names))} name connection {former.name!r}: rename it there first")


def _users_of(transaction: Transaction, connection_id: str) -> list[str]:
    by_workflow = select(workflows.c.name).join(workflow_uses).where(workflow_uses.c.connection_id == connection_id)
    by_query = select(queries.c.slug).where(queries.c.connection_id == connection_id)
    return [
        f"{kind} {name!r}"
        for kind, query in (("workflow", by_workflow), ("query", by_query))
        for name in sorted(set(transaction.execute(query).scalars()))
    ]


def require_connection(transaction: Transaction, workspace_id: str, connection_id: str) -> None:
    """Raise `NotFound` if there is no such connection in the workspace."""
    mine = (connections.c.workspace_id == workspace_id) & (connections.c.id == connection_id)
    if transaction.execute(select(connections.c.id).where(mine)).first() is None:
        raise NotFound("connection", connection_id)
