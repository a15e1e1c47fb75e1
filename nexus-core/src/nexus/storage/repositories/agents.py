"""Edge agents and their tokens."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from nexus.errors import Conflict
from nexus.model.agent import Agent
from nexus.model.credentials import ApiKey
from nexus.storage.database import Database
from nexus.storage.repositories.applications import require_applications
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.tables import agent_applications, agents, connections


class Agents:
    """Reads and changes agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, workspace_id: str) -> Sequence[Agent]:
        """All agents of a workspace by name."""
        query = select(agents).where(agents.c.workspace_id == workspace_id).order_by(agents.c.name)
        with self._database.read() as connection:
            return _agents(connection, connection.execute(query).all())

    def get(self, workspace_id: str, agent_id: str) -> Agent:
        """One agent."""
        mine = agents.c.workspace_id == workspace_id
        with self._database.read() as connection:
            return _agent(connection, find(connection, agents, "agent", agent_id, mine, agents.c.id == agent_id))

    def by_token(self, token_id: str, digest: bytes) -> Agent | None:
        """The enabled agent whose token this is, compared in constant time; None if there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(agents).where(agents.c.token_id == token_id)).first()
            if row is None or not hmac.compare_digest(row.token_digest, digest) or not row.enabled:
                return None
            return _agent(connection, row)

    def create(self, agent: Agent, token: ApiKey) -> Agent:
        """Store a new agent with its token; its ``id`` and ``version`` are given here."""
        made = evolve(agent, id=new_id(), version=1, last_seen_at=None, queue_size=None)
        row = {"id": made.id, "workspace_id": made.workspace_id, "name": made.name, "enabled": made.enabled}
        hidden = {"token_id": token.id, "token_digest": token.digest, "info": dict(made.info)}
        with self._database.write() as connection, unique("agent", made.name):
            connection.execute(insert(agents).values(**row, **hidden, version=1, created_at=now()))
            _set_applications(connection, made)
        return made

    def update(self, agent: Agent, expected: int | None = None) -> Agent:
        """Change name, switch and applications."""
        values = {"name": agent.name, "enabled": agent.enabled}
        with self._database.write() as connection, unique("agent", agent.name):
            self.get(agent.workspace_id, agent.id)
            version = change(connection, agents, "agent", agent.id, values, expected=expected)
            connection.execute(delete(agent_applications).where(agent_applications.c.agent_id == agent.id))
            _set_applications(connection, agent)
        return evolve(agent, version=version)

    def replace_token(self, workspace_id: str, agent_id: str, token: ApiKey) -> None:
        """Give an agent a new token; the former ends at once, and the agent registers its key anew."""
        with self._database.write() as connection:
            self.get(workspace_id, agent_id)
            values = {"token_id": token.id, "token_digest": token.digest, "public_key": None}
            change(connection, agents, "agent", agent_id, values)

    def register(self, agent: Agent, public_key: bytes) -> None:
        """Store the key that an agent has; raises Conflict if it has registered another one."""
        is_new = or_(agents.c.public_key.is_(None), agents.c.public_key == public_key)
        with self._database.write() as connection:
            changing = update(agents).where(agents.c.id == agent.id, is_new).values(public_key=public_key)
            if not connection.execute(changing).rowcount:
                raise Conflict(
                    f"the agent {agent.name!r} has registered another key; give it a new token, and register it with that"
                )

    def seen(self, agent_id: str, *, queue_size: int | None = None, info: Mapping[str, Any] | None = None) -> None:
        """Remember that an agent has just been heard of, and what it told; no new version."""
        told: dict[str, Any] = {"queue_size": queue_size} if queue_size is not None else {}
        if info is not None:
            told["info"] = dict(info)
        with self._database.write(news=False) as connection:
            connection.execute(update(agents).where(agents.c.id == agent_id).values(last_seen_at=now(), **told))

    def delete(self, workspace_id: str, agent_id: str) -> None:
        """Delete an agent, unless a connection is reached through it."""
        with self._database.write() as connection:
            self.get(workspace_id, agent_id)
            query = select(connections.c.name).where(connections.c.via_agent == agent_id).order_by(connections.c.name)
            users = [f"connection {name!r}" for name in connection.execute(query).scalars()]
            remove(connection, agents, "agent", agent_id, users)


def _set_applications(connection: Connection, agent: Agent) -> None:
    require_applications(connection, agent.workspace_id, agent.applications)
    rows = [{"agent_id": agent.id, "application_id": one} for one in dict.fromkeys(agent.applications)]
    if rows:
        connection.execute(insert(agent_applications), rows)


def _agent(connection: Connection, row: Row[Any]) -> Agent:
    return _agents(connection, [row])[0]


def _agents(connection: Connection, rows: Sequence[Row[Any]]) -> list[Agent]:
    links = agent_applications.c
    query = select(links.agent_id, links.application_id).where(links.agent_id.in_([row.id for row in rows]))
    applications: dict[str, list[str]] = {row.id: [] for row in rows}
    for link in connection.execute(query.order_by(links.application_id)):
        applications[link.agent_id].append(link.application_id)
    return [
        Agent(
            id=row.id,
            workspace_id=row.workspace_id,
            name=row.name,
            enabled=row.enabled,
            applications=tuple(applications[row.id]),
            last_seen_at=row.last_seen_at,
            queue_size=row.queue_size,
            info=row.info,
            public_key=row.public_key,
            version=row.version,
        )
        for row in rows
    ]
