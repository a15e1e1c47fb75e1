"""Log-in sessions: one row per device, whose refresh token is exchanged at every use."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from nexus.errors import NotFound
from nexus.model.user import Exchange, Role, Session, SignedIn, User, Workspace
from nexus.storage.database import Database
from nexus.storage.repositories.rows import new_id, now
from nexus.storage.tables import memberships, sessions, users, workspaces

_SIGNED_IN: Final = (
    select(
        sessions.c.id,
        sessions.c.user_id,
        sessions.c.expires_at,
        sessions.c.revoked_at,
        users.c.username,
        users.c.password_hash,
        users.c.enabled,
        users.c.owner,
        users.c.last_login_at,
        users.c.must_change_password,
        users.c.version,
        memberships.c.role,
        workspaces.c.id.label("workspace_id"),
        workspaces.c.name,
        workspaces.c.title,
        workspaces.c.version.label("workspace_version"),
    )
    .join_from(sessions, users, sessions.c.user_id == users.c.id)
    .outerjoin(memberships, memberships.c.user_id == users.c.id)
    .outerjoin(workspaces, workspaces.c.id == memberships.c.workspace_id)
    .where(sessions.c.id == bindparam("session_id"))
    .order_by(workspaces.c.name)
)


class Sessions:
    """Starts, carries on and ends sessions.

    Args:
        grace: how long the former token is still taken after an exchange, for two tabs that refresh at once.
    """

    def __init__(self, database: Database, grace: timedelta = timedelta(seconds=10)) -> None:
        self._database = database
        self._grace = grace

    def start(self, user_id: str, digest: bytes, expires_at: datetime) -> Session:
        """Begin a session whose refresh token has this SHA-256."""
        session = Session(id=new_id(), user_id=user_id, expires_at=expires_at)
        row = {"id": session.id, "user_id": user_id, "digest": digest, "rotated_at": now(), "expires_at": expires_at}
        with self._database.write() as connection:
            connection.execute(insert(sessions).values(row))
        return session

    def rotate(self, session_id: str, shown: bytes, new: bytes, expires_at: datetime) -> Exchange:
        """Exchange the refresh token whose digest is ``shown`` for one with the digest ``new``.

        A token that was exchanged before was stolen, or stolen from: the session ends. Only within moments of its exchange
        it is still taken, and nothing changes then: the token that it was exchanged for stays the valid one.
        """
        with self._database.write() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == session_id).with_for_update()).first()
            moment = now()
            if row is None or row.revoked_at is not None or row.expires_at <= moment:
                return Exchange(None)
            this = sessions.c.id == session_id
            if hmac.compare_digest(row.digest, shown):
                values = {"digest": new, "former_digest": row.digest, "rotated_at": moment, "expires_at": expires_at}
                connection.execute(update(sessions).where(this).values(**values))
                return Exchange(Session(id=row.id, user_id=row.user_id, expires_at=expires_at))
            if self._within_grace(row.former_digest, shown, row.rotated_at, moment):
                return Exchange(Session(id=row.id, user_id=row.user_id, expires_at=row.expires_at), renewed=False)
            connection.execute(update(sessions).where(this).values(revoked_at=moment))
            return Exchange(None, reused=True)

    def _within_grace(self, former: bytes | None, shown: bytes, rotated_at: datetime, moment: datetime) -> bool:
        return former is not None and hmac.compare_digest(former, shown) and moment - rotated_at <= self._grace

    def get(self, session_id: str) -> Session:
        """One session."""
        with self._database.read() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == session_id)).first()
        if row is None:
            raise NotFound("session", session_id)
        return Session(id=row.id, user_id=row.user_id, expires_at=row.expires_at, revoked_at=row.revoked_at)

    def signed_in(self, session_id: str) -> SignedIn | None:
        """Whom a session belongs to, or None if it is over, unknown, or its user is disabled.

        One statement, since every request asks; nothing is remembered, so who is disabled is out at once.
        """
        with self._database.read() as connection:
            rows = connection.execute(_SIGNED_IN, {"session_id": session_id}).all()
        if not rows or not rows[0].enabled or rows[0].revoked_at is not None or rows[0].expires_at <= now():
            return None
        row, rooms = rows[0], [one for one in rows if one.workspace_id is not None]
        user = User(
            id=row.user_id,
            username=row.username,
            password_hash=row.password_hash,
            enabled=row.enabled,
            owner=row.owner,
            memberships={one.workspace_id: Role(one.role) for one in rooms},
            last_login_at=row.last_login_at,
            must_change_password=row.must_change_password,
            version=row.version,
        )
        workspaces = tuple(Workspace(one.workspace_id, one.name, one.title, one.workspace_version) for one in rooms)
        return SignedIn(user, Session(row.id, row.user_id, row.expires_at), workspaces)

    def end(self, session_id: str) -> None:
        """Log out; no error if it is gone."""
        with self._database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(revoked_at=now()))

    def end_all(self, user_id: str) -> None:
        """Log a user out everywhere."""
        with self._database.write() as connection:
            alive = (sessions.c.user_id == user_id) & sessions.c.revoked_at.is_(None)
            connection.execute(update(sessions).where(alive).values(revoked_at=now()))

    def forget_expired(self) -> int:
        """Delete sessions that have expired; return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(sessions).where(sessions.c.expires_at < now())).rowcount
