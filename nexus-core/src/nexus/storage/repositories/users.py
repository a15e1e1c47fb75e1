"""Users and their roles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from nexus.errors import Conflict
from nexus.model.user import Role, User
from nexus.storage.database import Database
from nexus.storage.repositories.rows import change, find, new_id, now, remove, unique
from nexus.storage.tables import memberships, sessions, users


class Users:
    """Reads and changes users; there is always an enabled owner left."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, workspace_id: str | None = None) -> Sequence[User]:
        """All users by name, or the members of one workspace."""
        query = select(users).order_by(users.c.username)
        if workspace_id is not None:
            query = query.join(memberships).where(memberships.c.workspace_id == workspace_id)
        with self._database.read() as connection:
            return _users(connection, connection.execute(query).all())

    def get(self, user_id: str) -> User:
        """One user."""
        with self._database.read() as connection:
            return _users(connection, [find(connection, users, "user", user_id, users.c.id == user_id)])[0]

    def by_name(self, username: str) -> User | None:
        """The user of this name, or None: for log-in, which must not tell the two apart."""
        with self._database.read() as connection:
            rows = connection.execute(select(users).where(users.c.username == username)).all()
            return next(iter(_users(connection, rows)), None)

    def create(
        self,
        username: str,
        password_hash: str,
        *,
        owner: bool = False,
        roles: Mapping[str, Role] | None = None,
        must_change_password: bool = False,
    ) -> User:
        """Make a user with ``roles`` (workspace id -> role)."""
        user = User(
            id=new_id(),
            username=username,
            password_hash=password_hash,
            owner=owner,
            memberships=dict(roles or {}),
            must_change_password=must_change_password,
        )
        row = {"id": user.id, "created_at": now(), "version": 1, **_values(user)}
        with self._database.write() as connection, unique("user", username):
            connection.execute(insert(users).values(row))
            _set_roles(connection, user)
        return user

    def update(self, user: User, expected: int | None = None) -> User:
        """Change all of a user, roles included; one who is disabled is logged out everywhere."""
        with self._database.write() as connection, unique("user", user.username):
            version = change(connection, users, "user", user.id, _values(user), expected=expected)
            connection.execute(delete(memberships).where(memberships.c.user_id == user.id))
            _set_roles(connection, user)
            if not user.enabled:
                _end_sessions(connection, user.id)
            _require_owner(connection)
        return evolve(user, version=version)

    def set_password(
        self, user_id: str, password_hash: str, *, end_sessions: bool = True, must_change: bool = False
    ) -> None:
        """Store a new hash; by default whoever was logged in must log in again."""
        values = {"password_hash": password_hash, "must_change_password": must_change}
        with self._database.write() as connection:
            change(connection, users, "user", user_id, values)
            if end_sessions:
                _end_sessions(connection, user_id)

    def logged_in(self, user_id: str) -> None:
        """Remember the time of a log-in; no new version."""
        with self._database.write() as connection:
            connection.execute(update(users).where(users.c.id == user_id).values(last_login_at=now()))

    def delete(self, user_id: str) -> None:
        """Delete a user."""
        with self._database.write() as connection:
            remove(connection, users, "user", user_id)
            _require_owner(connection)


def _values(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "password_hash": user.password_hash,
        "enabled": user.enabled,
        "owner": user.owner,
        "must_change_password": user.must_change_password,
    }


def _set_roles(connection: Connection, user: User) -> None:
    rows = [{"workspace_id": key, "user_id": user.id, "role": role.value} for key, role in user.memberships.items()]
    if rows:
        connection.execute(insert(memberships), rows)


def _end_sessions(connection: Connection, user_id: str) -> None:
    alive = (sessions.c.user_id == user_id) & sessions.c.revoked_at.is_(None)
    connection.execute(update(sessions).where(alive).values(revoked_at=now()))


def _require_owner(connection: Connection) -> None:
    left = select(func.count()).select_from(users).where(users.c.owner.is_(True), users.c.enabled.is_(True))
    if not connection.execute(left).scalar_one():
        raise Conflict("this is the last enabled owner: make another user owner first")


def _users(connection: Connection, rows: Iterable[Row[Any]]) -> list[User]:
    found = list(rows)
    roles: dict[str, dict[str, Role]] = {row.id: {} for row in found}
    query = select(memberships).where(memberships.c.user_id.in_(list(roles)))
    for row in connection.execute(query):
        roles[row.user_id][row.workspace_id] = Role(row.role)
    return [
        User(
            id=row.id,
            username=row.username,
            password_hash=row.password_hash,
            enabled=row.enabled,
            owner=row.owner,
            memberships=roles[row.id],
            last_login_at=row.last_login_at,
            must_change_password=row.must_change_password,
            version=row.version,
        )
        for row in found
    ]
