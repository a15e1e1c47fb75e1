"""Connections: defined, changed with the secrets that stay, handed over for a test; each change audited."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.config import restore, secret_paths
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, Conflict, FieldError, InvalidInput, NotFound
from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Connection
from nexus.services.connections.documents import ConnectionTrialDocument
from nexus.services.connections.uses import faults_of_uses
from nexus.services.definitions.current import connection_entry
from nexus.services.definitions.documents import ConnectionDocument
from nexus.services.definitions.faults import connection_faults
from nexus.services.definitions.secrets import connection_differences, masked_config
from nexus.services.person import Person
from nexus.services.repositories import Repositories

_NONE: Mapping[str, Any] = {}


class ConnectionDesk:
    """Reads and changes the connections of one workspace at a time."""

    def __init__(self, repositories: Repositories, components: StepComponents) -> None:
        self._repositories = repositories
        self._connections = repositories.connections
        self._transactions = repositories.transactions
        self._components = components

    def list(self, workspace_id: str) -> Sequence[Connection]:
        """All by name, secrets masked."""
        return [self._shown(one) for one in self._connections.list(workspace_id)]

    def get(self, workspace_id: str, connection_id: str) -> Connection:
        """One, secrets masked; raises NotFound."""
        return self._shown(self._connections.get(workspace_id, connection_id))

    def agent_names(self, workspace_id: str) -> dict[str, str]:
        """Return agent id -> name."""
        return {one.id: one.name for one in self._repositories.agents.list(workspace_id)}

    def create(self, workspace_id: str, document: ConnectionDocument, person: Person) -> Connection:
        """Define a connection; it is returned with its secrets masked.

        Raises:
            InvalidInput: with every fault and its place.
            Conflict: the name is taken.
        """
        with self._transactions.write():
            wanted = self._checked(Connection("", workspace_id, document.name, document.connector, {}), document)
            made = self._connections.create(wanted, self._secret_paths(wanted))
            self._note("connection.create", made, person, _NONE, self._entry(made))
        return self._shown(made)

    def update(
        self,
        workspace_id: str,
        connection_id: str,
        document: ConnectionDocument,
        person: Person,
        *,
        expected: int | None = None,
    ) -> Connection:
        """Replace all of a connection; secrets that are masked or left out stay (`nexus.config.restore`).

        Raises:
            InvalidInput: with every fault and its place.
            NotFound: there is no such connection, or no such agent.
            Conflict: the name is taken, someone else has changed it, or a workflow cannot go on with its new form.
            ConfigurationError: an encryption key is missing.
        """
        with self._transactions.write():
            former = self._connections.open(workspace_id, connection_id)
            wanted = self._checked(former, document)
            broken = faults_of_uses(former, wanted, self._repositories, self._components)
            if broken:
                raise Conflict("; ".join(broken))
            changed = self._connections.update(wanted, self._secret_paths(wanted), expected)
            self._note("connection.update", former, person, self._entry(former), self._entry(changed))
        return self._shown(changed)

    def delete(self, workspace_id: str, connection_id: str, person: Person) -> None:
        """Delete a connection; raises NotFound, and Conflict where something uses it."""
        with self._transactions.write():
            former = self._connections.get(workspace_id, connection_id)
            self._connections.delete(workspace_id, connection_id)
            self._note("connection.delete", former, person, self._entry(former), _NONE)

    def trial(self, workspace_id: str, document: ConnectionTrialDocument) -> Connection:
        """Return a connection that is not stored, secrets in clear, for a test; raises InvalidInput."""
        named = ConnectionDocument(
            name=document.name or "trial",
            connector=document.connector,
            config=document.config,
            via_agent=document.via_agent,
        )
        return self._checked(Connection("", workspace_id, named.name, named.connector, {}), named)

    def opened(self, workspace_id: str, connection_id: str, config: Mapping[str, Any] | None = None) -> Connection:
        """Return a stored connection, secrets in clear, to reach its other end.

        Args:
            workspace_id: where it is.
            connection_id: which it is.
            config: what stands in place of its configuration, for a test; secrets as for `update`.

        Raises:
            NotFound: there is no such connection.
            InvalidInput: ``config`` cannot work.
            ConfigurationError: an encryption key is missing, or its connector is not installed.
        """
        stored = self._connections.open(workspace_id, connection_id)
        self._components.connector(stored.connector)
        if config is None:
            return stored
        document = ConnectionDocument(name=stored.name, connector=stored.connector, config=config)
        return evolve(self._checked(stored, document), via_agent=stored.via_agent)

    def named(self, workspace_id: str, name: str) -> Connection:
        """Return a stored connection by its name, secrets in clear, to reach its other end; raises as `opened`."""
        found = next((one.id for one in self._connections.list(workspace_id) if one.name == name), None)
        if found is None:
            raise NotFound("connection", name)
        return self.opened(workspace_id, found)

    def note_read(self, connection: Connection, statement: str, person: Person) -> None:
        """Record that a person reads by a statement of their own; its parameters are nobody's business."""
        event = AuditEvent(
            Category.DATA,
            "connection.read",
            person.name,
            connection.workspace_id,
            address=person.address,
            target=f"connection:{connection.name}",
            details={"statement": statement},
        )
        with self._transactions.write():
            self._repositories.audit.append(event)

    def _checked(self, former: Connection, document: ConnectionDocument) -> Connection:
        """Return ``former`` as ``document`` wants it, secrets in clear."""
        config = self._restored(former, document)
        agents = {name: key for key, name in self.agent_names(former.workspace_id).items()}
        known = {*agents, *agents.values(), None}
        faults = connection_faults(document.connector, config, self._components)
        if document.via_agent not in known:
            faults.append(FieldError("via_agent", f"no agent is called {document.via_agent!r}"))
        if faults:
            raise InvalidInput(faults)
        agent = agents.get(document.via_agent or "", document.via_agent)
        return evolve(former, name=document.name, connector=document.connector, config=config, via_agent=agent)

    def _restored(self, former: Connection, document: ConnectionDocument) -> Mapping[str, Any]:
        if document.connector != former.connector:
            return dict(document.config)  # another system's secrets are none of its business
        try:
            cls = self._components.connector(document.connector).config
        except ConfigurationError:
            return dict(document.config)  # told as a fault
        return restore(cls, document.config, former.config)

    def _secret_paths(self, connection: Connection) -> Sequence[str]:
        return secret_paths(self._components.connector(connection.connector).config)

    def _shown(self, connection: Connection) -> Connection:
        return evolve(connection, config=masked_config(connection.connector, connection.config, self._components))

    def _entry(self, connection: Connection) -> Mapping[str, Any]:
        return connection_entry(connection, self.agent_names(connection.workspace_id))

    def _note(
        self, action: str, about: Connection, person: Person, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        changes = connection_differences(before, after, self._components)
        event = AuditEvent(
            Category.ADMIN,
            action,
            person.name,
            about.workspace_id,
            address=person.address,
            target=f"connection:{about.name}",
            details={one.path: {"before": one.before, "after": one.after} for one in changes},
        )
        self._repositories.audit.append(event)
