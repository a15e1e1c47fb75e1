"""One class per aggregate; each takes and returns values of `nexus.model`, and sees one workspace at a time.

All change rows under optimistic locking: pass the ``version`` that was read, or None to overwrite. They raise `NotFound`,
and `Conflict` for names that are taken, versions that have moved on, and deletions of what is in use.
"""

from nexus.storage.repositories.agents import Agents
from nexus.storage.repositories.api_keys import ApiKeys
from nexus.storage.repositories.applications import Applications
from nexus.storage.repositories.audit import AuditLog
from nexus.storage.repositories.connections import Connections
from nexus.storage.repositories.master_secrets import MasterSecrets
from nexus.storage.repositories.payload_keys import PayloadKeys
from nexus.storage.repositories.queries import Queries
from nexus.storage.repositories.sessions import Sessions
from nexus.storage.repositories.users import Users
from nexus.storage.repositories.workflows import Workflows
from nexus.storage.repositories.workspaces import Workspaces

__all__ = [
    "Agents",
    "ApiKeys",
    "Applications",
    "AuditLog",
    "Connections",
    "MasterSecrets",
    "PayloadKeys",
    "Queries",
    "Sessions",
    "Users",
    "Workflows",
    "Workspaces",
]
