"""Keys under which payloads are kept encrypted in the stream store, themselves encrypted at rest.

None is ever deleted, whatever becomes of its application: what the streams, schedules and dead letters hold must open for
as long as it is there. `nexus keys rotate` puts them under another key of the ring; what they encrypted stays as it is.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select

from nexus.model.credentials import PayloadKey
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox
from nexus.storage.database import Database
from nexus.storage.repositories.rows import new_id, now
from nexus.storage.tables import payload_keys

USED_FOR: Final = timedelta(days=7)
"""So long a key encrypts; it opens for ever. AES-GCM with random nonces bounds how much may be encrypted under one."""

_BYTES: Final = 32


class PayloadKeys:
    """Reads and makes payload keys."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database = database
        self._secrets = secrets

    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return those keys that there are, in clear, by id.

        Raises:
            ConfigurationError: a key of the ring is missing; the message names it.
        """
        query = select(payload_keys).where(payload_keys.c.id.in_(ids))
        with self._database.read() as connection:
            return {
                row.id: self._secrets.open(row.payload_key, place(row.workspace_id, row.id))
                for row in connection.execute(query)
            }

    def current(self, workspace_id: str, application_id: str) -> PayloadKey:
        """Return the key that encrypts now; makes one if there is none, or if the last one has served its time.

        Raises:
            ConfigurationError: a key of the ring is missing; the message names it.
        """
        newest = (
            select(payload_keys)
            .where(payload_keys.c.application_id == application_id, payload_keys.c.created_at > now() - USED_FOR)
            .order_by(payload_keys.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(newest).first()
        if row is not None:
            return PayloadKey(row.id, self._secrets.open(row.payload_key, place(row.workspace_id, row.id)))
        made = PayloadKey(new_id(), os.urandom(_BYTES))  # two processes may make one each: both open
        values = {"id": made.id, "workspace_id": workspace_id, "application_id": application_id, "created_at": now()}
        sealed = self._secrets.seal(made.key, place(workspace_id, made.id))
        with self._database.write() as connection:
            connection.execute(insert(payload_keys).values(**values, payload_key=sealed))
        return made


def place(workspace_id: str, key_id: str) -> SecretPlace:
    """Where a key is sealed for."""
    return SecretPlace(workspace_id, payload_keys.name, key_id, "payload_key")
