"""Edge agents: made, given applications and tokens, and told what they need to know."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from attrs import evolve, field, frozen

from nexus.config import define
from nexus.config import field as describe
from nexus.errors import FieldError, InvalidInput
from nexus.model.agent import Agent
from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey
from nexus.services.applications.credentials import Token
from nexus.services.people.documents import NAME
from nexus.services.person import Person, before_and_after
from nexus.services.repositories import ApplicationRepository, Audit, Transactions


@define
class AgentDocument:
    """An edge agent."""

    EXAMPLE: ClassVar = {"name": "plant-7", "applications": ["shop"]}

    name: str = describe(title="Name", pattern=NAME)
    enabled: bool = describe(title="Enabled", help="The token of a disabled agent is not taken.", default=True)
    applications: tuple[str, ...] = describe(
        title="Applications", help="Whose messages it takes, by name or id.", default=()
    )


class AgentRepository(Protocol):
    """Agents of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Agent]:
        """All by name."""
        ...

    def get(self, workspace_id: str, agent_id: str) -> Agent:
        """One; raises NotFound."""
        ...

    def create(self, agent: Agent, token: ApiKey) -> Agent:
        """Store a new one with its token."""
        ...

    def update(self, agent: Agent, expected: int | None = None) -> Agent:
        """Change name, switch and applications."""
        ...

    def replace_token(self, workspace_id: str, agent_id: str, token: ApiKey) -> None:
        """Give it a new token; the former ends at once."""
        ...

    def register(self, agent: Agent, public_key: bytes) -> None:
        """Store the key that an agent has; raises Conflict if it has registered another one."""
        ...

    def seen(self, agent_id: str, *, queue_size: int | None = None, info: Mapping[str, Any] | None = None) -> None:
        """Remember that it has just been heard of."""
        ...

    def delete(self, workspace_id: str, agent_id: str) -> None:
        """Delete it, unless a connection is reached through it."""
        ...


class Keys(Protocol):
    """API keys of applications."""

    def list(self, workspace_id: str, application_id: str) -> Sequence[ApiKey]:
        """Those that are stored."""
        ...


class Connections(Protocol):
    """Connections of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Connection]:
        """All, secrets masked."""
        ...

    def open(self, workspace_id: str, connection_id: str) -> Connection:
        """One, secrets in clear."""
        ...


@frozen
class Assignment:
    """What an agent works with.

    Attributes:
        applications: with the keys that their senders may show.
        connections: that are reached through it, secrets in clear: it is the agent that opens them.
        received: those of them that it receives from, by id, each with the names of the subscriptions to receive.
    """

    agent: Agent
    applications: Sequence[tuple[Application, Sequence[ApiKey]]]
    connections: Sequence[Connection] = field(repr=False)
    received: Mapping[str, Collection[str]] = field(factory=dict)


class AgentDesk:
    """Reads and changes the agents of one workspace at a time, each change audited in its transaction.

    Args:
        make_token: makes an agent's token.
        sources: tells what an agent receives from, by connection id, with the names of subscriptions.
    """

    def __init__(
        self,
        *,
        agents: AgentRepository,
        applications: ApplicationRepository,
        keys: Keys,
        connections: Connections,
        audit: Audit,
        transactions: Transactions,
        make_token: Callable[[], Token],
        sources: Callable[[Agent], Mapping[str, Collection[str]]],
    ) -> None:
        self._agents = agents
        self._applications = applications
        self._keys = keys
        self._connections = connections
        self._audit = audit
        self._transactions = transactions
        self._make_token = make_token
        self._sources = sources

    def list(self, workspace_id: str) -> Sequence[Agent]:
        """All by name."""
        return self._agents.list(workspace_id)

    def get(self, workspace_id: str, agent_id: str) -> Agent:
        """One; raises NotFound."""
        return self._agents.get(workspace_id, agent_id)

    def application_names(self, workspace_id: str) -> dict[str, str]:
        """Return application id -> name."""
        return {one.id: one.name for one in self._applications.list(workspace_id)}

    def create(self, workspace_id: str, document: AgentDocument, person: Person) -> tuple[Agent, str]:
        """Make an agent; return it with its token, which is known at this moment only.

        Raises:
            InvalidInput: it names an application that there is not.
            Conflict: the name is taken.
        """
        token = self._make_token()
        with self._transactions.write():
            wanted = self._wanted(Agent("", workspace_id, document.name), document)
            made = self._agents.create(wanted, ApiKey(token.id, token.digest))
            self._note("agent.create", made, person, {}, self._entry(made))
        return made, token.text

    def update(
        self,
        workspace_id: str,
        agent_id: str,
        document: AgentDocument,
        person: Person,
        *,
        expected: int | None = None,
    ) -> Agent:
        """Replace all of an agent but its token; raises as `create`, and NotFound."""
        with self._transactions.write():
            former = self._agents.get(workspace_id, agent_id)
            changed = self._agents.update(self._wanted(former, document), expected=expected)
            self._note("agent.update", former, person, self._entry(former), self._entry(changed))
        return changed

    def rotate_token(self, workspace_id: str, agent_id: str, person: Person) -> tuple[Agent, str]:
        """Give an agent a new token, and return it; the former ends at once. Raises NotFound."""
        token = self._make_token()
        with self._transactions.write():
            self._agents.replace_token(workspace_id, agent_id, ApiKey(token.id, token.digest))
            agent = self._agents.get(workspace_id, agent_id)
            self._note("agent.rotate_token", agent, person, {}, {}, Category.SECURITY)
        return agent, token.text

    def register(self, agent: Agent, public_key: bytes, address: str) -> None:
        """Take the key for which an agent is told secrets from now on.

        It is the agent's until it is given a new token: who finds a token later learns no secret by it.

        Args:
            agent: the one that registers.
            public_key: 32 bytes of X25519.
            address: where the agent is.

        Raises:
            Conflict: it has registered another one.
        """
        with self._transactions.write():
            self._agents.register(agent, public_key)
            if agent.public_key is None:
                who = Person(f"agent:{agent.name}", address)
                self._note("agent.register", agent, who, {}, {"public_key": public_key.hex()}, Category.SECURITY)

    def delete(self, workspace_id: str, agent_id: str, person: Person) -> None:
        """Delete an agent; raises NotFound, and Conflict where a connection is reached through it."""
        with self._transactions.write():
            former = self._agents.get(workspace_id, agent_id)
            entry = self._entry(former)
            self._agents.delete(workspace_id, agent_id)
            self._note("agent.delete", former, person, entry, {})

    def assignment(self, agent: Agent, *, queue_size: int | None, info: Mapping[str, Any] | None) -> Assignment:
        """Return what an agent works with, and remember that it asked.

        Args:
            agent: the one that asks.
            queue_size: messages that it has not yet forwarded, if it says so.
            info: what it tells about itself.
        """
        self._agents.seen(agent.id, queue_size=queue_size, info=info)
        wanted = set(agent.applications)
        mine = [one for one in self._applications.list(agent.workspace_id) if one.id in wanted]
        through = [one.id for one in self._connections.list(agent.workspace_id) if one.via_agent == agent.id]
        return Assignment(
            agent,
            [(one, self._keys.list(agent.workspace_id, one.id)) for one in mine],
            [self._connections.open(agent.workspace_id, one) for one in through],
            self._sources(agent) if through else {},
        )

    def _wanted(self, agent: Agent, document: AgentDocument) -> Agent:
        known = self._applications.list(agent.workspace_id)
        ids = {key: one.id for one in known for key in (one.id, one.name)}
        faults = [
            FieldError(f"applications[{index}]", f"no application is called {name!r}")
            for index, name in enumerate(document.applications)
            if name not in ids
        ]
        if faults:
            raise InvalidInput(faults)
        chosen = tuple(sorted({ids[name] for name in document.applications}))
        return evolve(agent, name=document.name, enabled=document.enabled, applications=chosen)

    def _entry(self, agent: Agent) -> dict[str, Any]:
        names = self.application_names(agent.workspace_id)
        applications = sorted(names[one] for one in agent.applications)
        return {"name": agent.name, "enabled": agent.enabled, "applications": applications}

    def _note(  # noqa: PLR0917 — all that an entry says
        self,
        action: str,
        agent: Agent,
        person: Person,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        category: Category = Category.ADMIN,
    ) -> None:
        event = AuditEvent(
            category,
            action,
            person.name,
            agent.workspace_id,
            address=person.address,
            target=f"agent:{agent.name}",
            details=before_and_after(before, after),
        )
        self._audit.append(event)
