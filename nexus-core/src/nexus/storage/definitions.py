"""What processes run by, read from the metadata database; `nexus.ports.DefinitionStore`."""

import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from nexus.errors import ConfigurationError
from nexus.model.connection import Application, Connection
from nexus.model.credentials import KeyHolder, MasterSecret, PayloadKey
from nexus.model.user import Workspace
from nexus.model.workflow import Workflow
from nexus.ports import SecretBox
from nexus.storage.database import Database
from nexus.storage.repositories.applications import application_of
from nexus.storage.repositories.connections import opened
from nexus.storage.repositories.master_secrets import MasterSecrets
from nexus.storage.repositories.payload_keys import PayloadKeys
from nexus.storage.repositories.rows import now
from nexus.storage.repositories.workflows import current_versions, workflow_of
from nexus.storage.repositories.workspaces import workspace_of
from nexus.storage.tables import api_keys, applications, connections, workflow_uses, workflows, workspaces

log = logging.getLogger(__name__)

_AT_ONCE = 500
_MASKED: Final = select(applications.c.id, applications.c.masked)


class Definitions:
    """Reads all workspaces."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database = database
        self._secrets = secrets

    def workflows(self) -> Sequence[Workflow]:
        """All enabled workflows of all workspaces, in their current version."""
        query = current_versions().where(workflows.c.enabled.is_(True)).order_by(workflows.c.id)
        with self._database.read() as connection:
            return [workflow_of(row) for row in connection.execute(query)]

    def workflow(self, workflow_id: str) -> Workflow | None:
        """One workflow, or None if it is gone or disabled."""
        query = current_versions().where(workflows.c.id == workflow_id, workflows.c.enabled.is_(True))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else workflow_of(row)

    def connections(self, ids: Sequence[str]) -> Sequence[Connection]:
        """Connections by id, with their secrets in clear.

        One that cannot be opened (its key is missing) is left out and named in the log: its pipelines wait, all others run.
        """
        return list(self._opened(list(dict.fromkeys(ids))))

    def _opened(self, ids: Sequence[str]) -> Iterator[Connection]:
        with self._database.read() as transaction:
            for start in range(0, len(ids), _AT_ONCE):
                part = ids[start : start + _AT_ONCE]
                for row in transaction.execute(select(connections).where(connections.c.id.in_(part))):
                    try:
                        yield opened(row, self._secrets)
                    except ConfigurationError as error:
                        log.error("connection %s (%s) cannot be opened: %s", row.name, row.id, error)  # noqa: TRY400 — a person's fault

    def masked_paths(self) -> Mapping[str, Sequence[str]]:
        """What each application wants masked, by its id; connections that send mask nothing, and are named too."""
        with self._database.read() as connection:
            found = {row.id: tuple(row.masked) for row in connection.execute(_MASKED)}
            return found | dict.fromkeys(connection.execute(select(connections.c.id)).scalars(), ())

    def workspaces(self) -> Sequence[Workspace]:
        """All workspaces."""
        with self._database.read() as connection:
            return [workspace_of(row) for row in connection.execute(select(workspaces))]

    def workspace(self, workspace_id: str) -> Workspace | None:
        """One workspace, or None if it is gone."""
        with self._database.read() as connection:
            row = connection.execute(select(workspaces).where(workspaces.c.id == workspace_id)).first()
        return None if row is None else workspace_of(row)

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        """The application whose API key this is, compared in constant time; None if there is none.

        A key past its overlap is none. A disabled application is returned: the sender is told 403, not 401.
        """
        query = (
            select(applications, api_keys.c.digest, api_keys.c.valid_until)
            .join(api_keys, api_keys.c.application_id == applications.c.id)
            .where(api_keys.c.id == key_id)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None or not hmac.compare_digest(row.digest, key_digest):
            return None
        if row.valid_until is not None and row.valid_until <= now():
            return None
        return KeyHolder(application_of(row), row.valid_until)

    def payload_secrets(self, application: Application) -> Sequence[MasterSecret]:
        """Versions of an application's master secret that are valid now, in clear.

        Raises:
            ConfigurationError: an encryption key is missing; the message names it.
        """
        return MasterSecrets(self._database, self._secrets).list(application.workspace_id, application.id)

    def payload_key(self, application: Application) -> PayloadKey:
        """The key under which its payloads are kept encrypted now; raises as `payload_secrets`."""
        return PayloadKeys(self._database, self._secrets).current(application.workspace_id, application.id)

    def workflows_of_application(self, application_id: str) -> Sequence[str]:
        """Ids of the enabled workflows that this application feeds."""
        query = (
            select(workflows.c.id)
            .join(workflow_uses)
            .where(workflow_uses.c.application_id == application_id, workflows.c.enabled.is_(True))
            .order_by(workflows.c.id)
        )
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())
