"""API keys of applications: added, replaced with an overlap, withdrawn."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from nexus.model.credentials import ApiKey
from nexus.storage.database import Database
from nexus.storage.repositories.applications import Applications
from nexus.storage.repositories.rows import now
from nexus.storage.tables import api_keys


class ApiKeys:
    """Reads and changes the keys of one application at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._applications = Applications(database)

    def list(self, workspace_id: str, application_id: str) -> Sequence[ApiKey]:
        """Keys that are stored, newest first; those past their overlap too, until `forget_expired`."""
        self._applications.get(workspace_id, application_id)
        query = (
            select(api_keys).where(api_keys.c.application_id == application_id).order_by(api_keys.c.created_at.desc())
        )
        with self._database.read() as connection:
            return [
                ApiKey(row.id, row.digest, valid_until=row.valid_until, created_at=row.created_at)
                for row in connection.execute(query)
            ]

    def add(self, workspace_id: str, application_id: str, key: ApiKey, overlap: timedelta = timedelta(0)) -> None:
        """Make ``key`` the application's current key; none of those before it stays valid for longer than ``overlap``."""
        with self._database.write() as connection:
            self._applications.get(workspace_id, application_id)
            moment = now()
            end = moment + overlap
            longer = api_keys.c.valid_until.is_(None) | (api_keys.c.valid_until > end)
            former = (api_keys.c.application_id == application_id) & longer
            connection.execute(update(api_keys).where(former).values(valid_until=end))
            row = {"id": key.id, "workspace_id": workspace_id, "application_id": application_id, "digest": key.digest}
            connection.execute(insert(api_keys).values(**row, created_at=moment, valid_until=key.valid_until))

    def withdraw(self, workspace_id: str, application_id: str, key_id: str) -> None:
        """End a key at once; no error if it is gone."""
        with self._database.write() as connection:
            self._applications.get(workspace_id, application_id)
            this = (api_keys.c.application_id == application_id) & (api_keys.c.id == key_id)
            connection.execute(delete(api_keys).where(this))

    def forget_expired(self) -> int:
        """Delete keys past their overlap; return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(api_keys).where(api_keys.c.valid_until < now())).rowcount
