"""Versions of applications' master secrets, encrypted at rest."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, select, update

from nexus.model.credentials import MasterSecret, SecretVersion
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox
from nexus.storage.database import Database
from nexus.storage.repositories.applications import Applications
from nexus.storage.repositories.rows import new_id, now
from nexus.storage.tables import application_secrets


class MasterSecrets:
    """Reads and adds the secret versions of one application at a time."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database = database
        self._secrets = secrets
        self._applications = Applications(database)

    def list(self, workspace_id: str, application_id: str) -> Sequence[MasterSecret]:
        """Versions that are valid now, newest first, in clear.

        Raises:
            ConfigurationError: an encryption key is missing; the message names it.
        """
        valid = application_secrets.c.valid_until.is_(None) | (application_secrets.c.valid_until > now())
        query = (
            select(application_secrets)
            .where(application_secrets.c.application_id == application_id, valid)
            .order_by(application_secrets.c.number.desc())
        )
        self._applications.get(workspace_id, application_id)
        with self._database.read() as connection:
            return [
                MasterSecret(row.number, self._secrets.open(row.secret, place(workspace_id, row.id)), row.valid_until)
                for row in connection.execute(query)
            ]

    def versions(self, workspace_id: str, application_id: str) -> Sequence[SecretVersion]:
        """All versions that there have been, newest first, without their secrets; needs no key."""
        self._applications.get(workspace_id, application_id)
        query = (
            select(application_secrets)
            .where(application_secrets.c.application_id == application_id)
            .order_by(application_secrets.c.number.desc())
        )
        with self._database.read() as connection:
            return [SecretVersion(row.number, row.valid_until, row.created_at) for row in connection.execute(query)]

    def withdraw(self, workspace_id: str, application_id: str, version: int) -> None:
        """End a version at once; its number is never given again, so the row stays."""
        with self._database.write() as connection:
            self._applications.get(workspace_id, application_id)
            mine = application_secrets.c.application_id == application_id
            this = mine & (application_secrets.c.number == version)
            connection.execute(update(application_secrets).where(this).values(valid_until=now()))

    def add(
        self, workspace_id: str, application_id: str, secret: bytes, overlap: timedelta = timedelta(0)
    ) -> MasterSecret:
        """Make ``secret`` the current version; none of those before it stays valid for longer than ``overlap``."""
        with self._database.write() as connection:
            self._applications.get(workspace_id, application_id)
            mine = application_secrets.c.application_id == application_id
            moment = now()
            numbers = connection.execute(select(application_secrets.c.number).where(mine).with_for_update()).scalars()
            number = max(numbers, default=0) + 1
            end = moment + overlap
            longer = application_secrets.c.valid_until.is_(None) | (application_secrets.c.valid_until > end)
            connection.execute(update(application_secrets).where(mine & longer).values(valid_until=end))
            key = new_id()
            row = {"id": key, "workspace_id": workspace_id, "application_id": application_id, "number": number}
            sealed = self._secrets.seal(secret, place(workspace_id, key))
            connection.execute(insert(application_secrets).values(**row, secret=sealed, created_at=moment))
        return MasterSecret(number, secret)


def place(workspace_id: str, row_id: str) -> SecretPlace:
    """Where a version is sealed for."""
    return SecretPlace(workspace_id, application_secrets.name, row_id, "secret")
