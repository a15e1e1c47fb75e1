"""What use cases need of the metadata database, as Protocols; the adapters are in ``storage``."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Protocol

from attrs import frozen

from nexus.model.agent import Agent
from nexus.model.audit import AuditEntry, AuditEvent
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey, MasterSecret, SecretVersion
from nexus.model.workflow import Workflow
from nexus.model.workflow_version import WorkflowVersion


class Transactions(Protocol):
    """Opens transactions; repository calls inside of one commit together or not at all."""

    def write(self) -> AbstractContextManager[Any]:
        """Commit at the end, or roll back on an error."""
        ...


class ApplicationRepository(Protocol):
    """Applications of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Application]:
        """All, by name."""
        ...

    def get(self, workspace_id: str, application_id: str) -> Application:
        """One; raises NotFound."""
        ...

    def create(self, application: Application) -> Application:
        """Store a new one; its id and version are given here."""
        ...

    def update(self, application: Application, expected: int | None = None) -> Application:
        """Replace all of it."""
        ...

    def delete(self, workspace_id: str, application_id: str) -> None:
        """Delete it, unless something uses it."""
        ...


class KeyRepository(Protocol):
    """API keys of applications."""

    def list(self, workspace_id: str, application_id: str) -> Sequence[ApiKey]:
        """Those that are stored, newest first; also some that have ended."""
        ...

    def add(self, workspace_id: str, application_id: str, key: ApiKey, overlap: timedelta = ...) -> None:
        """Store a key; no former one stays valid for longer than ``overlap``."""
        ...

    def withdraw(self, workspace_id: str, application_id: str, key_id: str) -> None:
        """End a key at once."""
        ...


class MasterSecretRepository(Protocol):
    """Versions of applications' master secrets."""

    def versions(self, workspace_id: str, application_id: str) -> Sequence[SecretVersion]:
        """All that there have been, newest first, without their secrets."""
        ...

    def add(self, workspace_id: str, application_id: str, secret: bytes, overlap: timedelta = ...) -> MasterSecret:
        """Store a version; no former one stays valid for longer than ``overlap``."""
        ...

    def withdraw(self, workspace_id: str, application_id: str, version: int) -> None:
        """End a version at once."""
        ...


class ConnectionRepository(Protocol):
    """Connections of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Connection]:
        """All, by name, secrets masked."""
        ...

    def get(self, workspace_id: str, connection_id: str) -> Connection:
        """One, secrets masked; raises NotFound."""
        ...

    def open(self, workspace_id: str, connection_id: str) -> Connection:
        """One, secrets in clear."""
        ...

    def create(self, connection: Connection, secret_paths: Collection[str]) -> Connection:
        """Store a new one; its id and version are given here."""
        ...

    def update(self, connection: Connection, secret_paths: Collection[str], expected: int | None = None) -> Connection:
        """Replace all of it."""
        ...

    def delete(self, workspace_id: str, connection_id: str) -> None:
        """Delete it, unless something uses it."""
        ...


class AgentNames(Protocol):
    """Agents of a workspace, for what names them."""

    def list(self, workspace_id: str) -> Sequence[Agent]:
        """All by name."""
        ...


class WorkflowRepository(Protocol):
    """Workflows of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Workflow]:
        """All, by name, in their current version."""
        ...

    def get(self, workspace_id: str, workflow_id: str) -> Workflow:
        """One in its current version; raises NotFound."""
        ...

    def versions(
        self, workspace_id: str, workflow_id: str, *, before: int | None = None, limit: int | None = None
    ) -> Sequence[WorkflowVersion]:
        """Its versions below number ``before``, newest first; raises NotFound."""
        ...

    def version(self, workspace_id: str, workflow_id: str, number: int) -> WorkflowVersion:
        """One version; raises NotFound."""
        ...

    def sources(self, workspace_id: str) -> Mapping[str, frozenset[str]]:
        """What feeds each workflow, or has ever fed it: ids of applications and connections, by its id."""
        ...

    def create(self, workflow: Workflow, *, author: str, comment: str = "") -> Workflow:
        """Store a new one as its version 1."""
        ...

    def save(self, workflow: Workflow, *, author: str, comment: str = "", expected: int | None = None) -> Workflow:
        """Store its next version."""
        ...

    def set_enabled(self, workspace_id: str, workflow_id: str, *, enabled: bool, author: str) -> Workflow:
        """Switch it on or off: a version that says so, unless it is so already."""
        ...

    def delete(self, workspace_id: str, workflow_id: str) -> None:
        """Delete it with its versions."""
        ...


class Audit(Protocol):
    """The audit log."""

    def append(self, event: AuditEvent) -> AuditEntry:
        """Add an event, in the transaction around it if there is one."""
        ...


@frozen
class Repositories:
    """All that use cases read and change."""

    transactions: Transactions
    applications: ApplicationRepository
    keys: KeyRepository
    secrets: MasterSecretRepository
    connections: ConnectionRepository
    workflows: WorkflowRepository
    agents: AgentNames
    audit: Audit
